import type { FoundKind } from "../data/index.ts";
import { shellWord } from "../numeric/shellWord.ts";
import { note, table } from "./terminal.ts";

const MOST_LINES = 200;
const MOST_LEVELS = 6;

/** One line a column: its kind, what it was told by, its range or levels, its gaps. */
export function kindLines(kinds: readonly FoundKind[]): string {
  // What numbers are taken for in a table of numbers alone, and beside levels.
  const usual = kinds.some(({ type }) => type.kind === "gaussian") ? "gaussian" : "contaminated-normal";
  const shown = kinds.length > MOST_LINES ? kinds.filter((kind) => isRemarkable(kind, usual)) : kinds;
  const rows = shown.map(({ name, type, why, range, gaps }) => [
    name,
    type.kind,
    type.levels ? levels(type.levels) : range ? `${short(range[0])} to ${short(range[1])}` : "-",
    gaps === 0 ? "-" : `${gaps}`,
    why,
  ]);
  const rest = kinds.length - shown.length;
  const lines = rows.length === 0 ? "" : table(["column", "kind", "range or levels", "gaps", "why"], rows);
  const parts = [
    lines,
    rest > 0 ? `${rest} more ${rest === 1 ? "column" : "columns"} of numbers (${usual}) without gaps.` : "",
    orderHint(kinds),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** A person who answers from never to always need not know that labels have no order of their own. */
function orderHint(kinds: readonly FoundKind[]): string {
  const first = kinds.find(
    ({ type }) => type.kind === "categorical" && type.levels && type.levels.length <= MOST_LEVELS,
  );
  if (first === undefined) return "";
  const given = `--levels ${shellWord(`${first.name}=LOWEST,...,HIGHEST`)}`;
  return `Labels are taken to have no order. Where they have one, say so: ${given}`;
}

/** Says what the columns are taken for, before anything is done with them. */
export function tellKinds(kinds: readonly FoundKind[], quiet: boolean): void {
  if (kinds.length === 0) return;
  note(`${kindLines(kinds)}\n`, quiet);
  for (const { warnings } of kinds) for (const text of warnings) note(`Warning: ${text}`, quiet);
}

/** What a program reads of them. */
export function kindsJson(kinds: readonly FoundKind[]) {
  return kinds.map(({ name, type, why, gaps, range, counts, warnings }) => ({
    name,
    ...type,
    why,
    gaps,
    ...(range && { range }),
    ...(counts && { counts }),
    warnings,
  }));
}

function isRemarkable({ type, gaps, warnings }: FoundKind, usual: string): boolean {
  return type.kind !== usual || type.step !== undefined || gaps > 0 || warnings.length > 0;
}

function levels(all: readonly string[]): string {
  const some = all
    .slice(0, MOST_LEVELS)
    .map((level) => (level.length > 20 ? `${level.slice(0, 19)}…` : level));
  return all.length > MOST_LEVELS ? `${some.join(", ")}, ... (${all.length})` : some.join(", ");
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
