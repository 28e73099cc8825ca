/**
 * The integral of a normal density times a likelihood of linear predictors, by importance sampling.
 */
import { factorize, logDeterminant, solveLower } from "../../numeric/cholesky.ts";
import { exp, log } from "../../numeric/elementary.ts";
import { ComputationError } from "../../numeric/errors.ts";
import type { Random } from "../../numeric/random.ts";
import { expectationPropagation, type LinearFactor } from "./expectationPropagation.ts";

export interface Estimate {
  /** The logarithm of the integral, nats. */
  readonly logValue: number;
  /** Of `logValue`, nats. */
  readonly standardError: number;
}

/** Draws come in pairs around the proposal's mean, this many pairs at a time. */
const PAIRS = 64;
/** Pairs at most; fewer where the standard error is small enough before. */
const MOST_PAIRS = 4096;
/** Nats of one row; a mean over rows is better by the root of their number. */
const WANTED_ERROR = 0.05;
/** A tenth of the draws is from a wider proposal: it bounds the weights where the likelihood has heavier tails. */
const WIDE_SHARE = 0.1;
const WIDE_SCALE = 1.5;

/**
 * log of the integral of N(z; mean, covariance) x product of the factors. The proposal is the normal approximation by
 * expectation propagation mixed with a wider copy of itself.
 *
 * @throws ComputationError if the covariance is not positive definite
 */
export function importanceEstimate(
  mean: Float64Array,
  covariance: Float64Array,
  factors: readonly LinearFactor[],
  random: Random,
): Estimate {
  const size = mean.length;
  const prior = factored(covariance, size);
  const proposal = expectationPropagation(mean, covariance, factors);
  const factor = factored(proposal.covariance, size);
  const logRatio = 0.5 * (logDeterminant(factor, size) - logDeterminant(prior, size));
  const noise = new Float64Array(size);
  const z = new Float64Array(size);
  const rest = new Float64Array(size);

  /** log of prior x likelihood / proposal at the proposal's mean plus or minus the drawn noise. */
  const logWeight = (sign: 1 | -1, scale: number): number => {
    let squares = 0;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += factor[i * size + j] * noise[j];
      z[i] = proposal.mean[i] + sign * scale * sum;
      rest[i] = z[i] - mean[i];
      squares += (scale * noise[i]) ** 2;
    }
    solveLower(prior, size, rest);
    let value = logRatio;
    for (let i = 0; i < size; i++) value -= 0.5 * rest[i] * rest[i];
    for (const { weights, logLikelihood } of factors) {
      let predictor = 0;
      for (let i = 0; i < size; i++) predictor += weights[i] * z[i];
      value += logLikelihood(predictor);
    }
    const wide = log(WIDE_SHARE) - size * log(WIDE_SCALE) - (0.5 * squares) / (WIDE_SCALE * WIDE_SCALE);
    return value - logSum(log(1 - WIDE_SHARE) - 0.5 * squares, wide);
  };

  const logPairs: number[] = [];
  for (;;) {
    for (let pair = 0; pair < PAIRS; pair++) {
      const scale = random.uniform() < WIDE_SHARE ? WIDE_SCALE : 1;
      for (let i = 0; i < size; i++) noise[i] = random.normal();
      logPairs.push(logSum(logWeight(1, scale), logWeight(-1, scale)) - log(2));
    }
    const estimate = summarized(logPairs);
    if (estimate.standardError <= WANTED_ERROR || logPairs.length >= MOST_PAIRS) return estimate;
  }
}

function summarized(logPairs: readonly number[]): Estimate {
  const highest = logPairs.reduce((most, value) => Math.max(most, value), -Infinity);
  if (highest === -Infinity) return { logValue: -Infinity, standardError: 0 };
  const weights = logPairs.map((value) => exp(value - highest));
  const count = weights.length;
  const average = weights.reduce((sum, weight) => sum + weight, 0) / count;
  const squares = weights.reduce((sum, weight) => sum + (weight - average) ** 2, 0);
  const standardError = Math.sqrt(squares / (count - 1) / count) / average;
  // The logarithm of a mean is too low by half its relative variance, to first order.
  return { logValue: highest + log(average) + 0.5 * standardError ** 2, standardError };
}

function factored(covariance: Float64Array, size: number): Float64Array {
  const factor = covariance.slice();
  if (!factorize(factor, size)) {
    throw new ComputationError(
      `Expected a positive definite covariance of ${size} hidden variables, got one that is singular in double precision. Rescale the variables or enlarge the smallest variances.`,
    );
  }
  return factor;
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  if (high === -Infinity) return high;
  return high + log(exp(a - high) + exp(b - high));
}
