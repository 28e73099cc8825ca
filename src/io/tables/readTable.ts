import type { Dataset } from "../../data/index.ts";
import { requireArgument, requireTexts } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import {
  CsvParser,
  isParquet,
  type ReadTable,
  type ReadTableOptions,
  RowBuffer,
  requireReadOptions,
  type TextTableParser,
  textParser,
  typedReaders,
} from "../../tables/index.ts";
import { textPieces } from "./pieces.ts";
import { readTableChunks } from "./readTableChunks.ts";

/**
 * Parses delimiter-separated text: quoted fields, any separator, CRLF, a byte-order mark, with or without a header.
 * Columns are matched by name in any order; others are ignored and reported. Without a header (a first line of numbers
 * only) the columns stand in the wanted order and must be as many.
 *
 * @throws InputError naming file, line and column, for a missing column, a row of the wrong width, a cell that is no
 * finite number, a missing value (unless they are to be kept, as NaN), or a table without rows
 *
 * @example
 * parseTable("b,a\n1,2\n", ["a", "b"], "data.csv").data.values; // Float64Array [2, 1]
 */
export function parseTable(
  text: string,
  wanted: readonly string[],
  file: string,
  options: ReadTableOptions = {},
): ReadTable {
  requireArgument(typeof text === "string", "the text of a table", text);
  requireFileAndColumns(file, wanted);
  requireReadOptions(options);
  const parser = new CsvParser(wanted, file, options, typedReaders(options));
  parser.push(Buffer.from(text));
  return finished(parser, options);
}

/**
 * Reads a table of text (CSV and its kin, JSON lines, either also packed by gzip) at once, without waiting. Parquet can
 * only be read by waiting: see `loadTable`.
 *
 * @throws InputError as `parseTable`, and for a file that cannot be read or is Parquet
 *
 * @example
 * readTable("data.csv", ["b"]).data.rowCount; // 2
 */
export function readTable(
  file: string,
  wanted: readonly string[],
  options: ReadTableOptions = {},
): ReadTable {
  requireFileAndColumns(file, wanted);
  requireReadOptions(options);
  let parser: TextTableParser | undefined;
  for (const piece of textPieces(file)) {
    if (parser === undefined && isParquet(piece)) {
      throw new InputError(
        `Expected a table of text (CSV or JSON lines), got ${file} in Parquet. Convert it to one of these.`,
      );
    }
    parser ??= textParser(file, piece, wanted, options, typedReaders(options));
    parser.push(piece);
  }
  return finished(
    parser ?? textParser(file, new Uint8Array(0), wanted, options, typedReaders(options)),
    options,
  );
}

/**
 * Reads a table whole, in any format: CSV and its kin, JSON lines, Parquet; told apart by the file's name, or else by how
 * it starts. Columns are matched by name in any order.
 *
 * @throws InputError naming file, line or row, and column, as `parseTable`
 *
 * @example
 * const { data, ignored } = await loadTable("data.parquet", ["a", "b"], { missing: "keep" });
 */
export async function loadTable(
  file: string,
  wanted: readonly string[],
  options: ReadTableOptions = {},
): Promise<ReadTable> {
  requireFileAndColumns(file, wanted);
  requireReadOptions(options);
  const rows = new RowBuffer(wanted);
  let ignored: readonly string[] = [];
  const onColumns = (names: readonly string[]) => {
    ignored = names;
  };
  for await (const chunk of readTableChunks(file, wanted, { ...options, onIgnored: onColumns })) {
    rows.append(chunk);
  }
  return { data: withTypes(rows.take(rows.rowCount), options), ignored };
}

function finished(parser: TextTableParser, options: ReadTableOptions): ReadTable {
  parser.end();
  return { data: withTypes(parser.rows.take(parser.rows.rowCount), options), ignored: parser.ignored };
}

function withTypes(data: Dataset, { types }: ReadTableOptions): Dataset {
  return types === undefined ? data : { ...data, types };
}

function requireFileAndColumns(file: string, wanted: readonly string[]): void {
  requireArgument(typeof file === "string", "the path of a table", file);
  requireTexts("a list of names of the columns to read", wanted);
}
