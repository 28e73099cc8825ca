import type { ColumnType } from "./columnType.ts";

/** What a number must be to have a density or a mass under its column's kind, in words; undefined if it is so. */
export function outsideDomain(value: number, { kind }: ColumnType): string | undefined {
  if (kind === "count" && !(value >= 0 && Number.isInteger(value))) return "a whole number from 0 on";
  if (kind === "log-normal" && !(value > 0)) return "a positive number";
  return undefined;
}
