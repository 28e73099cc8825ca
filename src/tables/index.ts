export { refuseOtherEnding } from "./format.ts";
export { formatTable } from "./formatTable.ts";
export type { ReadTable, ReadTableOptions } from "./options.ts";
