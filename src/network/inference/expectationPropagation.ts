/**
 * A normal approximation of a posterior whose prior is normal and whose likelihood is a product of functions of one linear
 * predictor each.
 */
import { tiltedMoments } from "./tiltedMoments.ts";

/** A factor of the likelihood: a function of weights . z. */
export interface LinearFactor {
  /** One for each component of z. */
  readonly weights: Float64Array;
  /** Nats, up to a constant. */
  logLikelihood(predictor: number): number;
}

export interface NormalApproximation {
  readonly mean: Float64Array;
  /** Row-major. */
  readonly covariance: Float64Array;
}

const SWEEPS = 12;
/** Sweeps end once no predictor's mean moves by more than this many of its standard deviations. */
const ENOUGH = 1e-3;

/**
 * Expectation propagation: every factor is replaced by a normal one that gives its predictor the same mean and variance as
 * the factor itself would beside all the others. Factors never get a negative precision, so the result is always a normal
 * distribution, if not always the best one.
 *
 * Source: T. P. Minka, Expectation propagation for approximate Bayesian inference, UAI 2001.
 *
 * @param mean of the prior
 * @param covariance of the prior, row-major
 */
export function expectationPropagation(
  mean: Float64Array,
  covariance: Float64Array,
  factors: readonly LinearFactor[],
): NormalApproximation {
  const size = mean.length;
  const centre = mean.slice();
  const spread = covariance.slice();
  const precisions = new Float64Array(factors.length);
  const shifts = new Float64Array(factors.length);
  const direction = new Float64Array(size);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    factors.forEach(({ weights, logLikelihood }, f) => {
      let own = 0;
      let variance = 0;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let j = 0; j < size; j++) sum += spread[i * size + j] * weights[j];
        direction[i] = sum;
        variance += sum * weights[i];
        own += weights[i] * centre[i];
      }
      const left = 1 / variance - precisions[f];
      if (!(left > 0)) return;
      const without = { mean: (own / variance - shifts[f]) / left, variance: 1 / left };
      const tilted = tiltedMoments(without, logLikelihood);
      if (tilted === undefined) return;
      const precision = Math.max(1 / tilted.variance - left, 0);
      const shift = tilted.mean * (left + precision) - without.mean * left;
      const damping = sweep === 0 ? 1 : 0.7;
      const morePrecision = damping * (precision - precisions[f]);
      const moreShift = damping * (shift - shifts[f]);
      precisions[f] += morePrecision;
      shifts[f] += moreShift;
      const shrink = 1 + morePrecision * variance;
      const step = (moreShift - morePrecision * own) / shrink;
      for (let i = 0; i < size; i++) {
        centre[i] += step * direction[i];
        const scaled = (morePrecision / shrink) * direction[i];
        for (let j = 0; j < size; j++) spread[i * size + j] -= scaled * direction[j];
      }
      moved = Math.max(moved, Math.abs(step) * Math.sqrt(variance));
    });
    if (moved < ENOUGH) break;
  }
  return { mean: centre, covariance: spread };
}
