import type { Dataset } from "../../../src/internals.ts";

/** Comma-separated text; numbers in their shortest form that reads back to the same value, levels by their labels, gaps empty. */
export function formatRows({ columns, rowCount, values, types }: Dataset): string {
  const width = columns.length;
  const labels = columns.map((_, c) => types?.[c].levels?.map(cell));
  const lines = Array.from({ length: rowCount }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width), (value, c) =>
      Number.isNaN(value) ? "" : (labels[c]?.[value] ?? String(value)),
    ).join(","),
  );
  return `${columns.map(cell).join(",")}\n${lines.join("\n")}\n`;
}

/** A text as a cell: in quotes where it holds what separates cells. */
function cell(text: string): string {
  return /[",\r\n]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
