import type { ColumnType } from "../columnType.ts";
import type { ColumnSummary } from "./columnSummary.ts";
import { heavyTails } from "./heavyTails.ts";
import type { OtherColumns } from "./otherColumns.ts";
import { OFTEN_EACH } from "./recurring.ts";
import { roundingStep } from "./roundingStep.ts";
import { isSkewed } from "./skewness.ts";
import { answersInSteps, type WholeNumbers, wholeNumbers } from "./wholeNumbers.ts";

/** The kind of a column of numbers, and in a few words what it was told by. */
export interface NumberKind {
  readonly type: ColumnType;
  readonly why: string;
  /** What its whole numbers could as well be. */
  readonly alternative?: WholeNumbers["alternative"];
}

/** Conservative: a column stays Gaussian unless its values speak clearly for something else. */
export function numberKind(name: string, summary: ColumnSummary, others: OtherColumns): NumberKind {
  const { distinct, present, whole } = summary;
  if (distinct.length === 2 && (present > 2 || isIndicator(distinct))) {
    return { type: { kind: "binary", levels: labels(distinct) }, why: "two values" };
  }
  if (whole && distinct.length > 2) {
    const { kind, alternative, recurs } = wholeNumbers(summary);
    if (kind === "ordinal") {
      const why = recurs ? OFTEN_EACH : "few whole numbers in a row";
      return { type: { kind, levels: labels(distinct) }, why, alternative };
    }
    if (kind === "count") return { type: { kind }, why: "whole numbers from 0 on", alternative };
    const found = continuous(name, summary, others);
    // Where each number comes only once or twice, nobody would take it for a count.
    const many = 3 * distinct.length < present;
    return { ...found, why: `${found.why}, in whole numbers`, ...(many && { alternative }) };
  }
  if (!whole && answersInSteps(summary)) {
    return { type: { kind: "ordinal", levels: labels(distinct) }, why: "few numbers in equal steps" };
  }
  return continuous(name, summary, others);
}

function isIndicator(distinct: Float64Array): boolean {
  return (distinct[0] === 0 && distinct[1] === 1) || (distinct[0] === 1 && distinct[1] === 2);
}

function continuous(
  name: string,
  summary: ColumnSummary,
  others: OtherColumns,
): Pick<NumberKind, "type" | "why"> {
  const found = roundingStep(summary);
  const rounded = found && { step: found.step };
  const ending = found === undefined ? "" : `, ${found.why}`;
  if (isSkewed(summary)) {
    return {
      type: { kind: "log-normal", ...rounded },
      why: `positive with a long upper tail${ending}`,
    };
  }
  const degrees = heavyTails(name, summary, others, found?.step);
  if (degrees !== undefined) return { type: { kind: "student-t", ...rounded }, why: `heavy tails${ending}` };
  return { type: { kind: "gaussian", ...rounded }, why: `numbers${ending}` };
}

function labels(distinct: Float64Array): string[] {
  return Array.from(distinct, String);
}
