import type { FileHandle } from "node:fs/promises";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetScan } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Dataset } from "../../network/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { badCell, infiniteCell, isNumber, missingCell } from "./cells.ts";
import type { ReadTableOptions } from "./options.ts";
import { matchParquetColumns } from "./parquetColumns.ts";
import { shown } from "./wording.ts";

const LARGEST_PAGE = 2 ** 30;
/** Rows decoded at a time where a file says where its pages are. */
const ROWS_A_READ = 16384;

interface ChunkOptions extends ReadTableOptions {
  readonly onIgnored?: (names: readonly string[]) => void;
}

/** Reads a Parquet file in chunks, page by page where the file has an index of them, else by row groups. */
export async function* parquetChunks(
  file: string,
  handle: FileHandle,
  wanted: readonly string[],
  chunkRows: number,
  options: ChunkOptions,
): AsyncGenerator<Dataset> {
  const source = fileSource(handle, (await handle.stat()).size);
  const metadata = await intact(file, async () => checkedMetadata(await parquetMetadataAsync(source)));
  const { targets, ignored, names } = await intact(file, async () =>
    matchParquetColumns(metadata, wanted, file),
  );
  if (metadata.row_groups.every(({ num_rows }) => num_rows === 0n)) {
    throw new InputError(`Expected at least one row of data in ${file}, got none. Add rows.`);
  }
  options.onIgnored?.(ignored);
  const order = [...targets.keys()].filter((index) => targets[index] >= 0);
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    const indexed = group.columns.every(({ offset_index_offset }) => offset_index_offset !== undefined);
    // A scan keeps what it decoded last, so every group gets its own.
    const scan = await intact(file, () =>
      parquetScan({
        file: source,
        metadata,
        columns: [...wanted],
        compressors: checkedCompressors,
        geoparquet: false,
      }),
    );
    const step = indexed ? Math.max(chunkRows, ROWS_A_READ) : groupEnd - groupStart;
    for (let from = groupStart; from < groupEnd; from += step) {
      const to = Math.min(groupEnd, from + step);
      const columns: Float64Array[] = new Array(wanted.length);
      for (const index of order) {
        const column = names[index];
        const cells = await intact(file, async () => {
          const read = await scan.readColumn({ column, rowStart: from, rowEnd: to });
          if (read.length !== to - from) throw new RangeError(`${read.length} values in ${to - from} rows`);
          return read;
        });
        columns[targets[index]] = numbers(cells, column, from, file, options);
      }
      for (let start = 0; start < to - from; start += chunkRows) {
        yield transposed(columns, wanted, start, Math.min(to - from, start + chunkRows));
      }
    }
    groupStart = groupEnd;
  }
}

function fileSource(handle: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const from = start < 0 ? byteLength + start : start;
      if (!(from >= 0 && from <= end && end <= byteLength))
        throw new RangeError("a part lies beyond the end");
      const bytes = new Uint8Array(end - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      if (bytesRead !== bytes.length) throw new RangeError("the file ends too early");
      return bytes.buffer;
    },
  };
}

/** Every wanted number must be backed by bytes, lest a broken count fill the memory. */
function checkedMetadata(metadata: FileMetaData): FileMetaData {
  if (metadata.schema.some(({ name }) => typeof name !== "string"))
    throw new RangeError("a column has no name");
  for (const { num_rows, columns } of metadata.row_groups) {
    if (typeof num_rows !== "bigint" || num_rows < 0n || num_rows > 2n ** 31n)
      throw new RangeError(`a row group of ${num_rows} rows`);
    for (const { meta_data } of columns) {
      if (meta_data && meta_data.path_in_schema.length === 1 && meta_data.num_values < num_rows) {
        throw new RangeError("fewer values than rows");
      }
    }
  }
  return metadata;
}

const checkedCompressors = Object.fromEntries(
  Object.entries(compressors).map(([name, unpack]) => [
    name,
    (input: Uint8Array, size: number) => {
      if (!(size >= 0 && size <= LARGEST_PAGE)) throw new RangeError(`a page of ${size} bytes`);
      return unpack(input, size);
    },
  ]),
);

/** Whatever the library finds wrong with the bytes is the file's fault. */
async function intact<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const message = error instanceof Error ? error.message : "";
    const what = message === "" || message.includes("undefined") ? "its bytes make no sense" : shown(message);
    throw new InputError(
      `Expected a whole Parquet file in ${file}, but it cannot be read (${what}). Write it anew.`,
    );
  }
}

function numbers(
  cells: ArrayLike<unknown>,
  column: string,
  firstRow: number,
  file: string,
  options: ReadTableOptions,
): Float64Array {
  const values = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    let value = Number.NaN;
    if (typeof cell === "number") value = cell;
    else if (typeof cell === "bigint") value = wholeNumber(cell, column, firstRow + i, file);
    else if (typeof cell === "boolean") value = cell ? 1 : 0;
    else if (cell !== null && cell !== undefined) throw notANumber(cells, i, column, firstRow, file);
    if (!Number.isFinite(value)) {
      const place = `row ${firstRow + i + 1}, column "${shown(column)}" of ${file}`;
      if (!Number.isNaN(value)) throw infiniteCell(String(value), place);
      if (options.missing !== "keep") throw missingCell(place);
    }
    values[i] = value;
  }
  return values;
}

function wholeNumber(cell: bigint, column: string, row: number, file: string): number {
  const value = Number(cell);
  if (Number.isSafeInteger(value)) return value;
  throw new InputError(
    `Expected whole numbers up to 2^53 in row ${row + 1}, column "${shown(column)}" of ${file}, got ${cell}, which would lose digits. Store the column as floating-point numbers.`,
  );
}

function notANumber(
  cells: ArrayLike<unknown>,
  at: number,
  column: string,
  firstRow: number,
  file: string,
): InputError {
  const place = `row ${firstRow + at + 1}, column "${shown(column)}" of ${file}`;
  const cell = cells[at];
  if (typeof cell !== "string") {
    return new InputError(
      `Expected numbers in ${place}, got values that are none. Store the column as a floating-point or integer type.`,
    );
  }
  const texts = Array.from(cells).filter((other) => typeof other === "string");
  if (!texts.every((text) => isNumber(text.trim()))) return badCell(cell, place);
  return new InputError(
    `Expected numbers in ${place}, got texts such as "${shown(cell)}". They all look like numbers: convert the column (with pandas, by astype(float)) and write the file anew.`,
  );
}

function transposed(
  columns: readonly Float64Array[],
  names: readonly string[],
  from: number,
  to: number,
): Dataset {
  const width = names.length;
  const values = new Float64Array((to - from) * width);
  columns.forEach((column, index) => {
    for (let row = from, at = index; row < to; row++, at += width) values[at] = column[row];
  });
  return { columns: [...names], rowCount: to - from, values };
}
