import { GAUSSIAN } from "../columnType.ts";
import { type ColumnSummary, summaryOf } from "./columnSummary.ts";
import { hasExcessZeros } from "./excessZeros.ts";
import { hasFewSteps } from "./fewSteps.ts";
import type { FoundKind } from "./foundKind.ts";
import { isContinuous } from "./kindNames.ts";
import { leans } from "./leaning.ts";
import type { OtherColumns } from "./otherColumns.ts";
import { OFTEN_EACH, recursUnlike } from "./recurring.ts";
import { coarseStep, stepBesideLevels } from "./roundingStep.ts";
import { isUnlikeCounts } from "./unlikeCounts.ts";
import { wholeEnds } from "./wholeEnds.ts";

/** Kinds of which a row's distribution is normal after a curve. */
const CURVED: ReadonlySet<string> = new Set(["log-normal", "skewed"]);

/**
 * What is found of a column of continuous numbers or counts in a table with levels or counts, where nothing is exact for normal distributions: whether it has
 * levels itself, goes in whole steps, or leans more than its kind can say; room for outliers, and a finer step.
 */
export function besideLevels(found: FoundKind, summary: ColumnSummary, others: OtherColumns): FoundKind {
  const { kind } = found.type;
  if (kind === "count") {
    if (hasExcessZeros(summary)) return asZeroInflated(found);
    return isUnlikeCounts(found.name, summary, others)
      ? inWholeSteps(found, summary, "whole numbers that vary unlike counts")
      : found;
  }
  if (recursUnlike(kind, summary)) return asLevels(withOutliers(found), summary);
  if (kind === GAUSSIAN.kind && hasFewSteps(summary)) {
    if (hasExcessZeros(summary)) return asZeroInflated(found);
    return inWholeSteps(found, summary, "whole numbers with few steps in a deviation");
  }
  if (coarseStep(summary) !== undefined) return withOutliers(found);
  const finer = stepBesideLevels(summary);
  if (!leans(summary, finer?.step)) return withFinerStep(withOutliers(found), summary);
  const rounded = finer && { step: finer.step };
  const why = `numbers with one long tail${finer === undefined ? "" : `, ${finer.why}`}`;
  return withOutliers({ ...found, type: { kind: "skewed", ...rounded }, why });
}

/** The same of a column whose kind is given: only how finely it tells values apart. */
export function givenBesideLevels(found: FoundKind, numbers: Float64Array): FoundKind {
  if (!isContinuous(found.type.kind) || found.problem !== undefined || found.type.atom !== undefined)
    return found;
  const summary = summaryOf(numbers);
  return coarseStep(summary) === undefined ? withFinerStep(found, summary) : found;
}

function withFinerStep(found: FoundKind, summary: ColumnSummary): FoundKind {
  const finer = stepBesideLevels(summary);
  if (finer === undefined || found.type.step !== undefined) return found;
  return { ...found, type: { ...found.type, step: finer.step }, why: `${found.why}, ${finer.why}` };
}

/** Brackets, doses, codes: where each of few values comes again and again, any share may be theirs. */
function asLevels(found: FoundKind, { distinct, counts }: ColumnSummary): FoundKind {
  return {
    ...found,
    type: { kind: "ordinal", levels: Array.from(distinct, String) },
    why: OFTEN_EACH,
    counts: [...counts],
    alternative: found.type.kind,
  };
}

function asZeroInflated(found: FoundKind): FoundKind {
  const { alternative: _, ...rest } = found;
  const why = "whole numbers from 0 on, with more zeros than counts have";
  return { ...rest, type: { kind: "zero-inflated" }, why };
}

/** Marks, ages of pupils, right answers: draws are whole, and nothing is doubted that other whole numbers could be. */
function inWholeSteps(found: FoundKind, summary: ColumnSummary, why: string): FoundKind {
  const { alternative: _, ...rest } = found;
  return { ...rest, type: { kind: "discretized-logistic", ...wholeEnds(summary) }, why };
}

/**
 * A row far from what its other columns say costs thousands of nats under a normal distribution, and next to nothing shows
 * beforehand which column will have one.
 */
function withOutliers(found: FoundKind): FoundKind {
  const { type } = found;
  const why = `${found.why}, room for outliers`;
  if (type.kind === GAUSSIAN.kind) return { ...found, type: { ...type, kind: "contaminated-normal" }, why };
  return CURVED.has(type.kind) ? { ...found, type: { ...type, outliers: true }, why } : found;
}
