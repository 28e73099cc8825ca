import type { RawTable } from "../data/index.ts";
import { openReaders } from "./columnReaders.ts";
import { dataFrameParser, isRTable, readDataFrame } from "./dataFrame.ts";
import { isParquet, textParser } from "./format.ts";
import type { OpenColumn } from "./openColumn.ts";
import type { TableLayout } from "./options.ts";
import { parquetRows } from "./parquetRows.ts";
import { rawTableOf } from "./rawTable.ts";
import { RowBuffer } from "./rowBuffer.ts";
import type { Wanted } from "./wanted.ts";

const CHUNK = 4096;

/**
 * A table of which nothing is known, from the bytes of its file, in any format but packed ones.
 *
 * @param wanted the columns to read, or what chooses them; all of them where undefined
 * @throws InputError naming file and place, but not for what stands in a cell: that is the column's `problem`
 *
 * @example
 * const table = await rawTableOfBytes(new TextEncoder().encode("a,b\n1,x\n2,y\n"), "t.csv");
 * table.columns[1]?.texts?.labels; // ["x", "y"]
 */
export async function rawTableOfBytes(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  wanted?: Wanted,
  layout: TableLayout = {},
): Promise<RawTable> {
  if (!isParquet(bytes)) {
    const frame = isRTable(file, bytes) ? readDataFrame(bytes, file) : undefined;
    const text = frame?.lines ?? bytes;
    const parser =
      frame === undefined
        ? textParser(file, text, wanted, layout, openReaders)
        : dataFrameParser(frame, file, wanted, layout, openReaders);
    parser.push(text);
    parser.end();
    return rawTableOf(file, parser.rows, parser.readers, parser.ignored);
  }
  const source = {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) => bytes.slice(start, end).buffer,
  };
  let readers: readonly OpenColumn[] = [];
  let ignored: readonly string[] = [];
  let rows: RowBuffer | undefined;
  const chunks = parquetRows(file, source, wanted, CHUNK, layout, openReaders, (head) => {
    ({ readers, ignored } = head);
  });
  for await (const chunk of chunks) {
    rows ??= new RowBuffer(chunk.columns);
    rows.append(chunk);
  }
  return rawTableOf(file, rows ?? new RowBuffer([]), readers, ignored);
}
