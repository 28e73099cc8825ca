/**
 * Tables of numbers: what is sampled from a network, what a model is fitted to.
 */
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";

/** Rows x columns, row-major, raw data units. */
export interface Dataset {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** `values[row * columns.length + column]`. */
  readonly values: Float64Array;
}

/**
 * A checked table.
 *
 * @param columns distinct names
 * @param table either one array of numbers per row, or all values row by row (kept, not copied)
 * @throws InputError if there are no rows or columns, a name occurs twice, a row has the wrong width, or a value is not a
 *   finite number
 * @example
 * const table = createDataset(["height", "weight"], [[1.7, 65], [1.8, 80]]);
 * table.rowCount; // 2
 * columnMeans(table)[1]; // 72.5
 */
export function createDataset(
  columns: readonly string[],
  table: readonly ArrayLike<number>[] | Float64Array,
): Dataset {
  checkColumns(columns);
  const width = columns.length;
  const values = table instanceof Float64Array ? checkLength(table, width) : joinRows(table, width);
  if (values.length === 0) {
    throw new InputError("Expected at least one row of data, got none. Add rows or simulate some.");
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new InputError(
        `Expected finite numbers, got ${values[i]} in row ${Math.floor(i / width) + 1}, column "${columns[i % width]}". Remove or impute the row.`,
      );
    }
  }
  return { columns: [...columns], rowCount: values.length / width, values };
}

/**
 * The named columns, in the order of the names.
 *
 * @throws InputError if a column is missing; the message suggests the nearest name
 */
export function selectColumns(data: Dataset, names: readonly string[]): Dataset {
  const width = data.columns.length;
  const from = columnPositions(data, names);
  const values = new Float64Array(data.rowCount * names.length);
  let next = 0;
  for (let row = 0; row < data.rowCount; row++) {
    for (const column of from) values[next++] = data.values[row * width + column];
  }
  return { columns: [...names], rowCount: data.rowCount, values };
}

/**
 * Where the named columns are in the table.
 *
 * @throws InputError if a column is missing; the message suggests the nearest name
 */
export function columnPositions(data: Dataset, names: readonly string[]): number[] {
  const positions = new Map(data.columns.map((name, position) => [name, position]));
  return names.map((name) => {
    const position = positions.get(name);
    if (position === undefined) {
      throw new InputError(
        `Expected data with a column "${name}", got ${data.columns.length} columns without it.${didYouMean(name, data.columns)} Add the column or correct its name.`,
      );
    }
    return position;
  });
}

/**
 * The rows with these indices (from 0), in this order; an index may occur several times.
 *
 * @throws InputError if there are no indices or one is outside the table
 */
export function takeRows(data: Dataset, indices: ArrayLike<number>): Dataset {
  const width = data.columns.length;
  if (indices.length === 0) {
    throw new InputError("Expected at least one row to take, got an empty list. Ask for some rows.");
  }
  const values = new Float64Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (!(Number.isInteger(row) && row >= 0 && row < data.rowCount)) {
      throw new InputError(
        `Expected row indices from 0 to ${data.rowCount - 1}, got ${row} at position ${i}. Correct the list.`,
      );
    }
    values.set(data.values.subarray(row * width, (row + 1) * width), i * width);
  }
  return { columns: data.columns, rowCount: indices.length, values };
}

/** The mean of every column, raw data units. */
export function columnMeans(data: Dataset): Float64Array {
  const width = data.columns.length;
  const means = new Float64Array(width);
  for (let i = 0, column = 0; i < data.values.length; i++) {
    means[column] += data.values[i];
    column = column + 1 === width ? 0 : column + 1;
  }
  return means.map((sum) => sum / data.rowCount);
}

/** The standard deviation of every column (divisor: the number of rows), raw data units. */
export function columnStandardDeviations(data: Dataset): Float64Array {
  const width = data.columns.length;
  const means = columnMeans(data);
  const squares = new Float64Array(width);
  for (let i = 0, column = 0; i < data.values.length; i++) {
    const deviation = data.values[i] - means[column];
    squares[column] += deviation * deviation;
    column = column + 1 === width ? 0 : column + 1;
  }
  return squares.map((sum) => Math.sqrt(sum / data.rowCount));
}

/**
 * Does nothing if every column varies.
 *
 * @throws InputError naming the first column whose values are all equal: it has no density and no scale
 */
export function rejectConstantColumns(data: Dataset): void {
  const width = data.columns.length;
  for (let column = 0; column < width; column++) {
    const first = data.values[column];
    let varies = false;
    for (let i = column + width; i < data.values.length && !varies; i += width) {
      varies = data.values[i] !== first;
    }
    if (!varies) {
      const rows = data.rowCount === 1 ? "the only row" : `all ${data.rowCount} rows`;
      throw new InputError(
        `Expected columns that vary, got ${first} in ${rows} of column "${data.columns[column]}". Add rows, or remove the column and its node.`,
      );
    }
  }
}

function checkColumns(columns: readonly string[]): void {
  if (columns.length === 0) {
    throw new InputError("Expected data with at least one column, got none. Name the columns.");
  }
  const seen = new Set<string>();
  for (const name of columns) {
    if (seen.has(name)) {
      throw new InputError(
        `Expected different column names, got "${name}" twice. Rename one of the columns.`,
      );
    }
    seen.add(name);
  }
}

function checkLength(values: Float64Array, width: number): Float64Array {
  if (values.length % width !== 0) {
    throw new InputError(
      `Expected a multiple of ${width} values, one per column in every row, got ${values.length}. Complete the last row.`,
    );
  }
  return values;
}

function joinRows(rows: readonly ArrayLike<number>[], width: number): Float64Array {
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    if (row.length !== width) {
      throw new InputError(
        `Expected ${width} values in every row, one per column, got ${row.length} in row ${index + 1}. Complete or remove the row.`,
      );
    }
    values.set(row, index * width);
  });
  return values;
}
