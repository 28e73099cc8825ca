import type { RawTable } from "../../data/index.ts";
import { isObject, requireArgument, requireTexts } from "../../numeric/arguments.ts";
import {
  layoutShapes,
  type OpenColumn,
  openReaders,
  RowBuffer,
  rawTableOf,
  requireReadOptions,
  type TableLayout,
  type Wanted,
} from "../../tables/index.ts";
import { rowsOf } from "./readTableChunks.ts";

const CHUNK = 4096;

/**
 * Reads a table whole of which it isn't known what its columns measure: numbers, labels, gaps. What kinds they are is found
 * by `findKinds`; only `loadTable` checks against types that are known.
 *
 * @param wanted the columns to read, in their order, or what chooses them once the table's are known; all of them where undefined
 * @throws InputError as `loadTable`, but not for what stands in a cell: that is the column's `problem`
 *
 * @example
 * const { columns, rowCount } = await loadRawTable("data.csv");
 */
export async function loadRawTable(
  file: string,
  wanted?: Wanted,
  options: TableLayout = {},
): Promise<RawTable> {
  requireArgument(typeof file === "string", "the path of a table", file);
  if (wanted !== undefined && !isObject(wanted))
    requireTexts("a list of names of the columns to read", wanted);
  requireReadOptions(options, layoutShapes);
  let readers: readonly OpenColumn[] = [];
  let ignored: readonly string[] = [];
  let rows: RowBuffer | undefined;
  const layout = { ...options, missing: "keep" as const };
  const chunks = rowsOf(file, wanted, CHUNK, layout, openReaders, (head) => {
    ({ readers, ignored } = head);
  });
  for await (const chunk of chunks) {
    rows ??= new RowBuffer(chunk.columns);
    rows.append(chunk);
  }
  return rawTableOf(file, rows ?? new RowBuffer([]), readers, ignored);
}
