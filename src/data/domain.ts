import { type ColumnType, restOf } from "./columnType.ts";
import { kindFacts } from "./kinds/kindNames.ts";

/** Between which numbers the values of a column lie, infinite where there is no end. */
export function endsOf(type: ColumnType): { readonly least: number; readonly most: number } {
  const { kind, atom, least, most } = type;
  if (atom !== undefined) {
    const rest = endsOf(restOf(type));
    return { least: Math.min(rest.least, atom), most: Math.max(rest.most, atom) };
  }
  return {
    least: least ?? kindFacts(kind).least ?? Number.NEGATIVE_INFINITY,
    most: most ?? Number.POSITIVE_INFINITY,
  };
}

/** The value of a column that has a location of its own, if there is one. */
export function frequentValue({ kind, atom }: ColumnType): number | undefined {
  return atom ?? kindFacts(kind).frequent;
}

/** What a number must be to have a density or a mass under its column's kind, in words; undefined if it is so. */
export function outsideDomain(value: number, type: ColumnType): string | undefined {
  if (type.atom !== undefined) {
    if (value === type.atom) return undefined;
    const other = outsideDomain(value, restOf(type));
    return other && `${type.atom} or ${other}`;
  }
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
