import type { AsyncBuffer } from "hyparquet";
import type { Dataset } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { ColumnReader } from "./columnReader.ts";
import type { MakeReaders } from "./columnReaders.ts";
import { MissingWords } from "./missingWords.ts";
import { refuseTextLayout, type TableLayout } from "./options.ts";
import { cellValues } from "./parquetCells.ts";
import { loadCodecs } from "./parquetCodecs.ts";
import { ParquetColumn } from "./parquetColumn.ts";
import { matchParquetColumns, refusedColumn } from "./parquetColumns.ts";
import { parquetFooter } from "./parquetFooter.ts";
import { intact } from "./parquetIntact.ts";
import { chosen, type Wanted, wantedColumns } from "./wanted.ts";

/** The columns of a Parquet file that are read, before any row is. */
export interface ParquetHead<Reader extends ColumnReader> {
  readonly readers: readonly Reader[];
  readonly ignored: readonly string[];
  /** The columns that are read, in the order of the file. */
  readonly order: readonly string[];
}

/** A wanted column, and the values of its current page that are not used up. */
interface Stream {
  /** Undefined for a column of which no cell can be used. */
  readonly pages: ParquetColumn | undefined;
  readonly reader: ColumnReader;
  readonly target: number;
  values: Float64Array;
}

/**
 * Reads Parquet in chunks of rows. No more than a page of every wanted column is in memory.
 *
 * @param onHead told once, before the first chunk
 */
export async function* parquetRows<Reader extends ColumnReader>(
  file: string,
  source: AsyncBuffer,
  wanted: Wanted,
  chunkRows: number,
  options: TableLayout,
  makeReaders: MakeReaders<Reader>,
  onHead: (head: ParquetHead<Reader>) => void,
): AsyncGenerator<Dataset> {
  refuseTextLayout(file, "Parquet", options);
  const { metadata, root } = await intact(file, () => parquetFooter(source));
  const names = root.children.map(({ element }) => element.name);
  const columns = chosen(wantedColumns(wanted), names, file);
  const { targets, ignored, order } = matchParquetColumns(root, columns, file);
  const readers = makeReaders(columns);
  const refused = root.children.map((leaf, index) => {
    const why = targets[index] < 0 ? undefined : refusedColumn(leaf, file);
    if (why !== undefined) readers[targets[index]].refused(why);
    return why !== undefined;
  });
  if (metadata.row_groups.every(({ num_rows }) => num_rows === 0n)) {
    throw new InputError(`Expected at least one row of data in ${file}, got none. Add rows.`);
  }
  onHead({ readers, ignored, order });
  await loadCodecs();
  const words = new MissingWords(options.missingValues);
  const width = columns.length;
  let chunk = new Float64Array(0);
  let filled = 0;
  let left = metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  let row = 0;
  for (const group of metadata.row_groups) {
    const streams = await intact(file, () =>
      root.children.flatMap((leaf, index): Stream[] => {
        if (targets[index] < 0) return [];
        const pages = refused[index] ? undefined : new ParquetColumn(source, group, root, leaf);
        const target = targets[index];
        return [{ pages, reader: readers[target], target, values: new Float64Array(0) }];
      }),
    );
    if (streams.length === 0 || streams.every(({ pages }) => pages === undefined)) continue;
    const groupEnd = row + Number(group.num_rows);
    while (row < groupEnd) {
      // Only as much as is already read, so that a false count of rows cannot ask for memory.
      let rows = Math.min(chunkRows - filled, groupEnd - row);
      for (const stream of streams) {
        if (stream.pages === undefined) continue;
        if (stream.values.length === 0) {
          const { pages } = stream;
          const cells = await intact(file, () => pages.nextPage());
          stream.values = cellValues(cells, stream.reader, { file, firstRow: row }, words);
        }
        rows = Math.min(rows, stream.values.length);
      }
      if ((filled + rows) * width > chunk.length) {
        const larger = new Float64Array(Math.min(chunkRows, 2 * (filled + rows), filled + left) * width);
        larger.set(chunk.subarray(0, filled * width));
        chunk = larger;
      }
      for (const stream of streams) {
        const { values, target, pages } = stream;
        for (let i = 0, at = filled * width + target; i < rows; i++, at += width)
          chunk[at] = pages === undefined ? Number.NaN : values[i];
        stream.values = values.subarray(rows);
      }
      filled += rows;
      row += rows;
      left -= rows;
      if (filled === chunkRows) {
        yield { columns: [...columns], rowCount: filled, values: chunk.subarray(0, filled * width) };
        chunk = new Float64Array(0);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield { columns: [...columns], rowCount: filled, values: chunk.slice(0, filled * width) };
}
