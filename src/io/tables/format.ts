import { CsvParser } from "./csvParser.ts";
import { JsonLinesParser } from "./jsonLinesParser.ts";
import type { ReadTableOptions } from "./options.ts";
import type { TextTableParser } from "./rowBuffer.ts";

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

/** The parser for a text file: by its name, or else by how it starts. */
export function textParser(
  file: string,
  start: Uint8Array,
  wanted: readonly string[],
  options: ReadTableOptions,
): TextTableParser {
  const named = formatOfName(file);
  const text = Buffer.from(start.subarray(0, 1024))
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const json = named === "jsonl" || (named !== "csv" && /^\s*\{/.test(text));
  return json ? new JsonLinesParser(wanted, file, options) : new CsvParser(wanted, file, options);
}
