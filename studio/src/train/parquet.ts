import { type FileMetaData, parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { InputError } from "../../../src/index.ts";
import { cellNumbers } from "../../../src/io/tables/parquetCells.ts";
import type { Table } from "./data.ts";
import type { ParquetScript } from "./readTable.ts";

/** Reads a Parquet file whole; numbers and nothing else. */
async function read(bytes: ArrayBuffer, file: string): Promise<Table> {
  let metadata: FileMetaData;
  let rows: Record<string, unknown>[];
  try {
    metadata = parquetMetadata(bytes);
    rows = await parquetReadObjects({ file: bytes, metadata, compressors });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`Expected a whole Parquet file, but ${file} cannot be read: ${reason}.`);
  }
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  if (rows.length === 0)
    throw new InputError(`Expected at least one row of data in ${file}, got none. Add rows.`);
  const values = new Float64Array(rows.length * columns.length);
  const textColumns: Record<string, string> = {};
  columns.forEach((name, c) => {
    const cells = rows.map((row) => row[name]);
    let numbers: Float64Array | undefined;
    try {
      numbers = cellNumbers(cells, { file, column: name, firstRow: 0 }, { missing: "keep" });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      textColumns[name] = error.message;
    }
    for (let row = 0; row < rows.length; row++)
      values[row * columns.length + c] = numbers?.[row] ?? Number.NaN;
  });
  return { file, columns, rowCount: rows.length, values, textColumns };
}

(globalThis as { sirenStudioParquet?: ParquetScript }).sirenStudioParquet = { read };
