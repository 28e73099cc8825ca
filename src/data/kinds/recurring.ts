import { log } from "../../numeric/elementary.ts";
import { normalCdf } from "../../numeric/special.ts";
import type { ColumnSummary } from "./columnSummary.ts";
import { levelsFit } from "./marginalFits.ts";
import { sentinel } from "./sentinels.ts";

/** Brackets, doses and codes have no more. */
const MOST_VALUES = 15;
/** Where a value comes more seldom, new rows bring values that nobody has seen. */
const OFTEN = 5;
/** Nats a value by which a probability for every value must say more. */
const CLEARLY = 0.03;
/** A normal distribution has two parameters already. */
const PARAMETERS = 2;

/** In a few words: what such a column is told by. */
export const OFTEN_EACH = "few numbers, each of which comes often";

/** Whether a column takes few values, each of them again and again, of which none stands for a missing one. */
export function recurs(summary: ColumnSummary): boolean {
  const { distinct, counts } = summary;
  return (
    distinct.length >= 3 &&
    distinct.length <= MOST_VALUES &&
    counts.every((count) => count >= OFTEN) &&
    sentinel(summary) === undefined
  );
}

/**
 * Whether the values of a column that recur have shares that its kind, rounded to them, would not give them: a normal distribution,
 * or a log-normal one.
 */
export function recursUnlike(kind: string, summary: ColumnSummary): boolean {
  if (!recurs(summary)) return false;
  const { distinct, counts } = summary;
  const bounds = distinct.slice(1).map((value, i) => 0.5 * (distinct[i] + value));
  const fit =
    kind === "log-normal"
      ? roundedNormalFit(distinct.map(log), bounds.map(log), counts)
      : roundedNormalFit(distinct, bounds, counts);
  return levelsGain(summary, fit, PARAMETERS) > 0;
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
function roundedNormalFit(values: Float64Array, bounds: Float64Array, counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = values.reduce((sum, value, i) => sum + (counts[i] / total) * value, 0);
  const variance = values.reduce((sum, value, i) => sum + (counts[i] / total) * (value - mean) ** 2, 0);
  const deviation = Math.sqrt(variance);
  let below = 0;
  let fit = 0;
  for (let i = 0; i < values.length; i++) {
    const upTo = normalCdf(((bounds[i] ?? Number.POSITIVE_INFINITY) - mean) / deviation);
    fit += (counts[i] / total) * log(Math.max(upTo - below, Number.MIN_VALUE));
    below = upTo;
  }
  return fit;
}
