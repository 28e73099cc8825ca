/**
 * Tables of numbers: the only form in which data travels through the library.
 */
import { isBuiltIn, requireArgument, requireTexts } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { type ColumnType, GAUSSIAN } from "./columnType.ts";

/** Rows x columns, row-major, raw data units; NaN is a missing value. */
export interface Dataset {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Numbers as they are; of a column with levels the codes 0, 1, ... of its labels. */
  readonly values: Float64Array;
  /** What each column measures, beside `columns`; all are Gaussian numbers where absent. */
  readonly types?: readonly ColumnType[];
}

/** What a column measures. */
export function columnType(data: Dataset, column: number): ColumnType {
  return data.types?.[column] ?? GAUSSIAN;
}

/** Whether every column is a Gaussian number, rounded or not. */
export function isGaussian({ types }: Dataset): boolean {
  return types?.every(({ kind }) => kind === GAUSSIAN.kind) ?? true;
}

/** Whether every column is a Gaussian number without a rounding step: a table as it was before there were kinds. */
export function isPlain(data: Dataset): boolean {
  return data.types?.every(({ kind, step }) => kind === GAUSSIAN.kind && step === undefined) ?? true;
}

/**
 * A checked table from rows, or from row-major values (which are taken over, not copied).
 *
 * @throws InputError if there is no column or no row, a column's name is empty or comes twice, a row has the wrong width,
 *   or a value is not finite; the message names the row (counted from 1) and the column
 *
 * @example
 * const data = createDataset(["a", "b"], [[1, 2], [3, 4]]);
 * data.rowCount; // 2
 * data.values[2]; // 3
 */
export function createDataset(
  columns: readonly string[],
  rows: readonly ArrayLike<number>[] | Float64Array,
): Dataset {
  checkColumnNames(columns);
  const width = columns.length;
  const values = isBuiltIn(rows, "Float64Array")
    ? (rows as Float64Array)
    : joinRows(columns, rows as readonly ArrayLike<number>[]);
  if (values.length === 0) {
    throw new InputError("Expected a table with at least one row, got none. Add rows or simulate some.");
  }
  if (values.length % width !== 0) {
    throw new InputError(
      `Expected whole rows of ${width} values (${listNames(columns)}), got ${values.length} values, which is no multiple of ${width}.`,
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InputError(
      `Expected finite numbers, got ${values[bad]} in row ${Math.floor(bad / width) + 1}, column "${columns[bad % width]}". Remove the row or fill in the value.`,
    );
  }
  return { columns: [...columns], rowCount: values.length / width, values };
}

function checkColumnNames(columns: readonly string[]): void {
  requireTexts("a list of names of columns", columns);
  if (columns.length === 0) {
    throw new InputError("Expected a table with at least one column, got none. Name the columns.");
  }
  const seen = new Set<string>();
  columns.forEach((name, index) => {
    if (name === "") {
      throw new InputError(
        `Expected every column to have a name, got none for column ${index + 1}. Name it.`,
      );
    }
    if (seen.has(name)) {
      throw new InputError(
        `Expected different column names, got "${name}" twice (again as column ${index + 1}). Rename or remove one.`,
      );
    }
    seen.add(name);
  });
}

function joinRows(columns: readonly string[], rows: readonly ArrayLike<number>[]): Float64Array {
  const width = columns.length;
  requireArgument(Array.isArray(rows), "rows of numbers as arrays, or all values as a Float64Array", rows);
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    requireArgument(
      Array.isArray(row) || ArrayBuffer.isView(row),
      `an array of ${width} numbers as row ${index + 1}`,
      row,
    );
    if (row.length !== width) {
      throw new InputError(
        `Expected ${width} values in each row (${listNames(columns)}), got ${row.length} in row ${index + 1}.`,
      );
    }
    for (let j = 0; j < width; j++) {
      const value: unknown = row[j];
      // What a Float64Array would take for a number: a text, nothing, a truth value, a date.
      requireArgument(
        typeof value === "number",
        `a number in row ${index + 1}, column "${columns[j]}"`,
        value,
        "Convert it first.",
      );
      values[index * width + j] = row[j];
    }
  });
  return values;
}

function listNames(names: readonly string[]): string {
  return names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")}, ... ${names.at(-1)}`;
}
