/**
 * Means and covariances of a table's columns, after checking that the table can be fitted at all.
 */

import { InputError } from "../numeric/errors.ts";
import { rejectConstantColumns } from "./columnStatistics.ts";
import type { Dataset } from "./dataset.ts";
import { requireTable } from "./requireTable.ts";

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
  requireTable(data);
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
  rejectNotFinite(data);
  rejectConstantColumns(data);
  const mean = meansOf(data);
  const standardDeviation = deviationsOf(data, mean);
  const correlation = correlationsOf(data, mean, standardDeviation);
  return { rowCount, columns, mean, standardDeviation, correlation };
}

function rejectNotFinite({ columns, values }: Dataset): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const width = columns.length;
  throw new InputError(
    `Expected finite numbers, got ${values[at]} in column "${columns[at % width]}", row ${Math.floor(at / width) + 1}. Remove or impute the value.`,
  );
}

// Loops of their own: beside others in one function, engines compile all of it anew for each that is long.

function meansOf({ columns, rowCount, values }: Dataset): Float64Array {
  const width = columns.length;
  const mean = new Float64Array(width);
  for (let row = 0; row < rowCount; row++)
    for (let j = 0; j < width; j++) mean[j] += values[row * width + j] / rowCount;
  return mean;
}

function deviationsOf({ rowCount, values }: Dataset, mean: Float64Array): Float64Array {
  const width = mean.length;
  const standardDeviation = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) {
      const deviation = values[row * width + j] - mean[j];
      sum += deviation * deviation;
    }
    standardDeviation[j] = Math.sqrt(sum / rowCount);
  }
  return standardDeviation;
}

function correlationsOf(
  { rowCount, values }: Dataset,
  mean: Float64Array,
  standardDeviation: Float64Array,
): Float64Array {
  const width = mean.length;
  const correlation = new Float64Array(width * width);
  const standardized = new Float64Array(width);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < width; j++) {
      standardized[j] = (values[row * width + j] - mean[j]) / standardDeviation[j];
      addProducts(correlation, j * width, standardized, j);
    }
  }
  for (let j = 0; j < width; j++) {
    for (let k = 0; k < j; k++) {
      correlation[j * width + k] /= rowCount;
      correlation[k * width + j] = correlation[j * width + k];
    }
    correlation[j * width + j] = 1;
  }
  return correlation;
}

/** Products of one column's number with those of the columns up to it. */
function addProducts(sums: Float64Array, from: number, row: Float64Array, column: number): void {
  const own = row[column];
  for (let k = 0; k <= column; k++) sums[from + k] += own * row[k];
}

/** The covariance in raw units, row-major, of standardized variables whose second moments are `standardized`. */
export function toRawCovariance(standardized: Float64Array, standardDeviation: Float64Array): Float64Array {
  const width = standardDeviation.length;
  return standardized.map(
    (value, index) => value * standardDeviation[Math.floor(index / width)] * standardDeviation[index % width],
  );
}
