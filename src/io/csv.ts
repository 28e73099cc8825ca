import Papa from "papaparse";
import type { Dataset } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { readText, writeWhole } from "./files.ts";

/** A table with the columns that were asked for, and the names of those that were passed over. */
export interface ReadTable {
  readonly data: Dataset;
  readonly ignored: readonly string[];
}

const ROWS_A_PIECE = 1000;
const MISSING = /^\s*(na|nan|null|none|\?)?\s*$/i;
/** What JavaScript's Number accepts but a table should not hold: hexadecimal, binary, octal. */
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Parses delimiter-separated text with a header row: quoted fields, any common separator, CRLF, a byte-order mark.
 * Columns are matched by name in any order; others are ignored and reported.
 *
 * @throws InputError naming file, line and column, for a missing column, a row of the wrong width, a cell that is no
 * finite number, or a table without rows.
 *
 * @example
 * parseTable("b,a\n1,2\n", ["a", "b"], "data.csv").data.values; // Float64Array [2, 1]
 */
export function parseTable(text: string, wanted: readonly string[], file: string): ReadTable {
  const { data: rows, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { header: false });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken) {
    throw new InputError(
      `Expected matching quotes in ${file}, but row ${(broken.row ?? 0) + 1} leaves one open. Close it.`,
    );
  }
  const lines = lineNumbers(rows);
  const first = rows.findIndex((row) => !isBlank(row));
  if (first < 0) {
    throw new InputError(
      `Expected a table with a header row in ${file}, got an empty file. Add the header and rows.`,
    );
  }
  const header = rows[first].map((name) => name.trim());
  const repeated = header.find((name, i) => header.indexOf(name) !== i && wanted.includes(name));
  if (repeated !== undefined) {
    throw new InputError(
      `Expected every column once in ${file}, got "${repeated}" twice in line ${lines[first]}. Rename one.`,
    );
  }
  const positions = wanted.map((name) => {
    const at = header.indexOf(name.trim());
    if (at < 0) {
      throw new InputError(
        `Expected a column "${name}" in ${file}, got the columns ${listed(header)}.${didYouMean(name, header)} ` +
          "The first line must name the columns, one for every observed node.",
      );
    }
    return at;
  });
  const values: number[] = [];
  let count = 0;
  for (let i = first + 1; i < rows.length; i++) {
    const row = rows[i];
    if (isBlank(row)) continue;
    if (row.length !== header.length) {
      throw new InputError(
        `Expected ${header.length} cells in line ${lines[i]} of ${file}, one for each column, got ${row.length}. Correct that line.`,
      );
    }
    for (let c = 0; c < wanted.length; c++) {
      const cell = row[positions[c]].trim();
      const value = PLAIN_NUMBER.test(cell) ? Number(cell) : Number.NaN;
      if (!Number.isFinite(value)) throw badCell(cell, lines[i], wanted[c], file);
      values.push(value);
    }
    count++;
  }
  if (count === 0) {
    throw new InputError(
      `Expected at least one row of data in ${file}, got none below the header. Add rows.`,
    );
  }
  const data = { columns: [...wanted], rowCount: count, values: Float64Array.from(values) };
  return { data, ignored: header.filter((name) => !wanted.includes(name)) };
}

/** Reads a file as `parseTable` does. */
export function readTable(file: string, wanted: readonly string[]): ReadTable {
  return parseTable(readText(file, "table"), wanted, file);
}

/** Comma-separated text with a header; numbers in their shortest form that reads back to the same value. */
export function formatTable(data: Dataset): string {
  return [...tablePieces(data)].join("");
}

export function writeTable(file: string, data: Dataset, force: boolean): void {
  writeWhole(file, tablePieces(data), force);
}

/** Piece by piece: a large table as one string would exceed what JavaScript allows. */
function* tablePieces(data: Dataset): Generator<string> {
  const width = data.columns.length;
  yield `${Papa.unparse([[...data.columns]], { newline: "\n" })}\n`;
  for (let from = 0; from < data.rowCount; from += ROWS_A_PIECE) {
    const to = Math.min(data.rowCount, from + ROWS_A_PIECE);
    let piece = "";
    for (let row = from; row < to; row++) {
      piece += `${data.values.subarray(row * width, (row + 1) * width).join(",")}\n`;
    }
    yield piece;
  }
}

function badCell(cell: string, line: number, column: string, file: string): InputError {
  const where = `in line ${line}, column "${column}" of ${file}`;
  if (MISSING.test(cell)) {
    return new InputError(
      `Expected a number ${where}, got a missing value. Missing values cannot be trained on yet: fill or drop that row.`,
    );
  }
  return new InputError(`Expected a finite number ${where}, got "${shortened(cell)}". Correct that cell.`);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(shortened).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0].trim() === "";
}

/** The line on which every row starts: a quoted cell may run over several. */
function lineNumbers(rows: readonly (readonly string[])[]): number[] {
  let line = 1;
  return rows.map((row) => {
    const start = line;
    line += 1 + row.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    return start;
  });
}
