import type { Dataset } from "../../../src/internals.ts";

/** A copy of one column, by its place. */
export function columnAt({ columns, rowCount, values }: Dataset, at: number): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, row) => values[row * columns.length + at]);
}
