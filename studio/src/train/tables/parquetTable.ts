import type { AsyncBuffer, SchemaTree } from "hyparquet";
import { InputError } from "../../../../src/internals.ts";
import { cellNumbers } from "../../../../src/tables/parquetCells.ts";
import { ParquetColumn } from "../../../../src/tables/parquetColumn.ts";
import { refusedColumn } from "../../../../src/tables/parquetColumns.ts";
import { type ParquetFooter, parquetFooter } from "../../../../src/tables/parquetFooter.ts";
import { intact } from "../../../../src/tables/parquetIntact.ts";
import type { Table } from "../data.ts";
import { refuseTwice } from "./refuseTwice.ts";

/** Reads a Parquet file whole; numbers and nothing else. */
export async function parquetTable(bytes: ArrayBuffer, file: string): Promise<Table> {
  const source: AsyncBuffer = {
    byteLength: bytes.byteLength,
    slice: (start, end) => bytes.slice(start, end),
  };
  const footer = await intact(file, () => parquetFooter(source));
  const leaves = footer.root.children;
  const columns = leaves.map(({ element }) => element.name);
  refuseTwice(columns, file);
  const textColumns: Record<string, string> = {};
  const numbers: Float64Array[] = [];
  for (const leaf of leaves) {
    try {
      numbers.push(await columnNumbers(source, footer, leaf, file));
    } catch (error) {
      if (!(error instanceof NoNumbers)) throw error;
      textColumns[leaf.element.name] = error.message;
      numbers.push(new Float64Array(0));
    }
  }
  if (footer.metadata.row_groups.every(({ num_rows }) => num_rows === 0n))
    throw new InputError(`Expected at least one row of data in ${file}, got none. Add rows.`);
  const rowCount = Math.max(0, ...numbers.map(({ length }) => length));
  if (rowCount === 0)
    throw new InputError(Object.values(textColumns)[0] ?? `Expected columns in ${file}, got none.`);
  const width = columns.length;
  const values = new Float64Array(rowCount * width).fill(Number.NaN);
  numbers.forEach((column, c) => {
    for (let row = 0; row < column.length; row++) values[row * width + c] = column[row];
  });
  return { file, columns, rowCount, values, textColumns };
}

/** A column of something else, which only matters where the network asks for it. */
class NoNumbers extends Error {}

async function columnNumbers(
  source: AsyncBuffer,
  { metadata, root }: ParquetFooter,
  leaf: SchemaTree,
  file: string,
): Promise<Float64Array> {
  const why = refusedColumn(leaf, file);
  if (why !== undefined) throw new NoNumbers(why);
  const column = leaf.element.name;
  const pages: Float64Array[] = [];
  let firstRow = 0;
  for (const group of metadata.row_groups) {
    const end = firstRow + Number(group.num_rows);
    const reader = await intact(file, () => new ParquetColumn(source, group, root, leaf));
    while (firstRow < end) {
      const page = await intact(file, () => reader.nextPage());
      try {
        const cells = cellNumbers(page, { file, column, firstRow }, { missing: "keep" });
        pages.push(cells.subarray(0, end - firstRow));
      } catch (error) {
        throw error instanceof InputError ? new NoNumbers(error.message) : error;
      }
      firstRow += pages[pages.length - 1].length;
    }
  }
  const numbers = new Float64Array(firstRow);
  let at = 0;
  for (const page of pages) {
    numbers.set(page, at);
    at += page.length;
  }
  return numbers;
}
