import Papa from "papaparse";
import { InputError } from "../../../../src/internals.ts";
import { badCell, isMissing, isNumber } from "../../../../src/tables/cells.ts";
import type { Table } from "../data.ts";
import { refuseTwice } from "./refuseTwice.ts";

/**
 * Reads text with any separator whole.
 *
 * @throws InputError for a file without rows, with rows of different lengths, or without column names
 */
export function csvTable(text: string, file: string): Table {
  const { data: rows, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    skipEmptyLines: "greedy",
  });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken) {
    throw new InputError(
      `Expected matching quotes in ${file}, but row ${(broken.row ?? 0) + 1} leaves one open. Close it.`,
    );
  }
  if (rows.length < 2) {
    throw new InputError(
      `Expected a header and at least one row of data in ${file}, got ${rows.length === 0 ? "nothing" : "one line"}. Add rows.`,
    );
  }
  const columns = rows[0].map((name) => name.trim());
  if (columns.every((name) => isNumber(name))) {
    throw new InputError(
      `Expected column names in the first line of ${file}, got numbers. Add a line that names the columns.`,
    );
  }
  refuseTwice(columns, file);
  const width = columns.length;
  const rowCount = rows.length - 1;
  const values = new Float64Array(rowCount * width);
  const textColumns: Record<string, string> = {};
  for (let row = 0; row < rowCount; row++) {
    const cells = rows[row + 1];
    if (cells.length !== width) {
      throw new InputError(
        `Expected ${width} cells in row ${row + 1} of ${file}, one for each column, got ${cells.length}. Correct that row.`,
      );
    }
    for (let c = 0; c < width; c++) {
      const cell = cells[c].trim();
      const number = isNumber(cell) ? Number(cell) : Number.NaN;
      values[row * width + c] = number;
      if (!Number.isFinite(number) && !isMissing(cell)) {
        textColumns[columns[c]] ??= badCell(
          cell,
          `row ${row + 1}, column "${columns[c]}" of ${file}`,
        ).message;
      }
    }
  }
  return { file, columns, rowCount, values, textColumns };
}
