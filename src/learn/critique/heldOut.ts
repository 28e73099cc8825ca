import type { Dataset } from "../../data/index.ts";
import { type LinearGaussianFit, rowLogDensities } from "../../gaussian/index.ts";
import { type Steps, toEnd } from "../../numeric/turns.ts";

/** Rows to fit to and rows to judge by, whose places in the table are `heldOutRows`. */
export interface Fold {
  readonly training: Dataset;
  readonly heldOut: Dataset;
  readonly heldOutRows: Int32Array;
}

/** Log-densities of all rows, each when it was held out, nats; a step a fold. */
export function* heldOutInSteps<F extends Fold>(
  folds: readonly F[],
  densitiesOf: (fold: F) => ArrayLike<number>,
): Steps<Float64Array> {
  const rows = new Float64Array(folds.reduce((sum, { heldOutRows }) => sum + heldOutRows.length, 0));
  for (const fold of folds) {
    const densities = densitiesOf(fold);
    fold.heldOutRows.forEach((row, i) => {
      rows[row] = densities[i];
    });
    yield;
  }
  return rows;
}

/** The same under a fit of each fold. */
export function densitiesUnder<F extends Fold>(
  folds: readonly F[],
  fit: (fold: F) => LinearGaussianFit,
): Float64Array {
  return toEnd(heldOutInSteps(folds, (fold) => rowLogDensities(fit(fold), fold.heldOut)));
}

/** {@link densitiesUnder} fits that are made for it, a step an iteration. */
export function* densitiesInSteps<F extends Fold>(
  folds: readonly F[],
  fit: (fold: F) => Steps<LinearGaussianFit>,
): Steps<Float64Array> {
  const fits = new Map<F, LinearGaussianFit>();
  for (const fold of folds) fits.set(fold, yield* fit(fold));
  return densitiesUnder(folds, (fold) => fits.get(fold)!);
}
