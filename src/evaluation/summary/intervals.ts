import { InputError } from "../../numeric/errors.ts";
import { normalCdf, normalQuantile } from "../../numeric/special.ts";

/** A number with what resampled rows say of it. */
export interface Estimate {
  /** NaN where there is none. */
  readonly value: number;
  /** Standard deviation over the resamplings. NaN without them, as the bounds. */
  readonly standardError: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

export const intervalKinds = ["percentile", "bias-corrected"] as const;
export type IntervalKind = (typeof intervalKinds)[number];

/** Fewer resamplings say nothing of the ends of an interval. */
export const FEWEST_RESAMPLINGS = 40;
const TAIL = 0.025;

/**
 * A bootstrap interval (Efron 1987). `percentile`: between the quantiles of the resampled values. `bias-corrected`: between
 * quantiles moved by as much as the value itself is from their median.
 */
export function bootstrapEstimate(value: number, resampled: Float64Array, kind: IntervalKind): Estimate {
  const found = resampled.filter(Number.isFinite).sort();
  if (!Number.isFinite(value) || found.length < FEWEST_RESAMPLINGS) {
    return { value, standardError: Number.NaN, low: Number.NaN, high: Number.NaN };
  }
  let mean = 0;
  for (const one of found) mean += one / found.length;
  let squares = 0;
  for (const one of found) squares += (one - mean) ** 2;
  const [low, high] = tails(value, found, kind).map((level) => quantile(found, level));
  return { value, standardError: Math.sqrt(squares / (found.length - 1)), low, high };
}

function tails(value: number, sorted: Float64Array, kind: IntervalKind): number[] {
  if (kind === "percentile") return [TAIL, 1 - TAIL];
  const n = sorted.length;
  let below = 0;
  for (const one of sorted) below += one < value ? 1 : one === value ? 0.5 : 0;
  // A value outside all resampled ones would ask for quantiles that they do not have.
  const bias = normalQuantile(Math.min(Math.max(below / n, 1 / (n + 1)), n / (n + 1)));
  const z = normalQuantile(1 - TAIL);
  return [normalCdf(2 * bias - z), normalCdf(2 * bias + z)];
}

/** Between order statistics, at (n + 1) times the level. */
function quantile(sorted: Float64Array, level: number): number {
  const at = Math.min(Math.max(level * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const lower = Math.floor(at);
  const upper = Math.min(lower + 1, sorted.length - 1);
  return sorted[lower] + (at - lower) * (sorted[upper] - sorted[lower]);
}

/** @throws InputError for a number of resamplings that is none, or too few for an interval */
export function checkResamplings(count: number): void {
  if (Number.isInteger(count) && (count === 0 || count >= FEWEST_RESAMPLINGS)) return;
  throw new InputError(
    `Expected 0 resamplings, for no intervals, or at least ${FEWEST_RESAMPLINGS}, got ${count}.`,
  );
}
