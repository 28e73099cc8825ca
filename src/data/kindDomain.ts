import type { ColumnType } from "./columnType.ts";

/** What a number must be to have a density or a mass under its column's kind, in words; undefined if it is so. */
export function outsideDomain(value: number, { kind, least, most }: ColumnType): string | undefined {
  if (kind === "count" && !(value >= 0 && Number.isInteger(value))) return "a whole number from 0 on";
  if (kind === "log-normal" && !(value > 0)) return "a positive number";
  if (kind === "discretized-logistic") return outsideCells(value, least, most);
  return undefined;
}

function outsideCells(value: number, least?: number, most?: number): string | undefined {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return "a whole number of at most 15 digits";
  if (Number.isInteger(value) && value >= (least ?? value) && value <= (most ?? value)) return undefined;
  const from = least === undefined ? "" : ` from ${least}${most === undefined ? " on" : ""}`;
  return `a whole number${from}${most === undefined ? "" : ` up to ${most}`}`;
}
