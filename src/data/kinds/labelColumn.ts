import type { RawColumn } from "../rawColumn.ts";
import { type ColumnLabels, numberedLabels, sortedLabels } from "./columnLabels.ts";
import type { FoundKind, GivenKind } from "./foundKind.ts";
import { inPlainSigns, OF_PROGRAMS } from "./otherWriting.ts";
import type { Remedies } from "./remedies.ts";

const MANY_LEVELS = 30;
/** A share of the rows with a level of their own beyond which labels are names. */
const NAMES = 0.5;
/** So few labels may each come once in a small table. */
const FEW = 5;
const DATE =
  /^(\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}( \d{1,2}:\d{2}(:\d{2})?)?|\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)$/;
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
/** Months in words, months and quarters of years. */
const MONTHS = new RegExp(
  `^(?:\\d{1,2}[-./ ]?${MONTH}[-./, ]*(?:\\d{4}|\\d{2})|${MONTH} \\d{1,2},? \\d{4}|${MONTH}[-./ ]+(?:\\d{4}|\\d{2})|\\d{4}[-/](?:0[1-9]|1[0-2])|\\d{4}[-/ ]?Q[1-4]|Q[1-4][-/ ]?\\d{4})(?: \\d{1,2}:\\d{2}(?::\\d{2})?)?$`,
  "i",
);
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
/** Numbers with separators of thousands, units or currencies. */
const LIKE_NUMBER =
  /^[+-]?(?:[$€£¥]|(?:USD|EUR|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CAD|AUD|INR) )?\s?\d[\d,.'’ \u00A0\u202F]*\s?(?:[%‰$€£¥]|USD|EUR|GBP|CHF|JPY|± ?\d[\d.,]*)?$/;
/** With separators of thousands and nothing else. */
const THOUSANDS = /^[+-]?\d{1,3}([,.'’ \u00A0\u202F]\d{3})+([.,]\d+)?$/;
/** A number with a unit behind it. */
const WITH_UNIT = /^[+-]?\d+(?:[.,]\d+)?\s?([a-zµμ°Ω][a-zµμ°Ω/^0-9²³%·]*)$/i;
/** So many different numbers with the same unit are no levels. */
const MEASURED = 6;

/** A column of labels, whether given so or found. */
export function labelColumn(
  column: RawColumn,
  found: ColumnLabels,
  given: GivenKind | undefined,
  remedies: Remedies,
): FoundKind {
  const { name, texts, declared } = column;
  const present = found.counts.reduce((sum, count) => sum + count, 0);
  const gaps = column.numbers.length - present;
  const fail = (problem: string, type = { kind: "categorical" }): FoundKind => {
    return { name, type, why: "labels", gaps, warnings: [], problem };
  };
  if (given?.kind === undefined && given?.levels === undefined && declared === undefined) {
    const misread = texts && misreading(column, remedies);
    if (misread) return fail(misread);
  }
  const unknown = given?.levels && found.labels.find((label) => !given.levels!.includes(label));
  if (unknown !== undefined) {
    const row = found.codes.indexOf(found.labels.indexOf(unknown)) + 1;
    return fail(
      `Expected one of the given levels ${listed(given!.levels!)} in every row of column "${name}", got "${unknown}" in row ${row}. Add it to the levels, or correct the row.`,
    );
  }
  const inOrder = declaredOrder(column, found.labels);
  const isOrdered = (given?.levels ?? (declared?.isOrdered ? inOrder : undefined) ?? []).length > 2;
  const kind = given?.kind ?? (isOrdered ? "ordinal" : undefined);
  const levels =
    given?.levels ?? inOrder ?? (kind === "ordinal" ? ordered(found.labels) : sortedLabels(found.labels));
  if (levels === undefined) {
    return fail(
      `Expected the order of the levels of the ordinal column "${name}", whose labels are ${listed(sortedLabels(found.labels))}. Give them from the lowest on, ${remedies.order(name, sortedLabels(found.labels))}.`,
    );
  }
  if (levels.length < 2) {
    return fail(
      present === 0
        ? `Expected values in every column, but column "${name}" is missing in all ${gaps} rows. Leave the column out or make it latent.`
        : `Expected every column to vary, got "${levels[0]}" in ${present === 1 ? "the only row" : `all ${present} rows`} of column "${name}"${gaps > 0 ? ` that ${present === 1 ? "has" : "have"} a value` : ""}. Leave the column out or make it latent.`,
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
      `Expected labels that repeat, or numbers, in column "${name}", got ${distinct} different texts in ${present} rows, ${texts ? `such as "${texts.first.text}", ` : ""}as of names or notes. Leave the column out.`,
    );
  }
  const warnings = given === undefined ? doubtfulLabels(name, found.labels, present) : [];
  if (levels.length > MANY_LEVELS) {
    warnings.push(
      `${name} has ${levels.length} levels: with more than ${MANY_LEVELS}, each has few rows; put rare ones together.`,
    );
  }
  const word = levels.length === 2 ? "two labels" : "labels";
  const told = given?.kind === undefined && given?.levels === undefined;
  const why = told ? (inOrder === undefined ? word : `${word} of the file`) : "as given";
  return { name, type: { kind: own, levels }, why, gaps, counts, warnings };
}

/** The labels that occur in the order that the file gives them, if it gives it to all. */
function declaredOrder({ declared }: RawColumn, labels: readonly string[]): string[] | undefined {
  if (declared === undefined || labels.some((label) => !declared.labels.includes(label))) return undefined;
  return declared.labels.filter((label) => labels.includes(label));
}

/** Labels that may be something else, or the same label written in several ways. */
function doubtfulLabels(name: string, labels: readonly string[], rows: number): string[] {
  const warnings: string[] = [];
  if (labels.length > FEW && labels.length > NAMES * rows) {
    warnings.push(
      `${name} has ${labels.length} different labels in ${rows} rows, such as "${labels[0]}": if they are names, dates or numbers with units, leave the column out or write numbers.`,
    );
  }
  const known = new Map<string, string>();
  for (const label of labels) {
    const bare = label.toLowerCase().replaceAll(/\s+/g, " ");
    const other = known.get(bare);
    if (other !== undefined) {
      warnings.push(
        `${name} has the labels "${other}" and "${label}", which differ only in capitals or blanks and count as two: write them alike if they are one.`,
      );
      break;
    }
    known.set(bare, label);
  }
  return warnings;
}

function ordered(labels: readonly string[]): string[] | undefined {
  return labels.length < 3 ? sortedLabels(labels) : numberedLabels(labels);
}

/** Texts that stand for something else than labels: why they can't be used. */
function misreading({ name, texts, numbers }: RawColumn, remedies: Remedies): string | undefined {
  const { rows, labels, codes, first, quotedNumber } = texts!;
  const share = (pattern: Pick<RegExp, "test">) => {
    const like = labels.map((label) => pattern.test(label));
    let count = 0;
    for (const code of codes) if (like[code]) count++;
    return count / codes.length;
  };
  if (share(MONTHS) > 0.5) {
    return `Expected numbers or labels in ${first.place}, got the date "${first.text}". Write dates as numbers, such as months since a first one, leave the column out, or say that it holds labels${remedies.labels(name)}.`;
  }
  if (share(DATE) > 0.5) {
    return `Expected numbers or labels in ${first.place}, got the date or time "${first.text}". Write dates as numbers, such as days since a first one, or leave the column out.`;
  }
  if (quotedNumber !== undefined && share(NUMBER_TEXT) > 0.5) {
    return `Expected numbers without quotes, or labels, in ${quotedNumber}, got texts that look like numbers. Store the column as numbers (by astype(float) of pandas, by as.numeric in R), or say that it holds labels${remedies.labels(name)}.`;
  }
  if (share(THOUSANDS) > 0.5) {
    return `Expected a number in ${first.place}, got the text "${first.text}". Write numbers without separators of thousands, or ${remedies.decimals}.`;
  }
  const units = new Set(labels.map((label) => WITH_UNIT.exec(label)?.[1]));
  if (units.size === 1 && !units.has(undefined) && labels.length >= MEASURED) {
    return `Expected a number in ${first.place}, got the text "${first.text}". Write numbers without units, or say that the column holds labels${remedies.labels(name)}.`;
  }
  if (share(LIKE_NUMBER) > 0.5) {
    return `Expected a number in ${first.place}, got the text "${first.text}". ${DECIMAL_COMMA.test(first.text) ? `Write numbers with a decimal point, or ${remedies.decimals}` : "Write numbers without separators of thousands and units and with a decimal point"}.`;
  }
  const written = labels.find((label) => inPlainSigns(label) !== undefined);
  if (written !== undefined && share({ test: (label) => inPlainSigns(label) !== undefined }) > 0.5) {
    return `Expected a number in ${first.place}, got the text "${first.text}". Write numbers by the minus and the digits of programs ("${written}" as ${inPlainSigns(written)}), or say that the column holds labels${remedies.labels(name)}.`;
  }
  if (labels.length >= MEASURED && share(OF_PROGRAMS) > 0.5) {
    return `Expected a number in ${first.place}, got the text "${first.text}". Write numbers as decimals, or say that the column holds labels${remedies.labels(name)}.`;
  }
  const numeric = numbers.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  if (numeric >= codes.length) {
    return `Expected a number in ${first.place}, got the text "${first.text}" in a column that otherwise holds numbers. ${rows.length === 1 && rows[0] === 0 ? "If it is the unit or a second name of the column, take its row out; otherwise correct it" : "Correct it"}, leave it empty if it is unknown, ${remedies.missing} if it stands for a missing value, or say that the column holds labels${remedies.labels(name)}.`;
  }
  return undefined;
}

const NUMBER_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function listed(labels: readonly string[]): string {
  const some = labels.slice(0, 8).join(", ");
  return labels.length > 8 ? `${some} and ${labels.length - 8} more` : some;
}
