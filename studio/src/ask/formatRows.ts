import Papa from "papaparse";
import type { Dataset } from "../../../src/internals.ts";

/** Comma-separated text; numbers in their shortest form that reads back to the same value, gaps empty. */
export function formatRows({ columns, rowCount, values }: Dataset): string {
  const width = columns.length;
  const lines = Array.from({ length: rowCount }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width), (value) =>
      Number.isNaN(value) ? "" : String(value),
    ).join(","),
  );
  return `${Papa.unparse([[...columns]])}\n${lines.join("\n")}\n`;
}
