import { addCount } from "../engine/index.ts";
import { exp, log, log1p } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { incompleteBeta, logGamma, normalCdf } from "../numeric/special.ts";
import type { Likelihood, ValueDistribution } from "./likelihood.ts";
import { spreadOf } from "./spread.ts";

/** Dispersions below this are Poisson's limit. */
const LEAST = 1.6e-8;
/** Beyond this spread single counts are not added up any more. */
const WIDE = 2000;
/** Dispersion of what is proposed for a gap: wide, so that weights stay small. */
export const PROPOSED = 0.3;

/** Counts 0, 1, 2, ...: negative binomial with a log mean and a learnt dispersion, Poisson where that vanishes. */
export const count: Likelihood = {
  name: "count",
  purpose: "whole numbers from 0 on that count something",
  discrete: true,
  levels: false,
  ordered: true,
  formula: () => "NegativeBinomial(x; mean exp(eta), variance mean + alpha mean^2)",
  codingFormula: "(log(1 + raw) - mean) / deviation; the likelihood reads raw",
  sharedName: "log_dispersion",
  sharedFormula: "alpha = exp(log_dispersion)",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "log mean",
  carries: () => false,
  // Of a log-normal variable with the same mean and variance (Nakagawa, Johnson and Schielzeth 2017).
  residualVariance: ({ location, shared }) => log1p(exp(-location[0]) + Math.max(exp(shared[0]), LEAST)),
  shape: () => ({ locations: 1, scales: 0, shared: 1 }),
  initialShared: () => [-1],
  features: () => 1,
  code: (name, type, values) => {
    const bad = values.find((value) => !(value >= 0 && Number.isInteger(value)));
    if (bad !== undefined) {
      throw new InputError(
        `Expected whole numbers from 0 on in column "${name}", which counts, got ${bad}. Take it as gaussian.`,
      );
    }
    return { name, type, ...spreadOf(name, values.map(log1p)) };
  },
  feature: (_, value) => log1p(value),
  target: (_, value) => value,
  fromTarget: (_, target) => target,
  drawTarget: (coding, theta, e) => count.distribution(coding, theta).fromNormal(e),
  logJacobian: () => 0,
  record: (tape, sum, { target, location, shared, measured }) => {
    addCount(tape, sum, target, location, shared!, TABULATED, measured);
  },
  distribution: (_, { location, shared }) => negativeBinomial(exp(location[0]), exp(shared[0])),
  marginal: (_, values) => {
    let mean = 0;
    for (const value of values) mean += value / values.length;
    let variance = 0;
    for (const value of values) variance += (value - mean) ** 2 / values.length;
    const dispersion = Math.max((variance - mean) / Math.max(mean * mean, 1e-12), 0.02);
    return { location: [log(Math.max(mean, 1e-6))], scale: 1, shared: [log(dispersion)] };
  },
  propose: ({ mean, deviation }, [feature], u) => {
    const centre = Math.max(exp(Math.min(mean + deviation * feature, 40)) - 0.5, 0.2);
    const proposed = negativeBinomial(centre, PROPOSED);
    const value = proposed.quantile(u);
    return { value, logMass: proposed.logProbability(value) };
  },
};

/** Counts up to this are looked up. */
export const TABULATED = 128;

/** The negative binomial distribution of a count, by its mean and its dispersion. */
export function negativeBinomial(mean: number, given: number): ValueDistribution {
  const alpha = Math.max(given, LEAST);
  const r = 1 / alpha;
  const variance = mean + alpha * mean * mean;
  const spread = Math.sqrt(variance);
  const logMass = (x: number): number => {
    if (!(x >= 0 && Number.isInteger(x))) return Number.NEGATIVE_INFINITY;
    let sum = 0;
    if (x <= 256) for (let k = 0; k < x; k++) sum += log((1 + k * alpha) / (k + 1));
    else if (r < 1e5) sum = logGamma(r + x) - logGamma(r) - x * log(r) - logGamma(x + 1);
    else sum = (r + x - 0.5) * log1p(x * alpha) - x - logGamma(x + 1);
    return sum + x * log(mean) - (x + r) * log1p(alpha * mean);
  };
  const upTo = (stop: (x: number, total: number) => boolean): { x: number; total: number } => {
    let x = Math.max(0, Math.floor(mean - 12 * spread));
    let mass = exp(logMass(x));
    let total = mass;
    while (!stop(x, total)) {
      mass *= (mean * (1 + x * alpha)) / ((x + 1) * (1 + alpha * mean));
      total += mass;
      x++;
    }
    return { x, total };
  };
  const cdf = (value: number): number => {
    const x = Math.floor(value);
    if (x < 0) return 0;
    if (spread > WIDE) return incompleteBeta(1 / (1 + alpha * mean), r, x + 1);
    const low = Math.max(0, Math.floor(mean - 12 * spread));
    if (x < low) return 0;
    if (x > mean + 60 * spread + 60) return 1;
    return Math.min(1, upTo((at) => at >= x).total);
  };
  const quantile = (p: number): number => {
    if (!(p > 0)) return 0;
    if (p >= 1) return Number.POSITIVE_INFINITY;
    const far = mean + 60 * spread + 60;
    if (spread <= WIDE) return upTo((x, total) => total >= p || x > far).x;
    let low = -1;
    let high = Math.ceil(far);
    while (high - low > 1) {
      const middle = Math.floor(0.5 * (low + high));
      if (cdf(middle) >= p) high = middle;
      else low = middle;
    }
    return high;
  };
  return {
    mean,
    variance,
    mode: Math.max(0, Math.floor(mean * (1 - alpha))),
    logProbability: logMass,
    cdf,
    quantile,
    fromNormal: (e) => quantile(Math.min(normalCdf(e), 1 - 1e-15)),
  };
}
