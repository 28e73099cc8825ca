import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { InputError } from "../../numeric/errors.ts";
import { isGzip } from "../../tables/index.ts";
import { readBytes, reason, unreadable as unreadablePath } from "../files.ts";
import { unlessInterrupted } from "../interruptibleInput.ts";

const PIECE = 2 ** 20;
const MOST_UNPACKED = 2 ** 31;

/** The bytes of a file from beginning to end; every piece is overwritten by the next. */
export function* filePieces(file: string): Generator<Uint8Array> {
  const handle = attempt(file, () => openSync(file, "r"));
  try {
    const piece = Buffer.allocUnsafe(PIECE);
    for (;;) {
      const size = attempt(file, () => readSync(handle, piece, 0, PIECE, null));
      if (size === 0) return;
      yield piece.subarray(0, size);
    }
  } finally {
    closeSync(handle);
  }
}

/** As `filePieces`, with what gzip packed unpacked: as a whole, since Node has no other way without waiting. */
export function* textPieces(file: string): Generator<Uint8Array> {
  let first = true;
  for (const piece of filePieces(file)) {
    if (first && isGzip(piece)) {
      yield attemptUnpack(file, () =>
        gunzipSync(readBytes(file, "table"), { maxOutputLength: MOST_UNPACKED }),
      );
      return;
    }
    first = false;
    yield piece;
  }
}

/** Opens a file to read; what goes wrong becomes one sentence that names it. */
export async function openToRead(file: string): Promise<FileHandle> {
  try {
    return await unlessInterrupted(open(file, "r"));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The text of an opened file, unpacked if need be, in constant memory. A piece lasts until the next is asked for. */
export async function* streamedPieces(file: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
  const bytes = handlePieces(file, handle, false);
  const first = await bytes.next();
  if (first.done) return;
  if (!isGzip(first.value)) {
    yield first.value;
    yield* bytes;
    return;
  }
  const start = Buffer.from(first.value);
  const packed = async function* () {
    yield start;
    yield* handlePieces(file, handle, true);
  };
  const source = Readable.from(packed(), { objectMode: false });
  const unpacked = createGunzip();
  source.on("error", (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  try {
    for await (const piece of unpacked) yield piece as Buffer;
  } catch (error) {
    throw error instanceof InputError || (error as Error).name === "AbortError"
      ? error
      : brokenArchive(file, error);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

async function* handlePieces(file: string, handle: FileHandle, fresh: boolean): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafe(PIECE);
  for (;;) {
    let size: number;
    try {
      size = (await unlessInterrupted(handle.read(piece, 0, PIECE, null))).bytesRead;
    } catch (error) {
      throw unreadable(file, error);
    }
    if (size === 0) return;
    yield piece.subarray(0, size);
    if (fresh) piece = Buffer.allocUnsafe(PIECE);
  }
}

function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unreadable(file, error);
  }
}

function attemptUnpack<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw brokenArchive(file, error);
  }
}

export function unreadable(file: string, error: unknown): Error {
  // Who interrupts is told so, not that the file is at fault.
  if ((error as Error).name === "AbortError") return error as Error;
  const parts = partsIn(file);
  if (parts.length > 0) {
    return new InputError(
      `Expected one file with a table, got the folder ${file} with ${parts.length === 1 ? parts[0] : `${parts.length} files (${parts[0]}, ...)`}. Name a file in it; put parts of one table together first, in Python by pandas.read_parquet("FOLDER").to_parquet("table.parquet").`,
    );
  }
  return unreadablePath(file, "table", error);
}

/** The files of a folder that are named as tables are; some programs write one table as several. */
function partsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[^._].*\.(?:csv|tsv|txt|parquet|parq|jsonl|json|rds|gz)$/i.test(name))
      .sort();
  } catch {
    return [];
  }
}

function brokenArchive(file: string, error: unknown): InputError {
  return new InputError(
    `Expected a whole gzip file in ${file}, but it cannot be unpacked (${reason(error)}). Pack it anew.`,
  );
}
