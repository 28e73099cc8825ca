import { type FileMetaData, parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { InputError } from "../../../src/index.ts";
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
  rows.forEach((cells, row) => {
    columns.forEach((name, c) => {
      const cell = cells[name];
      const number = typeof cell === "number" || typeof cell === "bigint" ? Number(cell) : Number.NaN;
      values[row * columns.length + c] = number;
      if (Number.isNaN(number) && cell !== null && cell !== undefined && typeof cell !== "number") {
        textColumns[name] ??=
          `Expected a number in row ${row + 1}, column "${name}" of ${file}, got ${String(cell).slice(0, 30)}.`;
      }
    });
  });
  return { file, columns, rowCount: rows.length, values, textColumns };
}

(globalThis as { sirenStudioParquet?: ParquetScript }).sirenStudioParquet = { read };
