/**
 * Means and covariances of a table's columns, after checking that the table can be fitted at all.
 */

import { InputError } from "../numeric/errors.ts";
import { rejectConstantColumns } from "./columnStatistics.ts";
import type { Dataset } from "./dataset.ts";

/** The sufficient statistic of a Gaussian fit. Covariances divide by the number of rows (maximum likelihood). */
export interface ColumnMoments {
  readonly rowCount: number;
  readonly columns: readonly string[];
  /** Raw units, one per column. */
  readonly mean: Float64Array;
  /** Raw units, one per column, all positive. */
  readonly standardDeviation: Float64Array;
  /** Row-major columns x columns, ones on the diagonal. */
  readonly correlation: Float64Array;
}

/**
 * Means, standard deviations and correlations of the columns.
 *
 * @throws InputError on fewer than two rows, a value that is not finite, or a constant column
 */
export function columnMoments(data: Dataset): ColumnMoments {
  const { columns, rowCount, values } = data;
  const width = columns.length;
  if (width === 0) throw new InputError("Expected a table with at least one column, got none. Add a column.");
  if (rowCount < 2) {
    throw new InputError(
      `Expected at least 2 rows to estimate means and variances, got ${rowCount}. Add rows or simulate some.`,
    );
  }
  if (values.length !== rowCount * width) {
    throw new InputError(
      `Expected ${rowCount} rows x ${width} columns = ${rowCount * width} values, got ${values.length}. Check the row width.`,
    );
  }
  const mean = new Float64Array(width);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < width; j++) {
      const value = values[row * width + j];
      if (!Number.isFinite(value)) {
        throw new InputError(
          `Expected finite numbers, got ${value} in column "${columns[j]}", row ${row + 1}. Remove or impute the value.`,
        );
      }
      mean[j] += value / rowCount;
    }
  }
  rejectConstantColumns(data);
  const standardDeviation = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) {
      const deviation = values[row * width + j] - mean[j];
      sum += deviation * deviation;
    }
    standardDeviation[j] = Math.sqrt(sum / rowCount);
  }
  const correlation = new Float64Array(width * width);
  const standardized = new Float64Array(width);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < width; j++) {
      standardized[j] = (values[row * width + j] - mean[j]) / standardDeviation[j];
      for (let k = 0; k <= j; k++) correlation[j * width + k] += standardized[j] * standardized[k];
    }
  }
  for (let j = 0; j < width; j++) {
    for (let k = 0; k < j; k++) {
      correlation[j * width + k] /= rowCount;
      correlation[k * width + j] = correlation[j * width + k];
    }
    correlation[j * width + j] = 1;
  }
  return { rowCount, columns, mean, standardDeviation, correlation };
}

/** The covariance in raw units, row-major, of standardized variables whose second moments are `standardized`. */
export function toRawCovariance(standardized: Float64Array, standardDeviation: Float64Array): Float64Array {
  const width = standardDeviation.length;
  return standardized.map(
    (value, index) => value * standardDeviation[Math.floor(index / width)] * standardDeviation[index % width],
  );
}
