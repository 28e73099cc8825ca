import type { ColumnSummary } from "./columnSummary.ts";

/** A value that comes so often comes by rounding. */
const OFTEN = 5;
/** Below these shares of the spread, a step changes no density that data could tell apart. */
const LEAST_SHARE = 0.4;
const LEAST_WHOLE_SHARE = 0.15;

/**
 * The step to which a continuous column was rounded, raw units, where its values repeat so much that a density could rise at
 * them: more than half of the values come at least five times, and the distance to the nearest other value is not small
 * against the spread. Undefined otherwise.
 */
export function roundingStep({
  distinct,
  counts,
  present,
  moments,
  whole,
}: ColumnSummary): number | undefined {
  const often = counts.reduce((sum, count) => sum + (count >= OFTEN ? count : 0), 0);
  if (!(2 * often > present) || distinct.length < 2) return undefined;
  const step = whole ? leastGap(distinct) : usualGap(distinct, counts, present);
  return step >= (whole ? LEAST_WHOLE_SHARE : LEAST_SHARE) * moments.deviation ? step : undefined;
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
