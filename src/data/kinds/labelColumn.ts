import type { RawColumn } from "../rawColumn.ts";
import { type ColumnLabels, numberedLabels, sortedLabels } from "./columnLabels.ts";
import type { FoundKind, GivenKind } from "./foundKind.ts";

const MANY_LEVELS = 30;
/** A share of the rows with a level of their own beyond which labels are names. */
const NAMES = 0.5;
const DATE =
  /^(\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}( \d{1,2}:\d{2}(:\d{2})?)?|\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)$/;
/** Numbers with separators of thousands, units or currencies. */
const LIKE_NUMBER = /^[+-]?[$€£]?\s?\d[\d,.' \u00A0\u202F]*\s?[%$€£]?$/;

/** A column of labels, whether given so or found. */
export function labelColumn(column: RawColumn, found: ColumnLabels, given: GivenKind | undefined): FoundKind {
  const { name, texts } = column;
  const present = found.counts.reduce((sum, count) => sum + count, 0);
  const gaps = column.numbers.length - present;
  const fail = (problem: string, type = { kind: "categorical" }): FoundKind => {
    return { name, type, why: "labels", gaps, warnings: [], problem };
  };
  if (given?.kind === undefined && given?.levels === undefined) {
    const misread = texts && misreading(column);
    if (misread) return fail(misread);
  }
  const unknown = given?.levels && found.labels.find((label) => !given.levels!.includes(label));
  if (unknown !== undefined) {
    const row = found.codes.indexOf(found.labels.indexOf(unknown)) + 1;
    return fail(
      `Expected one of the given levels ${listed(given!.levels!)} in every row of column "${name}", got "${unknown}" in row ${row}. Add it to the levels, or correct the row.`,
    );
  }
  const kind = given?.kind ?? (given?.levels && given.levels.length > 2 ? "ordinal" : undefined);
  const levels = given?.levels ?? (kind === "ordinal" ? ordered(found.labels) : sortedLabels(found.labels));
  if (levels === undefined) {
    return fail(
      `Expected the order of the levels of the ordinal column "${name}", whose labels are ${listed(sortedLabels(found.labels))}. Give them from the lowest on, as in --levels "${name}=${sortedLabels(found.labels).slice(0, 3).join(",")}".`,
    );
  }
  if (levels.length < 2) {
    return fail(
      present === 0
        ? `Expected values in every column, but column "${name}" is missing in all ${gaps} rows. Leave the column out or make it latent.`
        : `Expected every column to vary, got "${levels[0]}" in all ${present} rows of column "${name}" that have a value. Leave the column out or make it latent.`,
    );
  }
  if (kind === "binary" && levels.length !== 2) {
    return fail(
      `Expected two levels in the binary column "${name}", got ${levels.length}: ${listed(levels)}. Make it categorical or ordinal.`,
    );
  }
  const counts = levels.map((level) => found.counts[found.labels.indexOf(level)] ?? 0);
  const own = kind ?? (levels.length === 2 ? "binary" : "categorical");
  const distinct = found.labels.length;
  if (given?.kind === undefined && distinct > Math.max(MANY_LEVELS, NAMES * present)) {
    return fail(
      `Expected labels that repeat, or numbers, in column "${name}", got ${distinct} different texts in ${present} rows, as of names or notes. Leave the column out.`,
    );
  }
  const warnings = [];
  if (levels.length > MANY_LEVELS) {
    warnings.push(
      `${name} has ${levels.length} levels: with more than ${MANY_LEVELS}, each has few rows; put rare ones together.`,
    );
  }
  const word = levels.length === 2 ? "two labels" : "labels";
  const told = given?.kind === undefined && given?.levels === undefined;
  return { name, type: { kind: own, levels }, why: told ? word : "as given", gaps, counts, warnings };
}

function ordered(labels: readonly string[]): string[] | undefined {
  return labels.length < 3 ? sortedLabels(labels) : numberedLabels(labels);
}

/** Texts that stand for something else than labels: why they can't be used. */
function misreading({ name, texts, numbers }: RawColumn): string | undefined {
  const { labels, codes, first, quotedNumber } = texts!;
  const share = (pattern: RegExp) => {
    const like = labels.map((label) => pattern.test(label));
    let count = 0;
    for (const code of codes) if (like[code]) count++;
    return count / codes.length;
  };
  if (share(DATE) > 0.5) {
    return `Expected numbers or labels in ${first.place}, got the date or time "${first.text}". Write dates as numbers, such as days since a first one, or leave the column out.`;
  }
  if (quotedNumber !== undefined && share(NUMBER_TEXT) > 0.5) {
    return `Expected numbers without quotes, or labels, in ${quotedNumber}, got texts that look like numbers. Store the column as numbers (with pandas, by astype(float)), or say that it holds labels: --kind "${name}=categorical".`;
  }
  if (share(LIKE_NUMBER) > 0.5) {
    return `Expected a number in ${first.place}, got the text "${first.text}". Write numbers without separators of thousands and units and with a decimal point.`;
  }
  const numeric = numbers.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  if (numeric >= codes.length) {
    return `Expected a number in ${first.place}, got the text "${first.text}" in a column that otherwise holds numbers. Correct it, leave it empty if it is unknown, name it by --missing-values if it stands for a missing value, or say that the column holds labels: --kind "${name}=categorical".`;
  }
  return undefined;
}

const NUMBER_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function listed(labels: readonly string[]): string {
  const some = labels.slice(0, 8).join(", ");
  return labels.length > 8 ? `${some} and ${labels.length - 8} more` : some;
}
