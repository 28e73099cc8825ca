import { InputError } from "../numeric/errors.ts";
import { textOf } from "./bytes.ts";
import type { ColumnReader } from "./columnReader.ts";
import type { MakeReaders } from "./columnReaders.ts";
import { CsvParser } from "./csvParser.ts";
import { JsonLinesParser } from "./jsonLinesParser.ts";
import type { TableLayout } from "./options.ts";
import type { TextTableParser } from "./rowBuffer.ts";
import type { Wanted } from "./wanted.ts";

const ZIP = [0x50, 0x4b, 3, 4];
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];

export type TableFormat = "csv" | "jsonl" | "parquet";

const ENDINGS: readonly (readonly [RegExp, TableFormat])[] = [
  [/\.(csv|tsv|tab|txt|dat)$/i, "csv"],
  [/\.(jsonl|ndjson|jsonlines)$/i, "jsonl"],
  [/\.(parquet|pq|parq)$/i, "parquet"],
];

/** The format that a file's name stands for, if any; `.gz` after it does not count. */
export function formatOfName(file: string): TableFormat | undefined {
  const plain = file.replace(/\.gz$/i, "");
  return ENDINGS.find(([ending]) => ending.test(plain))?.[1];
}

export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

export function isParquet(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x41 && start[2] === 0x52 && start[3] === 0x31;
}

/** What a person may take for a table of text, told by its first bytes. */
function refuseForeign(file: string, start: Uint8Array, text: string): void {
  const spreadsheet = [ZIP, OLD_OFFICE].some((mark) => mark.every((byte, i) => start[i] === byte));
  if (spreadsheet) {
    throw new InputError(
      `Expected a table as text or Parquet in ${file}, got a spreadsheet or an archive. Save the sheet as CSV (UTF-8).`,
    );
  }
  if (/^\s*\[\s*[{[]/.test(text)) {
    throw new InputError(
      `Expected one JSON object on every line of ${file}, got one JSON array. Write each row as an object on a line of its own.`,
    );
  }
}

/** Endings that stand for formats which are not written: a table under such a name could not be opened. */
const OTHER =
  /\.(gz|zip|xlsx?|ods|json|xml|html?|pdf|rds|rda|rdata|sav|dta|feather|arrow|npy|npz|pkl|pickle|mat|h5|db|sqlite)$/i;

/** @throws InputError for a name whose ending promises another format than the written one. */
export function refuseOtherEnding(file: string): void {
  const [ending] = OTHER.exec(file) ?? [];
  if (ending === undefined) return;
  throw new InputError(
    `Expected a name that ends in .csv, .tsv, .jsonl or .parquet to write a table to, got ${file}. ${/gz|zip/i.test(ending) ? "Write it plain, then pack it." : `Tables are not written as ${ending}.`}`,
  );
}

/** The parser for a text file: by its name, or else by how it starts. */
export function textParser<Reader extends ColumnReader>(
  file: string,
  start: Uint8Array,
  wanted: Wanted,
  options: TableLayout,
  makeReaders: MakeReaders<Reader>,
): TextTableParser<Reader> {
  const named = formatOfName(file);
  const text = textOf(start, 0, Math.min(start.length, 1024)).replace(/^\uFEFF/, "");
  refuseForeign(file, start, text);
  const json = named === "jsonl" || (named !== "csv" && /^\s*\{/.test(text));
  return json
    ? new JsonLinesParser(wanted, file, options, makeReaders)
    : new CsvParser(wanted, file, options, makeReaders);
}
