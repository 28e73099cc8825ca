import { counted, listed } from "../tables/index.ts";
import { note } from "./terminal.ts";

/** Columns of a table that a command passes over, in a sentence. */
export function ignoredColumns(names: readonly string[]): string {
  return `Ignored ${counted(names.length, "column")}, not among the measured nodes: ${listed(names)}.`;
}

/** Says which columns of a table are passed over, if any. */
export function tellIgnored(names: readonly string[], quiet: boolean): void {
  if (names.length > 0) note(ignoredColumns(names), quiet);
}
