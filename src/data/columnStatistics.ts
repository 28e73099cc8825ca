import { InputError } from "../numeric/errors.ts";
import type { Dataset } from "./dataset.ts";
import { requireTable } from "./requireTable.ts";

/**
 * The mean of every column, raw data units.
 *
 * @example
 * columnMeans({ columns: ["a", "b"], rowCount: 2, values: Float64Array.of(1, 5, 3, 7) }); // [2, 6]
 */
export function columnMeans(data: Dataset): Float64Array {
  requireTable(data);
  const width = data.columns.length;
  const means = new Float64Array(width);
  for (let at = 0; at < data.values.length; at++) means[at % width] += data.values[at];
  return means.map((sum) => sum / data.rowCount);
}

/**
 * The standard deviation of every column around its mean, divisor N (the maximum-likelihood estimate), raw data units.
 * Two passes, so that a large mean does not cost digits.
 *
 * @example
 * const data = createDataset(["a"], [[1], [3]]);
 * columnStandardDeviations(data); // Float64Array [1]
 */
export function columnStandardDeviations(data: Dataset): Float64Array {
  requireTable(data);
  const width = data.columns.length;
  const means = columnMeans(data);
  const squares = new Float64Array(width);
  for (let at = 0; at < data.values.length; at++) {
    const deviation = data.values[at] - means[at % width];
    squares[at % width] += deviation * deviation;
  }
  return squares.map((sum) => Math.sqrt(sum / data.rowCount));
}

/** What varies less, beside the size of its values, varies by little more than their rounding. */
const LEAST_RANGE = 1e-12;

/**
 * Refuses a table in which a column has the same value in all rows (up to rounding): it has no density.
 *
 * @throws InputError naming the first such column and its value
 */
export function rejectConstantColumns(data: Dataset): void {
  const found = constantColumn(data);
  if (found === undefined) return;
  const { name, least, most } = found;
  if (most === least) {
    throw new InputError(
      `Expected every column to vary, got ${least} in all ${data.rowCount} rows of column "${name}". Leave the column out or make it latent.`,
    );
  }
  throw new InputError(
    `Expected every column to vary by more than ${LEAST_RANGE} of its values, got ${least} to ${most} in column "${name}", of which rounding leaves few digits. Subtract a number in their midst from all of them.`,
  );
}

/** The first column whose values are all the same up to rounding, gaps aside where there are any. */
export function constantColumn(
  data: Dataset,
): { readonly name: string; readonly least: number; readonly most: number } | undefined {
  const width = data.columns.length;
  for (const [j, name] of data.columns.entries()) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = j; at < data.values.length; at += width) {
      const value = data.values[at];
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (least <= most && most - least <= LEAST_RANGE * Math.max(Math.abs(least), Math.abs(most)))
      return { name, least, most };
  }
  return undefined;
}
