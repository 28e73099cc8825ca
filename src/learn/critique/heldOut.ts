import type { Dataset } from "../../data/index.ts";
import { type LinearGaussianFit, rowLogDensities } from "../../gaussian/index.ts";

/** Rows to fit to and rows to judge by, whose places in the table are `heldOutRows`. */
export interface Fold {
  readonly training: Dataset;
  readonly heldOut: Dataset;
  readonly heldOutRows: Int32Array;
}

/** Log-densities of all rows, each when it was held out, nats. */
export function heldOutDensities<F extends Fold>(
  folds: readonly F[],
  densitiesOf: (fold: F) => ArrayLike<number>,
): Float64Array {
  const rows = new Float64Array(folds.reduce((sum, { heldOutRows }) => sum + heldOutRows.length, 0));
  for (const fold of folds) {
    const densities = densitiesOf(fold);
    fold.heldOutRows.forEach((row, i) => {
      rows[row] = densities[i];
    });
  }
  return rows;
}

/** The same under a fit of each fold. */
export function densitiesUnder<F extends Fold>(
  folds: readonly F[],
  fit: (fold: F) => LinearGaussianFit,
): Float64Array {
  return heldOutDensities(folds, (fold) => rowLogDensities(fit(fold), fold.heldOut));
}
