import type { Dataset } from "../src/internals.ts";

/** The table as delimited text. */
export function csvOf(
  { columns, rowCount, values }: Dataset,
  cell: (value: number, column: number) => number | string = (value) => value,
): string {
  const width = columns.length;
  const lines = Array.from({ length: rowCount }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width), cell).join(","),
  );
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}
