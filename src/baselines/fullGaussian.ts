/**
 * One Gaussian with a free covariance: nearly unbeatable on much linear-Gaussian data, poor on little.
 */

import { columnMoments, toRawCovariance } from "../data/columnMoments.ts";
import type { Dataset } from "../data/dataset.ts";
import { GaussianDensity } from "../gaussian/gaussianDensity.ts";
import { InputError } from "../numeric/errors.ts";

/**
 * A Gaussian with free mean and covariance, by maximum likelihood.
 *
 * With no more rows than columns the estimated covariance is singular and gives new rows no density, so that is an error
 * here; `fitShrunkGaussian` takes such data.
 *
 * @param data training rows in raw units
 * @throws InputError if there are no more rows than columns, if some columns determine another one, or as
 *   `fitIndependentGaussian` does
 *
 * @example
 * const values = Float64Array.of(0, 0, 2, 2, 0, 2, 2, 0);
 * const fitted = fitFullGaussian({ columns: ["a", "b"], rowCount: 4, values });
 * fitted.covariance; // [1, 0, 0, 1]
 */
export function fitFullGaussian(data: Dataset): GaussianDensity {
  const { columns, rowCount, mean, standardDeviation, correlation } = columnMoments(data);
  const width = columns.length;
  if (rowCount <= width) {
    throw new InputError(
      `Expected more rows than columns for a free covariance, got ${rowCount} rows of ${width} columns. Add rows or use the shrunk Gaussian.`,
    );
  }
  const covariance = toRawCovariance(correlation, standardDeviation);
  const parameters = width + (width * (width + 1)) / 2;
  return new GaussianDensity("full Gaussian", columns, mean, covariance, parameters);
}
