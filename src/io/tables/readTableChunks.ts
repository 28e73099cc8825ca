import type { FileHandle } from "node:fs/promises";
import type { Dataset } from "../../data/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { isParquet, textParser } from "../../tables/format.ts";
import type { ReadTableOptions } from "../../tables/options.ts";
import type { TextTableParser } from "../../tables/rowBuffer.ts";
import { parquetChunks } from "./parquetChunks.ts";
import { openToRead, streamedPieces, unreadable } from "./pieces.ts";

export interface ReadChunksOptions extends ReadTableOptions {
  /** Rows in every chunk but the last; 4096 by default. */
  readonly chunkRows?: number;
  /** Told once, before the first chunk: the columns that nobody asked for. */
  readonly onIgnored?: (names: readonly string[]) => void;
}

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
  const chunkRows = options.chunkRows ?? 4096;
  if (!(Number.isSafeInteger(chunkRows) && chunkRows >= 1)) {
    throw new InputError(`Expected chunks of at least one row, got ${chunkRows}.`);
  }
  const handle = await openToRead(file);
  try {
    if (isParquet(await firstBytes(file, handle))) {
      yield* parquetChunks(file, handle, wanted, chunkRows, options);
    } else {
      yield* textChunks(file, handle, wanted, chunkRows, options);
    }
  } finally {
    await handle.close();
  }
}

async function* textChunks(
  file: string,
  handle: FileHandle,
  wanted: readonly string[],
  chunkRows: number,
  options: ReadChunksOptions,
): AsyncGenerator<Dataset> {
  let parser: TextTableParser | undefined;
  let told = false;
  for await (const piece of streamedPieces(file, handle)) {
    parser ??= textParser(file, piece, wanted, options);
    parser.push(piece);
    if (!told && parser.rows.total > 0) {
      options.onIgnored?.(parser.ignored);
      told = true;
    }
    while (parser.rows.rowCount >= chunkRows) yield parser.rows.take(chunkRows);
  }
  parser ??= textParser(file, new Uint8Array(0), wanted, options);
  parser.end();
  if (!told) options.onIgnored?.(parser.ignored);
  while (parser.rows.rowCount > 0) yield parser.rows.take(chunkRows);
}

/** Empty where bytes cannot be read again, as from a pipe: Parquet cannot come that way. */
async function firstBytes(file: string, handle: FileHandle): Promise<Uint8Array> {
  try {
    if (!(await handle.stat()).isFile()) return new Uint8Array(0);
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    return start;
  } catch (error) {
    throw unreadable(file, error);
  }
}
