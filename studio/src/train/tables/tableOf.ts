import { type FoundKind, InputError, type RawTable, typedTable } from "../../../../src/internals.ts";
import type { Table } from "../data.ts";

/** A table as the page keeps it: the values of the columns that can be used, and why others cannot. */
export function tableOf(raw: RawTable, kinds: readonly FoundKind[]): Table {
  const { file, rowCount, columns } = raw;
  if (rowCount === 0) {
    throw new InputError(
      kinds.find(({ problem }) => problem)?.problem ??
        `Expected rows of data in ${file}, got none. Add rows.`,
    );
  }
  const textColumns: Record<string, string> = {};
  const usable = kinds.filter(({ name, problem }) => {
    if (problem !== undefined) textColumns[name] = problem;
    return problem === undefined;
  });
  const places = usable.map(({ name }) => columns.findIndex((column) => column.name === name));
  const part = { ...raw, columns: places.map((place) => columns[place]) };
  const typed = typedTable(part, usable);
  const width = columns.length;
  const values = new Float64Array(rowCount * width).fill(Number.NaN);
  places.forEach((place, c) => {
    for (let row = 0; row < rowCount; row++)
      values[row * width + place] = typed.values[row * places.length + c];
  });
  return { file, columns: columns.map(({ name }) => name), rowCount, values, textColumns, kinds };
}
