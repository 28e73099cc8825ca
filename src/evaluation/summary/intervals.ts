import { InputError } from "../../numeric/errors.ts";
import { normalCdf, normalQuantile } from "../../numeric/special.ts";
import { checkConfidence, DEFAULT_CONFIDENCE } from "../../query/index.ts";

/** A number with what resampled rows say of it. */
export interface Estimate {
  /** NaN where there is none. */
  readonly value: number;
  /** Standard deviation over the resamplings. NaN without them, as the bounds. */
  readonly standardError: number;
  /** Of the interval, as often right as the confidence says. */
  readonly low: number;
  readonly high: number;
}

export const intervalKinds = ["percentile", "bias-corrected"] as const;
export type IntervalKind = (typeof intervalKinds)[number];

/** Fewer resamplings say nothing of the ends of an interval. */
export const FEWEST_RESAMPLINGS = 40;

/**
 * A bootstrap interval (Efron 1987). `percentile`: between the quantiles of the resampled values. `bias-corrected`: between
 * quantiles moved by as much as the value itself is from their median.
 */
export function bootstrapEstimate(
  value: number,
  resampled: Float64Array,
  kind: IntervalKind,
  confidence = DEFAULT_CONFIDENCE,
): Estimate {
  const found = resampled.filter(Number.isFinite).sort();
  if (!Number.isFinite(value) || found.length < FEWEST_RESAMPLINGS) {
    return { value, standardError: Number.NaN, low: Number.NaN, high: Number.NaN };
  }
  let mean = 0;
  for (const one of found) mean += one / found.length;
  let squares = 0;
  for (const one of found) squares += (one - mean) ** 2;
  const [low, high] = tails(value, found, kind, (1 - confidence) / 2).map((level) => quantile(found, level));
  return { value, standardError: Math.sqrt(squares / (found.length - 1)), low, high };
}

function tails(value: number, sorted: Float64Array, kind: IntervalKind, tail: number): number[] {
  if (kind === "percentile") return [tail, 1 - tail];
  const n = sorted.length;
  let below = 0;
  for (const one of sorted) below += one < value ? 1 : one === value ? 0.5 : 0;
  // A value outside all resampled ones would ask for quantiles that they do not have.
  const bias = normalQuantile(Math.min(Math.max(below / n, 1 / (n + 1)), n / (n + 1)));
  const z = normalQuantile(1 - tail);
  return [normalCdf(2 * bias - z), normalCdf(2 * bias + z)];
}

/** Between order statistics, at (n + 1) times the level. */
function quantile(sorted: Float64Array, level: number): number {
  const at = Math.min(Math.max(level * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const lower = Math.floor(at);
  const upper = Math.min(lower + 1, sorted.length - 1);
  return sorted[lower] + (at - lower) * (sorted[upper] - sorted[lower]);
}

/** @throws InputError for a number of resamplings that is none, or too few for an interval of that confidence */
export function checkResamplings(count: number, confidence = DEFAULT_CONFIDENCE): void {
  // The outermost value bounds one tail of count + 1 equal parts.
  const inTails = Math.ceil(2 / (1 - checkConfidence(confidence)) - 1e-6) - 1;
  const fewest = Math.max(FEWEST_RESAMPLINGS, inTails);
  if (Number.isInteger(count) && (count === 0 || count >= fewest)) return;
  const what = inTails > FEWEST_RESAMPLINGS ? ` for a confidence of ${confidence}` : "";
  throw new InputError(
    `Expected 0 resamplings, for no intervals, or at least ${fewest}${what}, got ${count}.`,
  );
}
