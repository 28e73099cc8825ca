/**
 * Tables in files: CSV and its kin, JSON lines, Parquet; whole or in chunks.
 */
export { refuseOtherEnding } from "./format.ts";
export type { ReadTable, ReadTableOptions } from "./options.ts";
export { loadTable, parseTable, readTable } from "./readTable.ts";
export { type ReadChunksOptions, readTableChunks } from "./readTableChunks.ts";
export { openTableWriter, type TableWriter, writeTable } from "./tableWriter.ts";
