import type { Dataset } from "../data/index.ts";
import { csvFormat } from "./formatRows.ts";

/** Comma-separated text with a header; numbers in their shortest form that reads back to the same bits. */
export function formatTable(data: Dataset): string {
  return [csvFormat.head(data.columns), ...csvFormat.rows(data)].join("");
}
