export type { ColumnReader } from "./columnReader.ts";
export { type MakeReaders, openReaders, typedReaders } from "./columnReaders.ts";
export { checkWritableColumns } from "./columns.ts";
export { CsvParser } from "./csvParser.ts";
export { dataFrameParser, isRTable, readDataFrame } from "./dataFrame.ts";
export { UnclearDecimals } from "./decimals.ts";
export { formatOfName, isGzip, isParquet, refuseOtherEnding, textParser } from "./format.ts";
export { csvFormat, jsonLinesFormat, tsvFormat } from "./formatRows.ts";
export { formatTable } from "./formatTable.ts";
export { LevelColumn, type UnseenLevel } from "./levelColumn.ts";
export { OpenColumn } from "./openColumn.ts";
export {
  checkTableLayout,
  layoutShapes,
  type ReadTable,
  type ReadTableOptions,
  readShapes,
  requireReadOptions,
  type TableLayout,
} from "./options.ts";
export { ParquetOutput } from "./parquetOutput.ts";
export { parquetRows } from "./parquetRows.ts";
export { rawTableOf } from "./rawTable.ts";
export { rawTableOfBytes } from "./rawTableOfBytes.ts";
export { RowBuffer, type TextTableParser } from "./rowBuffer.ts";
export type { Wanted, WantedColumns } from "./wanted.ts";
export { counted, listed, shown } from "./wording.ts";
