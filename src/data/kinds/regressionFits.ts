import { log, log1p, sigmoid } from "../../numeric/elementary.ts";
import { logGamma } from "../../numeric/special.ts";
import type { ColumnType } from "../columnType.ts";

/** How well whole numbers fit distributions about means of their own: maximum log-likelihoods of all together, in nats. */

/** Of a negative binomial distribution, beside Poisson's. */
const DISPERSIONS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.5, 2, 3];

/**
 * The best of a ladder of dispersions.
 *
 * @param means positive
 */
export function negativeBinomialFit(counts: Float64Array, means: Float64Array): number {
  const frequencies = new Map<number, number>();
  for (const count of counts) frequencies.set(count, (frequencies.get(count) ?? 0) + 1);
  const sum = (of: (count: number) => number) => {
    let total = 0;
    for (const [count, times] of frequencies) total += times * of(count);
    return total;
  };
  const logs = means.map(log);
  let common = -sum((count) => logGamma(count + 1));
  for (let i = 0; i < counts.length; i++) common += counts[i] * logs[i];
  let best = Number.NEGATIVE_INFINITY;
  const offer = (fit: number) => {
    if (fit > best) best = fit;
    return fit === best;
  };
  offer(-means.reduce((total, value) => total + value, 0));
  for (const dispersion of DISPERSIONS) {
    const size = 1 / dispersion;
    let fit = sum((count) => logGamma(count + size) - logGamma(size) + count * log(dispersion));
    for (let i = 0; i < counts.length; i++) fit -= (counts[i] + size) * log1p(dispersion * means[i]);
    if (!offer(fit)) break;
  }
  return common + best;
}

const SCALE_STEP = 1.1;
/** A cell has so much at least: what is far off counts as such, and not without end. */
const LEAST_CELL = 1e-12;

/**
 * A logistic variable rounded to whole numbers, of the scale that fits best.
 *
 * @param ends where the numbers begin and end: these have all that lies beyond
 */
export function roundedLogisticFit(
  values: Float64Array,
  means: Float64Array,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Pick<ColumnType, "least" | "most">,
): number {
  const fitOf = (scale: number) => {
    let fit = 0;
    for (let i = 0; i < values.length; i++) {
      const distance = values[i] - means[i];
      const upTo = values[i] >= most ? 1 : sigmoid((distance + 0.5) / scale);
      const below = values[i] <= least ? 0 : sigmoid((distance - 0.5) / scale);
      fit += log(Math.max(upTo - below, LEAST_CELL));
    }
    return fit;
  };
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - means[i]) ** 2 / values.length;
  let scale = (Math.sqrt(3) / Math.PI) * Math.sqrt(squares + 1 / 12);
  let best = fitOf(scale);
  for (const factor of [1 / SCALE_STEP, SCALE_STEP]) {
    for (let next = fitOf(scale * factor); next > best; next = fitOf(scale * factor)) {
      best = next;
      scale *= factor;
    }
  }
  return best;
}
