import { isBuiltIn, requireArgument, requireObject, requireTexts } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import type { Dataset } from "./dataset.ts";

const REMEDY = "Use createDataset, or loadMeasuredTable of siren-vae/io.";

/**
 * Holds a table that somebody made by hand against the form of a `Dataset`.
 *
 * @throws InputError where columns, the number of rows, values or types are missing, of another form, or do not go together
 *
 * @example
 * requireTable({ columns: ["a"], rowCount: 2, values: Float64Array.of(1, 2) });
 */
export function requireTable(data: Dataset): void {
  requireObject("a table of columns, rowCount and values", data, REMEDY);
  const { columns, rowCount, values, types } = data;
  requireTexts("names as the columns of the table", columns, REMEDY);
  requireArgument(
    isBuiltIn(values, "Float64Array"),
    "a Float64Array as the values of the table",
    values,
    REMEDY,
  );
  requireArgument(
    Number.isSafeInteger(rowCount) && rowCount >= 0,
    "a whole number as the rowCount of the table",
    rowCount,
  );
  if (values.length !== rowCount * columns.length) {
    throw new InputError(
      `Expected ${rowCount} rows of ${columns.length} columns, which are ${rowCount * columns.length} values, got ${values.length}. Correct rowCount, or bring all values.`,
    );
  }
  if (types === undefined) return;
  requireArgument(Array.isArray(types), "a list as the types of the table", types);
  if (types.length !== columns.length) {
    throw new InputError(
      `Expected types for each of the ${columns.length} columns, got ${types.length}. Bring one for every column, in their order.`,
    );
  }
}
