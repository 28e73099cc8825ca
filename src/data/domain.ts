import type { ColumnType } from "./columnType.ts";
import { kindFacts } from "./kinds/kindNames.ts";

/** Between which numbers the values of a column lie, infinite where there is no end. */
export function endsOf({ kind, least, most }: ColumnType): { readonly least: number; readonly most: number } {
  return {
    least: least ?? kindFacts(kind).least ?? Number.NEGATIVE_INFINITY,
    most: most ?? Number.POSITIVE_INFINITY,
  };
}

/** What a number must be to have a density or a mass under its column's kind, in words; undefined if it is so. */
export function outsideDomain(value: number, type: ColumnType): string | undefined {
  const { values, above, exact } = kindFacts(type.kind);
  const whole = values === "whole numbers";
  const { least, most } = endsOf(type);
  if (!whole && !above) return undefined;
  if (exact && Number.isInteger(value) && !Number.isSafeInteger(value))
    return "a whole number of at most 15 digits";
  const within = value <= most && (above ? value > least : value >= least);
  if (within && (!whole || Number.isInteger(value))) return undefined;
  if (above) return least === 0 ? "a positive number" : `a number above ${least}`;
  const from =
    least === Number.NEGATIVE_INFINITY
      ? ""
      : ` from ${least}${most === Number.POSITIVE_INFINITY ? " on" : ""}`;
  return `a whole number${from}${most === Number.POSITIVE_INFINITY ? "" : ` up to ${most}`}`;
}
