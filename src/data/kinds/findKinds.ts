import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import type { ColumnType } from "../columnType.ts";

import { outsideDomain } from "../domain.ts";
import type { RawColumn, RawTable } from "../rawColumn.ts";
import { atomType, withAtom } from "./atom.ts";
import { besideLevels, givenBesideLevels } from "./besideLevels.ts";
import { isWhollyLabelled, labelsOf, valueLabels } from "./columnLabels.ts";
import { type ColumnSummary, summaryOf } from "./columnSummary.ts";
import type { FoundKind, GivenKind } from "./foundKind.ts";
import { columnKinds, hasLevels, isContinuous, isWhole, kindFacts } from "./kindNames.ts";
import { labelColumn } from "./labelColumn.ts";
import { numberKind } from "./numberKind.ts";
import { OtherColumns } from "./otherColumns.ts";
import { commandRemedies, type Remedies } from "./remedies.ts";
import { roundingStep } from "./roundingStep.ts";
import { farthest, sentinel } from "./sentinels.ts";
import { mayBeUnlikeCounts } from "./unlikeCounts.ts";
import { wholeEnds } from "./wholeEnds.ts";

const MOSTLY = 0.9;

/**
 * What every column of a table measures: as given, or else found from its values. In a table of numbers alone continuous columns
 * stay Gaussian unless the evidence is strong; beside levels or counts, where nothing else is exact for normal ones either, they
 * have room for outliers. What cannot be used is a `problem` of its column, so that all of them can be said at once.
 *
 * @param remedies how a problem or a warning names what can be done about it; the options of the command by default
 * @throws InputError for a given kind that there is not
 *
 * @example
 * const numbers = Float64Array.from({ length: 30 }, (_, i) => 1 + (i % 3));
 * const table = { file: "t.csv", rowCount: 30, columns: [{ name: "answer", numbers }], ignored: [] };
 * findKinds(table)[0]?.type; // { kind: "ordinal", levels: ["1", "2", "3"] }
 */
export function findKinds(
  table: RawTable,
  given: ReadonlyMap<string, GivenKind> = new Map(),
  remedies: Remedies = commandRemedies,
): readonly FoundKind[] {
  for (const [name, { kind }] of given) checkKind(name, kind);
  const others = new OtherColumns(table);
  const found = table.columns.map((column) => findKind(column, given.get(column.name), others, remedies));
  // A table of continuous numbers alone keeps what is exact for normal ones.
  const mixed = found.some(({ type }) => !isContinuous(type.kind));
  if (mixed) {
    const isFoundCount = ({ name, type, problem }: FoundKind) =>
      type.kind === "count" && problem === undefined && given.get(name)?.kind === undefined;
    others.expect(
      found
        .filter(isFoundCount)
        .map(({ name }) => name)
        .filter((name) => mayBeUnlikeCounts(name, others)),
    );
  }
  const beside = (one: FoundKind, numbers: Float64Array) => {
    const isGiven = given.get(one.name)?.kind !== undefined;
    if (isGiven) return mixed ? givenBesideLevels(one, numbers) : one;
    if (one.problem !== undefined || !(isContinuous(one.type.kind) || one.type.kind === "count")) return one;
    const summary = summaryOf(numbers);
    return withAtom(one, numbers, summary, mixed) ?? (mixed ? besideLevels(one, summary, others) : one);
  };
  return found.map((one, c) => {
    const kind = beside(one, table.columns[c].numbers);
    return { ...kind, warnings: [...doubt(kind, remedies), ...kind.warnings, ...dominance(kind)] };
  });
}

/** @throws InputError for a kind that there is not. */
export function checkKind(name: string, kind: string | undefined): void {
  if (kind === undefined || columnKinds.includes(kind)) return;
  throw new InputError(
    `Expected a kind of column for ${name} (${columnKinds.join(", ")}), got "${kind}".${didYouMean(kind, columnKinds)}`,
  );
}

function findKind(
  column: RawColumn,
  given: GivenKind | undefined,
  others: OtherColumns,
  remedies: Remedies,
): FoundKind {
  const { name, texts, problem } = column;
  if (problem !== undefined) {
    return { name, type: { kind: "gaussian" }, why: "", gaps: 0, warnings: [], problem };
  }
  const asLabels = given?.levels !== undefined || (given?.kind !== undefined && hasLevels(given.kind));
  if (asLabels || (texts !== undefined && given?.kind === undefined)) {
    return labelColumn(column, labelsOf(column, given?.levels), given, remedies);
  }
  if (given?.kind === undefined && isWhollyLabelled(column)) return labelledColumn(column, others, remedies);
  if (texts !== undefined) {
    return {
      ...numbersOf(column, summaryOf(column.numbers), { kind: given!.kind! }, "as given", remedies),
      problem: `Expected a number in ${texts.first.place}, whose kind is ${given!.kind}, got the text "${texts.first.text}". Correct it, or leave it empty if it is unknown; if it stands for a missing value, ${remedies.missing}.`,
    };
  }
  const summary = summaryOf(column.numbers);
  if (given?.kind !== undefined) {
    const type = { kind: given.kind, ...detailsOf(given.kind, summary, column.numbers) };
    const found = numbersOf(column, summary, type, "as given", remedies);
    if (kindFacts(given.kind).atom !== true || type.atom !== undefined || found.problem !== undefined)
      return found;
    return {
      ...found,
      problem: `Expected a value that comes more than once, beside at least two others, in column "${name}", whose kind is ${given.kind}, got ${summary.distinct.length} different values in ${summary.present} rows. Choose another kind.`,
    };
  }
  const found = numberKind(name, summary, others);
  const warnings = labelledNumbers(column, remedies);
  return {
    ...numbersOf(column, summary, found.type, found.why, remedies, warnings),
    ...(found.alternative && { alternative: found.alternative }),
  };
}

/** What belongs to a given kind of numbers and is found from their values. */
function detailsOf(kind: string, summary: ColumnSummary, numbers: Float64Array): Partial<ColumnType> {
  if (kindFacts(kind).atom) return summary.present > 0 ? (atomType(numbers) ?? {}) : {};
  if (kind === "discretized-logistic") return summary.whole ? wholeEnds(summary) : {};
  const step = isWhole(kind) ? undefined : roundingStep(summary)?.step;
  return step === undefined ? {} : { step };
}

function numbersOf(
  column: RawColumn,
  summary: ColumnSummary,
  type: FoundKind["type"],
  why: string,
  remedies: Remedies,
  warnings: readonly string[] = [],
): FoundKind {
  const { name } = column;
  const { gaps, least, most, distinct, present } = summary;
  const outside = column.numbers.findIndex(
    (value) => !Number.isNaN(value) && outsideDomain(value, type) !== undefined,
  );
  const problem =
    present === 0
      ? `Expected values in every column, but column "${name}" is missing in all ${gaps} rows. Leave the column out or make it latent.`
      : distinct.length === 1 && column.numbers.length > 1
        ? `Expected every column to vary, got ${least} in ${present === 1 ? "the only row" : `all ${present} rows`} of column "${name}"${gaps > 0 ? ` that ${present === 1 ? "has" : "have"} a value` : ""}. Leave the column out or make it latent.`
        : outside >= 0
          ? `Expected ${outsideDomain(column.numbers[outside], type)} in every row of column "${name}", whose kind is ${type.kind}, got ${column.numbers[outside]} in row ${outside + 1}. Choose another kind, or correct the row.`
          : undefined;
  return {
    name,
    type,
    why,
    gaps,
    ...(present > 0 && { range: [least, most] as const }),
    ...(type.levels && { counts: type.levels.map((_, i) => summary.counts[i]) }),
    warnings: [...warnings, ...(problem === undefined ? oddValues(column, summary, remedies) : [])],
    ...(problem !== undefined && { problem }),
  };
}

/** A column of numbers that all have labels is ordinal where the numbers alone would be. */
function labelledColumn(column: RawColumn, others: OtherColumns, remedies: Remedies): FoundKind {
  const found = labelColumn(column, labelsOf(column), undefined, remedies);
  if (found.type.kind !== "categorical" || found.problem !== undefined) return found;
  const numbers = numberKind(column.name, summaryOf(column.numbers), others);
  if (numbers.type.kind !== "ordinal") return found;
  const hint = `${column.name} has labels in the order of their numbers and is ordinal: if they have no order, say so${remedies.labels(column.name)}.`;
  return { ...found, type: { ...found.type, kind: "ordinal" }, warnings: [...found.warnings, hint] };
}

/** Labels of some numbers only, which may stand for missing values or name the ends of a scale. */
function labelledNumbers(column: RawColumn, remedies: Remedies): string[] {
  const names = valueLabels(column);
  const used = [...names].filter(([value]) => column.numbers.includes(value));
  if (used.length === 0) return [];
  const shown = used.slice(0, 4).map(([value, label]) => `${value} = "${label}"`);
  return [
    `${column.name} has labels for some of its numbers (${shown.join(", ")}${used.length > 4 ? ", ..." : ""}) and is read as numbers: of those that stand for a missing value, ${remedies.missing}.`,
  ];
}

/** Codes for missing values, and values far from all others. */
function oddValues({ name, numbers }: RawColumn, summary: ColumnSummary, remedies: Remedies): string[] {
  const { distinct, counts, present, whole, least, most } = summary;
  const code = sentinel(summary);
  if (code !== undefined) {
    const count = counts[distinct.indexOf(code)];
    return [
      `${name} holds ${code} in ${count} of ${present} rows (first in row ${numbers.indexOf(code) + 1}), as if it stood for a missing value: if it does, ${remedies.missingNumber(code)}.`,
    ];
  }
  if (whole && Math.max(-least, most) > Number.MAX_SAFE_INTEGER) {
    const long = numbers.findIndex((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER);
    return [
      `${name} holds whole numbers of more than 15 digits (first in row ${long + 1}), of which the last ones are lost: if they name something rather than measure it, leave the column out.`,
    ];
  }
  if (areDates(distinct)) {
    return [
      `${name} looks like dates that are written as numbers (${distinct[0]}): days since a first one are even steps, these are not.`,
    ];
  }
  const far = farthest(summary);
  if (far !== undefined && distinct.length > 10 && !isLongTailed(summary)) {
    return [
      `${name} holds ${far.value} in row ${numbers.indexOf(far.value) + 1}, ${Math.round(far.ranges)} interquartile ranges from the bulk: correct it or leave it empty if it is a mistake.`,
    ];
  }
  if (whole && present > 10 && distinct.length === present && most - least + 1 === present) {
    return [`${name} numbers the rows rather than measuring something.`];
  }
  return [];
}

/** Whether all numbers are days of the calendar in eight digits. */
function areDates(distinct: readonly number[] | Float64Array): boolean {
  return (
    distinct.length > 2 &&
    distinct.every((value) => {
      const [month, day] = [Math.floor(value / 100) % 100, value % 100];
      return value >= 1800_01_01 && value < 2100_00_00 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    })
  );
}

/** Whether it is the many that lie far out, as in a skewed column, and not a few. */
function isLongTailed({ sample }: ColumnSummary): boolean {
  const at = (share: number) => sample[Math.floor(share * (sample.length - 1))];
  const range = at(0.75) - at(0.25);
  return at(0.98) - at(0.75) > 4 * range || at(0.25) - at(0.02) > 4 * range;
}

/** What the numbers of a column would be if they were of another kind. */
const IF_OTHERWISE: Readonly<Record<string, string>> = { count: "counts", ordinal: "ordered answers" };

/** Said of the kind that a column has in the end, which the other columns have a say in. */
function doubt({ name, type, alternative }: FoundKind, remedies: Remedies): string[] {
  if (alternative === undefined) return [];
  const otherwise = IF_OTHERWISE[alternative] ?? "measurements, of which new rows bring others";
  return [
    `${name} is taken as ${type.kind}, but its ${isContinuous(alternative) ? "few" : "whole"} numbers could also be ${otherwise} (${remedies.kind(name, alternative)}).`,
  ];
}

function dominance({ name, counts, type, problem }: FoundKind): string[] {
  if (problem !== undefined || counts === undefined || type.levels === undefined) return [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counts);
  if (most < MOSTLY * total) return [];
  return [
    `${name} is "${type.levels[counts.indexOf(most)]}" in ${Math.floor((1000 * most) / total) / 10} % of its rows: of the other ${type.levels.length === 2 ? "level" : "levels"} little can be learnt.`,
  ];
}
