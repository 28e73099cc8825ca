import type { FileHandle } from "node:fs/promises";
import type { Dataset } from "../../data/index.ts";
import { requireArgument, requireTexts } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import { functionShape, numberShape, type OptionShapes } from "../../numeric/optionShapes.ts";
import {
  type ColumnReader,
  dataFrameParser,
  isParquet,
  isRTable,
  type MakeReaders,
  parquetRows,
  type ReadTableOptions,
  readDataFrame,
  readShapes,
  requireReadOptions,
  type TextTableParser,
  textParser,
  typedReaders,
  type Wanted,
} from "../../tables/index.ts";
import { readBytes } from "../files.ts";
import { fileSource } from "./fileSource.ts";
import { openToRead, streamedPieces, unreadable } from "./pieces.ts";

/** How a table is read in chunks, and what is told before the first of them. */
export interface ReadChunksOptions extends ReadTableOptions {
  /** Rows in every chunk but the last; 4096 by default. */
  readonly chunkRows?: number;
  /** Told once, before the first chunk: the columns that nobody asked for. */
  readonly onIgnored?: (names: readonly string[]) => void;
  /** Told once, before the first chunk: the wanted columns in the order in which the table has them. */
  readonly onOrder?: (names: readonly string[]) => void;
}

const chunkShapes: OptionShapes<ReadChunksOptions> = {
  ...readShapes,
  chunkRows: numberShape,
  onIgnored: functionShape,
  onOrder: functionShape,
};

/**
 * Reads a table of any size in chunks of rows, in constant memory (that of a chunk, and with Parquet of a page of
 * every wanted column). Formats, columns and errors are those of `loadTable`; lines and rows count from
 * the file's beginning. A mistake in a later line comes when its chunk is reached.
 *
 * @throws InputError as `loadTable`
 *
 * @example
 * for await (const chunk of readTableChunks("big.csv", ["a", "b"], { chunkRows: 10000 })) use(chunk.values);
 */
export async function* readTableChunks(
  file: string,
  wanted: readonly string[],
  options: ReadChunksOptions = {},
): AsyncGenerator<Dataset, void, undefined> {
  requireArgument(typeof file === "string", "the path of a table", file);
  requireTexts("a list of names of the columns to read", wanted);
  requireReadOptions(options, chunkShapes);
  const chunkRows = options.chunkRows ?? 4096;
  if (!(Number.isSafeInteger(chunkRows) && chunkRows >= 1)) {
    throw new InputError(`Expected chunks of at least one row, got ${chunkRows}.`);
  }
  const types = options.types;
  const onHead = ({ ignored, order }: TableHead<ColumnReader>) => {
    options.onIgnored?.(ignored);
    options.onOrder?.(order);
  };
  for await (const chunk of rowsOf(file, wanted, chunkRows, options, typedReaders(options), onHead)) {
    yield types === undefined ? chunk : { ...chunk, types };
  }
}

/** What is known of a table before its first row. */
export interface TableHead<Reader extends ColumnReader> {
  readonly readers: readonly Reader[];
  readonly ignored: readonly string[];
  readonly order: readonly string[];
}

/** The rows of a table in any format, in chunks; its cells are what its columns' readers make of them. */
export async function* rowsOf<Reader extends ColumnReader>(
  file: string,
  wanted: Wanted,
  chunkRows: number,
  options: ReadTableOptions,
  makeReaders: MakeReaders<Reader>,
  onHead: (head: TableHead<Reader>) => void,
): AsyncGenerator<Dataset> {
  const handle = await openToRead(file);
  let isFile = false;
  try {
    isFile = await canBeReadAgain(file, handle);
    const start = isFile ? await firstBytes(file, handle) : new Uint8Array(0);
    if (isParquet(start)) {
      yield* parquetRows(file, await fileSource(handle), wanted, chunkRows, options, makeReaders, onHead);
      return;
    }
    const frame = isRTable(file, start) ? readDataFrame(readBytes(file, "table"), file) : undefined;
    const pieces = frame === undefined ? streamedPieces(file, handle) : [frame.lines];
    const parserFor = (start: Uint8Array) =>
      frame === undefined
        ? textParser(file, start, wanted, options, makeReaders)
        : dataFrameParser(frame, file, wanted, options, makeReaders);
    let parser: TextTableParser<Reader> | undefined;
    let told = false;
    const tell = (from: TextTableParser<Reader>) => {
      if (!told) onHead(from);
      told = true;
    };
    for await (const piece of pieces) {
      parser ??= parserFor(piece);
      parser.push(piece);
      if (parser.rows.total > 0) tell(parser);
      while (parser.rows.rowCount >= chunkRows) yield parser.rows.take(chunkRows);
    }
    parser ??= parserFor(new Uint8Array(0));
    parser.end();
    tell(parser);
    while (parser.rows.rowCount > 0) yield parser.rows.take(chunkRows);
  } finally {
    const closed = handle.close();
    // Closing waits for a read that was given up, and a pipe may never answer it.
    if (isFile) await closed;
    else closed.catch(() => {});
  }
}

/** Bytes from a pipe come once: Parquet cannot come that way. */
async function canBeReadAgain(file: string, handle: FileHandle): Promise<boolean> {
  try {
    return (await handle.stat()).isFile();
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function firstBytes(file: string, handle: FileHandle): Promise<Uint8Array> {
  try {
    const start = Buffer.alloc(6);
    await handle.read(start, 0, 6, 0);
    return start;
  } catch (error) {
    throw unreadable(file, error);
  }
}
