/**
 * Independent Gaussians: what a model knows that sees no dependence at all.
 */

import { columnMoments, toRawCovariance } from "../data/columnMoments.ts";
import type { Dataset } from "../data/dataset.ts";
import { GaussianDensity } from "../gaussian/gaussianDensity.ts";

/**
 * One Gaussian per column, by maximum likelihood.
 *
 * @param data training rows in raw units
 * @throws InputError on fewer than two rows, a value that is not finite, or a constant column
 *
 * @example
 * const values = Float64Array.of(1, 10, 3, 30);
 * const fitted = fitIndependentGaussian({ columns: ["a", "b"], rowCount: 2, values });
 * fitted.mean; // [2, 20]
 * fitted.covariance; // [1, 0, 0, 100]
 */
export function fitIndependentGaussian(data: Dataset): GaussianDensity {
  const { columns, mean, standardDeviation } = columnMoments(data);
  const width = columns.length;
  const identity = new Float64Array(width * width);
  for (let j = 0; j < width; j++) identity[j * width + j] = 1;
  const covariance = toRawCovariance(identity, standardDeviation);
  return new GaussianDensity("independent Gaussians", columns, mean, covariance, 2 * width);
}
