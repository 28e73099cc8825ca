import type { RawTable } from "../data/index.ts";
import type { OpenColumn } from "./openColumn.ts";
import type { RowBuffer } from "./rowBuffer.ts";

/** The columns of a table that was read whole by readers that knew nothing of it. */
export function rawTableOf(
  file: string,
  rows: RowBuffer,
  readers: readonly OpenColumn[],
  ignored: readonly string[],
): RawTable {
  const { rowCount, values } = rows;
  const width = readers.length;
  const columns = readers.map((reader, c) => {
    const numbers = new Float64Array(rowCount);
    for (let row = 0, at = c; row < rowCount; row++, at += width) numbers[row] = values[at];
    return reader.finish(numbers);
  });
  return { file, rowCount, columns, ignored };
}
