/**
 * The cross-validated negative log-likelihood of any way to fit a density.
 */

import type { Dataset } from "../data/dataset.ts";
import { splitFolds } from "../data/folds.ts";
import { requireTable } from "../data/requireTable.ts";
import type { DensityBaseline } from "../gaussian/densityBaseline.ts";
import { requireArgument } from "../numeric/arguments.ts";

/** How well fits on part of the rows predict the others. */
export interface CrossValidation {
  /** Mean over all rows, nats per row, raw data units. */
  readonly nll: number;
  /** Nats of each row when it was held out: two fits compared on the same folds differ row by row. */
  readonly rowNll: Float64Array;
}

/**
 * Fits on all folds but one and scores the one left out, for every fold. The same seed gives the same folds.
 *
 * @param fit fits a density to training rows
 * @throws InputError if there are fewer than 2 folds or fewer rows than folds, and whatever `fit` throws
 *
 * @example
 * const values = Float64Array.of(1, 2, 3, 4, 5, 6);
 * const { nll } = crossValidatedNll(fitIndependentGaussian, { columns: ["x"], rowCount: 6, values }, 3, 1);
 */
export function crossValidatedNll(
  fit: (training: Dataset) => Pick<DensityBaseline, "logLikelihood">,
  data: Dataset,
  folds: number,
  seed: number,
): CrossValidation {
  requireArgument(typeof fit === "function", "a function that fits a density", fit);
  requireTable(data);
  const rowNll = new Float64Array(data.rowCount);
  for (const { training, heldOut, heldOutRows } of splitFolds(data, folds, seed)) {
    const fitted = fit(training);
    requireArgument(
      typeof fitted?.logLikelihood === "function",
      "a density from the function that fits one",
      fitted,
      "Let it return an object with a method logLikelihood, as fitFullGaussian does.",
    );
    fitted.logLikelihood(heldOut).forEach((logDensity, position) => {
      rowNll[heldOutRows[position]] = -logDensity;
    });
  }
  let sum = 0;
  for (const nll of rowNll) sum += nll;
  return { nll: sum / data.rowCount, rowNll };
}
