import type { FileHandle } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";
import type { Dataset } from "../../data/index.ts";
import { InputError } from "../../numeric/errors.ts";
import type { ReadTableOptions } from "../../tables/options.ts";
import { cellNumbers } from "../../tables/parquetCells.ts";
import { ParquetColumn } from "../../tables/parquetColumn.ts";
import { matchParquetColumns } from "../../tables/parquetColumns.ts";
import { parquetFooter } from "../../tables/parquetFooter.ts";
import { intact } from "../../tables/parquetIntact.ts";

interface ChunkOptions extends ReadTableOptions {
  readonly onIgnored?: (names: readonly string[]) => void;
}

/** A wanted column, and the numbers of its current page that are not used up. */
interface Stream {
  readonly pages: ParquetColumn;
  readonly name: string;
  readonly target: number;
  numbers: Float64Array;
}

/** Reads a Parquet file in chunks of rows. No more than a page of every wanted column is in memory. */
export async function* parquetChunks(
  file: string,
  handle: FileHandle,
  wanted: readonly string[],
  chunkRows: number,
  options: ChunkOptions,
): AsyncGenerator<Dataset> {
  const source = fileSource(handle, (await handle.stat()).size);
  const { metadata, root } = await intact(file, () => parquetFooter(source));
  const { targets, ignored } = matchParquetColumns(root, wanted, file);
  if (metadata.row_groups.every(({ num_rows }) => num_rows === 0n)) {
    throw new InputError(`Expected at least one row of data in ${file}, got none. Add rows.`);
  }
  options.onIgnored?.(ignored);
  const width = wanted.length;
  let chunk = new Float64Array(0);
  let filled = 0;
  let left = metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  let row = 0;
  for (const group of metadata.row_groups) {
    const streams = await intact(file, () =>
      root.children.flatMap((leaf, index): Stream[] => {
        if (targets[index] < 0) return [];
        const pages = new ParquetColumn(source, group, root, leaf);
        return [{ pages, name: leaf.element.name, target: targets[index], numbers: new Float64Array(0) }];
      }),
    );
    const groupEnd = row + Number(group.num_rows);
    while (row < groupEnd) {
      // Only as much as is already read, so that a false count of rows cannot ask for memory.
      let rows = Math.min(chunkRows - filled, groupEnd - row);
      for (const stream of streams) {
        if (stream.numbers.length === 0) {
          const cells = await intact(file, () => stream.pages.nextPage());
          stream.numbers = cellNumbers(cells, { file, column: stream.name, firstRow: row }, options);
        }
        rows = Math.min(rows, stream.numbers.length);
      }
      if ((filled + rows) * width > chunk.length) {
        const larger = new Float64Array(Math.min(chunkRows, 2 * (filled + rows), filled + left) * width);
        larger.set(chunk.subarray(0, filled * width));
        chunk = larger;
      }
      for (const stream of streams) {
        const { numbers, target } = stream;
        for (let i = 0, at = filled * width + target; i < rows; i++, at += width) chunk[at] = numbers[i];
        stream.numbers = numbers.subarray(rows);
      }
      filled += rows;
      row += rows;
      left -= rows;
      if (filled === chunkRows) {
        yield { columns: [...wanted], rowCount: filled, values: chunk.subarray(0, filled * width) };
        chunk = new Float64Array(0);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield { columns: [...wanted], rowCount: filled, values: chunk.slice(0, filled * width) };
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
