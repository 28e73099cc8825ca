import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Dataset } from "../../data/index.ts";
import { requireTable } from "../../data/requireTable.ts";
import { requireArgument, requireCount, requireTexts } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import { flagShape, numberShape, requireOptions } from "../../numeric/optionShapes.ts";

import {
  checkWritableColumns,
  csvFormat,
  formatOfName,
  jsonLinesFormat,
  ParquetOutput,
  refuseOtherEnding,
  shown,
  tsvFormat,
} from "../../tables/index.ts";
import { claim } from "../claim.ts";
import { failedWrite, isWrittenDirectly, openToWrite, refuseExisting, writtenPlace } from "../files.ts";
import { temporaryName } from "../leftovers.ts";
import { makeFolder } from "../makeFolder.ts";
import { requireRoom } from "./roomOnDisk.ts";

/** A table being written: appears under its name at `close`, whole; `abort` leaves nothing. */
export interface TableWriter {
  /** @throws InputError for other columns, an infinite number, or a disk that does not take it; the writer is then aborted. */
  write(data: Dataset): void;
  close(): void;
  /** Harmless after `close`, so that it can stand in a `finally`. */
  abort(): void;
}

interface Encoder {
  start(): Iterable<string | Uint8Array>;
  rows(data: Dataset): Iterable<string | Uint8Array>;
  end(): Iterable<string | Uint8Array>;
}

const writerShapes = { force: flagShape, rows: numberShape };

/**
 * Opens a table to write rows to as they come, in constant memory. The format follows the name: `.jsonl` or `.ndjson`,
 * `.parquet`, `.tsv` for tabs, and CSV for any other. Missing values (NaN) become empty fields or nulls, numbers read back to the same bits.
 *
 * @param options.rows how many rows are to come, where that is known: after the first ones `write` refuses a table for which the disk has no room
 * @throws InputError if the file exists and is not to be replaced, cannot be written, or two columns have the same name
 *
 * @example
 * const writer = openTableWriter("scores.csv", ["score"], { force: true });
 * try {
 *   writer.write({ columns: ["score"], rowCount: 2, values: Float64Array.of(1.5, NaN) });
 *   writer.close();
 * } finally {
 *   writer.abort();
 * }
 */
export function openTableWriter(
  file: string,
  columns: readonly string[],
  options: { readonly force?: boolean; readonly rows?: number } = {},
): TableWriter {
  requireArgument(typeof file === "string", "the path of a table to write", file);
  requireTexts("a list of names of the columns to write", columns);
  requireOptions(options, writerShapes, { what: "options of the table", example: "such as { force: true }" });
  if (options.rows !== undefined) requireCount("rows to come", options.rows, 0);
  checkWritableColumns(columns, file);
  refuseExisting(file, options.force === true);
  const encoder = encoderFor(file, columns);
  // A pipe or a stream of this process (/dev/stdout) is written to directly: nothing there can be lost or renamed.
  const direct = isWrittenDirectly(file);
  const place = direct ? file : writtenPlace(file);
  const temporary = direct ? file : temporaryName(place);
  let open: ReturnType<typeof openToWrite> | undefined;
  let unfinished = false;
  let row = 0;
  let bytes = 0;

  const abort = () => {
    open?.close();
    open = undefined;
    if (unfinished && !direct) rmSync(temporary, { force: true });
    unfinished = false;
  };
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      abort();
      throw failedWrite(file, error);
    }
  };
  const put = (pieces: Iterable<string | Uint8Array>) => {
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      writeFileSync(open!.handle, piece);
      bytes += piece.length;
    }
  };
  const requireOpen = () => {
    if (open === undefined)
      throw new InputError(`Expected an open table to write to, but ${file} was closed.`);
  };

  attempt(() => {
    if (!direct) {
      makeFolder(dirname(place));
      claim(place);
    }
    open = openToWrite(temporary);
    unfinished = true;
    put(encoder.start());
  });
  const before = bytes;
  return {
    write(data) {
      requireTable(data);
      requireOpen();
      attempt(() => {
        const first = bytes === before;
        checkRows(data, columns, row, file);
        put(encoder.rows(data));
        row += data.rowCount;
        // Parquet is held until a group of rows is whole.
        if (first && bytes > before && !direct && options.rows !== undefined)
          requireRoom({
            file,
            place,
            columns: columns.length,
            row,
            bytes: bytes - before,
            rows: options.rows,
          });
      });
    },
    close() {
      requireOpen();
      attempt(() => {
        put(encoder.end());
        open!.close();
        open = undefined;
        if (!direct) renameSync(temporary, place);
        unfinished = false;
      });
    },
    abort,
  };
}

/**
 * Writes a table whole or not at all; see `openTableWriter` for the formats.
 *
 * @throws InputError as `openTableWriter`
 *
 * @example
 * writeTable("rows.parquet", data, true);
 */
export function writeTable(file: string, data: Dataset, force: boolean): void {
  requireTable(data);
  const writer = openTableWriter(file, data.columns, { force });
  try {
    writer.write(data);
    writer.close();
  } finally {
    writer.abort();
  }
}

function encoderFor(file: string, columns: readonly string[]): Encoder {
  refuseOtherEnding(file);
  const format = formatOfName(file);
  if (format === "parquet") {
    const output = new ParquetOutput(columns);
    return { start: () => [], rows: (data) => output.add(data), end: () => [output.end()] };
  }
  const text = format === "jsonl" ? jsonLinesFormat : /\.(tsv|tab)$/i.test(file) ? tsvFormat : csvFormat;
  return { start: () => [text.head(columns)], rows: (data) => text.rows(data), end: () => [] };
}

function checkRows(data: Dataset, columns: readonly string[], row: number, file: string): void {
  const width = columns.length;
  if (data.columns.length !== width || data.columns.some((name, i) => name !== columns[i])) {
    throw new InputError(
      `Expected rows of the ${width} columns that ${file} was opened with, got ${data.columns.length} of other names or order.`,
    );
  }
  for (let i = 0; i < data.rowCount * width; i++) {
    const value = data.values[i];
    if (value === Infinity || value === -Infinity) {
      throw new InputError(
        `Expected finite numbers to write to ${file}, got ${value} in row ${row + Math.floor(i / width) + 1}, column "${shown(columns[i % width])}".`,
      );
    }
  }
}
