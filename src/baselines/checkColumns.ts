import { type Dataset, requireTable } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";

/** @throws InputError unless a table has the columns that a baseline was fitted to, in their order */
export function checkColumns(baseline: string, columns: readonly string[], data: Dataset): void {
  requireTable(data);
  const wrong = columns.findIndex((column, j) => column !== data.columns[j]);
  if (wrong < 0 && data.columns.length === columns.length) return;
  const got = wrong < 0 ? `${data.columns.length} columns` : `"${data.columns[wrong] ?? "nothing"}"`;
  const expected = wrong < 0 ? `${columns.length} columns` : `column ${wrong + 1} to be "${columns[wrong]}"`;
  throw new InputError(
    `Expected ${expected} for the ${baseline}, got ${got}. Use the columns of the training rows, in the same order.`,
  );
}
