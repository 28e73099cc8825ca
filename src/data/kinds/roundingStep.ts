import { type ColumnSummary, quantileOf } from "./columnSummary.ts";

/** A value that comes so often comes by rounding. */
const OFTEN = 5;
/** Below these shares of the spread, a step changes no density that data could tell apart. */
const LEAST_SHARE = 0.4;
const LEAST_WHOLE_SHARE = 0.15;
/**
 * A value that makes up more than this share of a column has a reason of its own: no rain, nothing spent, the end of a scale. Alone
 * it needs half of the column to draw all density to it; where levels are read, they may tell in which rows it comes.
 */
const FAVOURITE = 0.5;
const FAVOURITE_BESIDE_LEVELS = 0.1;

/** How finely a continuous column tells values apart, raw units, and in a few words how that was seen. */
export interface RoundingStep {
  readonly step: number;
  readonly why: string;
}

/**
 * The step of a continuous column whose values repeat so much that a density could rise at them: that to which it was rounded, or
 * its fineness where one value comes more often than all others together. Undefined otherwise.
 */
export function roundingStep(summary: ColumnSummary): RoundingStep | undefined {
  return coarseStep(summary) ?? favouriteStep(summary, FAVOURITE);
}

/** The same in a table with levels or counts, of which models make more. */
export function stepBesideLevels(summary: ColumnSummary): RoundingStep | undefined {
  return coarseStep(summary) ?? favouriteStep(summary, FAVOURITE_BESIDE_LEVELS);
}

/**
 * The step to which a column was rounded: more than half of the values come at least five times, and the distance to the nearest
 * other value is not small against the spread.
 */
export function coarseStep({
  distinct,
  counts,
  present,
  moments,
  whole,
}: ColumnSummary): RoundingStep | undefined {
  const often = counts.reduce((sum, count) => sum + (count >= OFTEN ? count : 0), 0);
  if (!(2 * often > present) || distinct.length < 2) return undefined;
  const step = whole ? leastGap(distinct) : usualGap(distinct, counts, present);
  if (!(step >= (whole ? LEAST_WHOLE_SHARE : LEAST_SHARE) * moments.deviation)) return undefined;
  return { step, why: `rounded to steps of ${step}` };
}

/**
 * Where one value makes up more than a share of the column: half of the distinct values are no farther from the next. However
 * small that is against the spread, a density must not rise beyond it at the one value.
 */
function favouriteStep(
  { distinct, counts, present }: ColumnSummary,
  share: number,
): RoundingStep | undefined {
  const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
  if (distinct.length < 2 || most < OFTEN || !(most > share * present)) return undefined;
  const gaps = distinct.slice(1).map((value, i) => value - distinct[i]);
  const percent = Math.floor((100 * most) / present);
  return {
    step: quantileOf(gaps.sort(), 0.5),
    why: `${distinct[counts.indexOf(most)]} in ${percent} % of the rows`,
  };
}

function leastGap(distinct: Float64Array): number {
  return distinct.reduce(
    (least, value, i) => (i === 0 ? least : Math.min(least, value - distinct[i - 1])),
    Infinity,
  );
}

/** The distance to the nearest other value that half of the values exceed. */
function usualGap(distinct: Float64Array, counts: Float64Array, present: number): number {
  const gaps = Array.from(distinct, (value, i) => ({
    gap: Math.min(i > 0 ? value - distinct[i - 1] : Infinity, (distinct[i + 1] ?? Infinity) - value),
    count: counts[i],
  })).sort((a, b) => a.gap - b.gap);
  let passed = 0;
  return gaps.find(({ count }) => {
    passed += count;
    return 2 * passed >= present;
  })!.gap;
}
