import { log } from "../../numeric/elementary.ts";
import { normalCdf } from "../../numeric/special.ts";
import type { ColumnSummary } from "./columnSummary.ts";
import { levelsFit, type Moments } from "./marginalFits.ts";

/** Brackets, doses and codes have no more. */
const MOST_VALUES = 15;
/** Where a value comes more seldom, new rows bring values that nobody has seen. */
const OFTEN = 5;
/** Nats a value by which a probability for every value must say more. */
const CLEARLY = 0.03;
/** A normal distribution has two parameters already. */
const PARAMETERS = 2;

/** Whether a column takes few values, each of them again and again. */
export function recurs({ distinct, counts }: ColumnSummary): boolean {
  return distinct.length >= 3 && distinct.length <= MOST_VALUES && counts.every((count) => count >= OFTEN);
}

/** Whether the values of a column that recur have shares that no normal distribution, rounded to them, would give them. */
export function recursUnlikeNormal(summary: ColumnSummary): boolean {
  if (!recurs(summary)) return false;
  const { distinct, counts, moments } = summary;
  return levelsGain(summary, roundedNormalFit(distinct, counts, moments), PARAMETERS) > 0;
}

/**
 * Nats a value by which a probability for every value says more than a distribution that fits them so well, beyond what its freedom
 * gives it (BIC) and clearly so.
 */
export function levelsGain({ counts, present }: ColumnSummary, fit: number, parameters: number): number {
  const cost = ((counts.length - 1 - parameters) * log(present)) / (2 * present);
  return levelsFit(counts) - fit - Math.max(0, cost) - CLEARLY;
}

/** Each value stands for all that is nearer to it than to its neighbours. */
function roundedNormalFit(
  distinct: Float64Array,
  counts: Float64Array,
  { mean, deviation }: Moments,
): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let fit = 0;
  for (let i = 0; i < distinct.length; i++) {
    const end = i + 1 < distinct.length ? 0.5 * (distinct[i] + distinct[i + 1]) : Number.POSITIVE_INFINITY;
    const upTo = normalCdf((end - mean) / deviation);
    fit += (counts[i] / total) * log(Math.max(upTo - below, Number.MIN_VALUE));
    below = upTo;
  }
  return fit;
}
