import type { ColumnType } from "../columnType.ts";
import type { ColumnSummary } from "./columnSummary.ts";
import { heavyTails } from "./heavyTails.ts";
import { gaussianFit, logNormalFit } from "./marginalFits.ts";
import type { OtherColumns } from "./otherColumns.ts";
import type { Remedies } from "./remedies.ts";
import { roundingStep } from "./roundingStep.ts";
import { answersInSteps, wholeNumbers } from "./wholeNumbers.ts";

/** The kind of a column of numbers, and in a few words what it was told by. */
export interface NumberKind {
  readonly type: ColumnType;
  readonly why: string;
  readonly warnings: readonly string[];
}

const FEWEST_SKEWED = 30;
const LEAST_SKEWNESS = 1.2;
/** Nats a value by which logarithms must be fitted better. */
const LOG_GAIN = 0.15;

/** Conservative: a column stays Gaussian unless its values speak clearly for something else. */
export function numberKind(
  name: string,
  summary: ColumnSummary,
  others: OtherColumns,
  remedies: Remedies,
): NumberKind {
  const { distinct, present, whole } = summary;
  if (distinct.length === 2 && (present > 2 || isIndicator(distinct))) {
    return { type: { kind: "binary", levels: labels(distinct) }, why: "two values", warnings: [] };
  }
  if (whole && distinct.length > 2) {
    const { kind, alternative } = wholeNumbers(summary);
    const warnings =
      alternative === undefined || kind === "other" ? [] : [doubt(name, kind, alternative, remedies)];
    if (kind === "ordinal") {
      return { type: { kind, levels: labels(distinct) }, why: "few whole numbers in a row", warnings };
    }
    if (kind === "count") return { type: { kind }, why: "whole numbers from 0 on", warnings };
    const found = continuous(name, summary, others);
    const why = `${found.why}, in whole numbers`;
    // Where each number comes only once or twice, nobody would take it for a count.
    const many = alternative === "count" && 3 * distinct.length < present;
    return { ...found, why, warnings: many ? [doubt(name, found.type.kind, "count", remedies)] : [] };
  }
  if (!whole && answersInSteps(summary)) {
    return {
      type: { kind: "ordinal", levels: labels(distinct) },
      why: "few numbers in equal steps",
      warnings: [],
    };
  }
  return { ...continuous(name, summary, others), warnings: [] };
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

function isSkewed({ sample, least, present, moments }: ColumnSummary): boolean {
  if (!(least > 0) || present < FEWEST_SKEWED || moments.skewness < LEAST_SKEWNESS) return false;
  return logNormalFit(sample) - gaussianFit(moments) > LOG_GAIN;
}

function doubt(name: string, kind: string, other: string, remedies: Remedies): string {
  return `${name} is taken as ${kind}, but its whole numbers could also be ${other === "count" ? "counts" : "ordered answers"} (${remedies.kind(name, other)}).`;
}

function labels(distinct: Float64Array): string[] {
  return Array.from(distinct, String);
}
