import { exp } from "../numeric/elementary.ts";

/** Importance weights of the draws of one row. */
export interface RowWeights {
  /** Sum to 1. */
  readonly weights: Float64Array;
  /** (sum w)^2 / sum w^2: as many equally weighted draws would be as good. */
  readonly effectiveSampleSize: number;
}

/** Normalized weights from their logarithms, in log-space. */
export function normalizedWeights(logWeights: Float64Array): RowWeights {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of logWeights) largest = Math.max(largest, value);
  const weights = logWeights.map((value) => exp(value - largest));
  let sum = 0;
  for (const weight of weights) sum += weight;
  let squares = 0;
  for (let s = 0; s < weights.length; s++) {
    weights[s] /= sum;
    squares += weights[s] * weights[s];
  }
  return { weights, effectiveSampleSize: 1 / squares };
}

export function equalWeights(count: number): RowWeights {
  return { weights: new Float64Array(count).fill(1 / count), effectiveSampleSize: count };
}

/**
 * Systematic resampling: as many indices as there are weights, each about weight x count times.
 *
 * @param offset uniform in [0, 1).
 */
export function resampledIndices(weights: Float64Array, offset: number): Int32Array {
  const count = weights.length;
  const indices = new Int32Array(count);
  let at = 0;
  let reached = weights[0];
  for (let s = 0; s < count; s++) {
    const goal = (s + offset) / count;
    while (reached < goal && at < count - 1) reached += weights[++at];
    indices[s] = at;
  }
  return indices;
}

/** Mean and standard deviation of weighted values. */
export function weightedMoments(
  values: Float64Array,
  weights: Float64Array,
): { mean: number; standardDeviation: number } {
  let mean = 0;
  for (let s = 0; s < values.length; s++) mean += weights[s] * values[s];
  let variance = 0;
  for (let s = 0; s < values.length; s++) variance += weights[s] * (values[s] - mean) ** 2;
  return { mean, standardDeviation: Math.sqrt(variance) };
}

/** Quantiles of weighted values, linear between the middles of the sorted values' weights. */
export function weightedQuantiles(
  values: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
): Float64Array {
  // A value without weight is no place between others.
  const order = Array.from(values.keys())
    .filter((s) => weights[s] > 0)
    .sort((a, b) => values[a] - values[b]);
  const middles = new Float64Array(order.length);
  let before = 0;
  order.forEach((s, i) => {
    middles[i] = before + 0.5 * weights[s];
    before += weights[s];
  });
  return Float64Array.from(levels, (level) => {
    const next = middles.findIndex((middle) => middle >= level);
    if (next === 0) return values[order[0]];
    if (next < 0) return values[order[order.length - 1]];
    const [low, high] = [values[order[next - 1]], values[order[next]]];
    const width = middles[next] - middles[next - 1];
    return width > 0 ? low + ((level - middles[next - 1]) / width) * (high - low) : high;
  });
}

/** Quantiles of weighted whole numbers: the smallest value below or at which there is enough weight. */
export function stepQuantiles(
  values: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  return Float64Array.from(levels, (level) => {
    let sum = 0;
    for (const s of order) {
      sum += weights[s];
      if (sum >= level) return values[s];
    }
    return values[order[order.length - 1]];
  });
}
