import { exp } from "../../numeric/elementary.ts";

/** Points of a grid. */
const POINTS = 33;
/** Standard deviations on either side of its centre. */
const REACH = 5;

/** Mean and variance of a distribution of one number. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Moments of a density proportional to N(mean, variance) x exp(logLikelihood), by sums over a grid that is laid a second
 * time around where the first found the mass.
 */
export function tiltedMoments(
  { mean, variance }: Moments,
  logLikelihood: (value: number) => number,
): Moments | undefined {
  let centre = mean;
  let deviation = Math.sqrt(variance);
  const heights = new Float64Array(POINTS);
  let found: Moments | undefined;
  for (let pass = 0; pass < 3; pass++) {
    const step = (2 * REACH * deviation) / (POINTS - 1);
    const first = centre - REACH * deviation;
    let highest = -Infinity;
    for (let i = 0; i < POINTS; i++) {
      const value = first + i * step;
      heights[i] = logLikelihood(value) - (0.5 * (value - mean) ** 2) / variance;
      if (heights[i] > highest) highest = heights[i];
    }
    if (!(highest > -Infinity)) return found;
    let [total, sum, squares] = [0, 0, 0];
    for (let i = 0; i < POINTS; i++) {
      const weight = exp(heights[i] - highest);
      const offset = i * step;
      total += weight;
      sum += weight * offset;
      squares += weight * offset * offset;
    }
    const offset = sum / total;
    const own = Math.max(squares / total - offset * offset, 0);
    found = { mean: first + offset, variance: Math.max(own, (0.3 * step) ** 2) };
    // Once the grid resolves the density its sums are as good as exact.
    if (found.variance > (1.2 * step) ** 2 && pass > 0) break;
    centre = found.mean;
    deviation = Math.sqrt(Math.max(found.variance, (0.5 * step) ** 2));
  }
  return found;
}
