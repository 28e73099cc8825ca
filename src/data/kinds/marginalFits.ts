import { exp, log, log1p } from "../../numeric/elementary.ts";
import { logGamma } from "../../numeric/special.ts";

/** How well one distribution fits one column: maximum-likelihood fits, mean log-density or log-mass a value in nats. */

const HALF_LOG_TWO_PI = 0.5 * log(2 * Math.PI);
/** Spread that rounding to whole numbers adds. */
const ROUNDING = 1 / 12;

export interface Moments {
  readonly mean: number;
  readonly deviation: number;
  /** Of the standardized values; 0 for symmetric ones. */
  readonly skewness: number;
}

export function moments(values: Float64Array): Moments {
  const { length } = values;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i];
  const mean = sum / length;
  let squares = 0;
  for (let i = 0; i < length; i++) squares += (values[i] - mean) ** 2;
  const variance = squares / length;
  const deviation = Math.sqrt(variance);
  let cubes = 0;
  for (let i = 0; i < length; i++) {
    const distance = values[i] - mean;
    cubes += distance * distance * distance;
  }
  return { mean, deviation, skewness: deviation > 0 ? cubes / length / (variance * deviation) : 0 };
}

export function gaussianFit({ deviation }: Moments, rounded = false): number {
  const variance = deviation * deviation + (rounded ? ROUNDING : 0);
  return -0.5 * log(variance) - HALF_LOG_TWO_PI - 0.5;
}

/** @param values positive */
export function logNormalFit(values: Float64Array): number {
  const logs = values.map(log);
  const of = moments(logs);
  return gaussianFit(of) - of.mean;
}

/** The deviation of the errors that rounding makes. */
export function roundingError(step: number): number {
  return step / Math.sqrt(12);
}

const DEGREES = [30, 15, 10, 7, 5, 4, 3, 2.5, 2, 1.5, 1];
const STEPS = 30;
/** Relative to spread and variance: the fit is flat where it is best, so that its own error is the square of this. */
const STANDS_STILL = 1e-6;

/**
 * Student's t with location, scale and degrees of freedom (from 1 to 30) fitted by EM, for each number of degrees from where the
 * one above it ended.
 *
 * @param leastScale where values repeat: without it the density at one that makes up half of them has no bound
 */
export function studentFit(values: Float64Array, leastScale = 0): { fit: number; degrees: number } {
  const { length } = values;
  const { mean, deviation } = moments(values);
  const least = Math.max(1e-12 * deviation * deviation, leastScale * leastScale);
  let best = { fit: Number.NEGATIVE_INFINITY, degrees: 0 };
  let location = mean;
  let variance = deviation * deviation;
  for (const degrees of DEGREES) {
    for (let step = 0; step < STEPS; step++) {
      // A value's weight, but for what all have in common.
      const base = degrees * variance;
      let [weights, sum, squares] = [0, 0, 0];
      for (let i = 0; i < length; i++) {
        const distance = values[i] - location;
        const square = distance * distance;
        const weight = 1 / (base + square);
        weights += weight;
        sum += weight * distance;
        squares += weight * square;
      }
      const move = sum / weights;
      const next = Math.max(((degrees + 1) * variance * squares) / length, least);
      const still =
        Math.abs(move) <= STANDS_STILL * Math.sqrt(next) && Math.abs(next - variance) <= STANDS_STILL * next;
      location += move;
      variance = next;
      if (still) break;
    }
    const constant =
      logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * log(degrees * Math.PI * variance);
    let tails = 0;
    for (let i = 0; i < length; i++) tails += log1p((values[i] - location) ** 2 / (degrees * variance));
    tails /= length;
    const fit = constant - 0.5 * (degrees + 1) * tails;
    if (fit > best.fit) best = { fit, degrees };
  }
  return best;
}

/** Negative binomial with the mean of the values and the best of a ladder of dispersions, up to the Poisson distribution. */
export function countFit(distinct: Float64Array, counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = distinct.reduce((sum, value, i) => sum + counts[i] * value, 0) / total;
  if (!(mean > 0)) return Number.NEGATIVE_INFINITY;
  const average = (of: (value: number) => number) =>
    distinct.reduce((sum, value, i) => sum + counts[i] * of(value), 0) / total;
  const factorials = average((value) => logGamma(value + 1));
  let best = mean * (log(mean) - 1) - factorials;
  for (let size = 1 / 64; size <= 4096; size *= 2) {
    const constant = size * log(size / (size + mean)) - logGamma(size);
    const slope = log(mean / (size + mean));
    const fit = average((value) => logGamma(value + size)) - factorials + constant + mean * slope;
    if (fit > best) best = fit;
  }
  return best;
}

const MEAN_STEPS = 40;

/**
 * Negative binomial of the best of the same ladder beside zeros that are no counts. Where there are more zeros than counts have, the best
 * shares of both have the seen zeros expected, so that the others are counts cut off at 0; undefined where there are not.
 */
export function zeroInflatedFit(distinct: Float64Array, counts: Float64Array): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const zeros = distinct[0] === 0 ? counts[0] / total : 0;
  const mean = distinct.reduce((sum, value, i) => sum + counts[i] * value, 0) / total / (1 - zeros);
  if (!(zeros > 0) || !(mean > 1)) return undefined;
  const apart = zeros * log(zeros) + (1 - zeros) * log(1 - zeros);
  let best: number | undefined;
  for (let size = 1 / 64; size <= 4096; size *= 2) {
    const logAtZero = (counted: number) => size * log(size / (size + counted));
    let counted = mean;
    for (let step = 0; step < MEAN_STEPS; step++) counted = mean * (1 - exp(logAtZero(counted)));
    const atZero = exp(logAtZero(counted));
    if (atZero > zeros) continue;
    const constant = logAtZero(counted) - logGamma(size) - log1p(-atZero);
    const slope = log(counted / (size + counted));
    let fit = 0;
    for (let i = 1; i < distinct.length; i++) {
      const value = distinct[i];
      fit += counts[i] * (logGamma(value + size) - logGamma(value + 1) + constant + value * slope);
    }
    fit = apart + fit / total;
    if (best === undefined || fit > best) best = fit;
  }
  return best;
}

/** Every value with a probability of its own. */
export function levelsFit(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum + (count / total) * log(count / total), 0);
}
