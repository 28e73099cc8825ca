import { type Dataset, hasGaps } from "../data/index.ts";
import { log } from "../numeric/elementary.ts";
import { GapCompletion } from "./gapCompletion.ts";
import { type LinearGaussianFit, linearGaussianBaseline } from "./linearGaussianEm.ts";

const LOG_TWO_PI = log(2 * Math.PI);

/**
 * The mean log-density of rows under a fit, nats a row in the units of the fit; of a row with missing values (NaN) that of
 * what is there.
 *
 * @throws InputError if the columns are not the fit's observed nodes in their order
 *
 * @example
 * const fit = fitLinearGaussian(network.dag, data, { kind: "map" });
 * const nats = meanLogDensity(fit, test);
 */
export function meanLogDensity(fit: LinearGaussianFit, data: Dataset): number {
  const density = linearGaussianBaseline(fit);
  if (!hasGaps(data)) {
    let sum = 0;
    for (const value of density.logLikelihood(data)) sum += value;
    return sum / data.rowCount;
  }
  let present = 0;
  for (const value of data.values) if (!Number.isNaN(value)) present++;
  const completion = new GapCompletion(data.values, data.columns.length);
  const { logDensity } = completion.complete(density.mean, density.covariance);
  return logDensity - (0.5 * LOG_TWO_PI * present) / data.rowCount;
}
