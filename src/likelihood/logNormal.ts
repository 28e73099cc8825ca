import { exp, log } from "../numeric/elementary.ts";
import { requirePositive } from "./gaussian.ts";
import type { Likelihood } from "./likelihood.ts";
import { normalButForOutliers, normalFormula, normalOf, normalParts } from "./outliers.ts";
import { spreadOf } from "./spread.ts";

/** Positive numbers whose logarithm is normal: N(log x; mu, sigma) / x. */
export const logNormal: Likelihood = {
  ...normalButForOutliers,
  name: "log-normal",
  purpose: "positive numbers with a long tail upwards",
  discrete: false,
  levels: false,
  ordered: true,
  formula: (type) => `${normalFormula("log x", type)} / x`,
  codingFormula: "(log(raw) - mean) / deviation",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "mean of the logarithm",
  carries: () => true,
  features: () => 1,
  code: (name, type, values) => {
    requirePositive({ name }, values);
    return { name, type, ...spreadOf(name, values.map(log)) };
  },
  feature: (_, value) => log(value),
  target: ({ mean, deviation }, value) => (log(value) - mean) / deviation,
  fromTarget: ({ mean, deviation }, target) => exp(mean + deviation * target),
  logJacobian: ({ deviation }, value) => -log(deviation) - log(value),
  codedStep: ({ mean, type: { step } }) => (step === undefined ? undefined : step / exp(mean)),
  distribution: ({ mean, deviation }, theta) => {
    const logarithm = normalOf(mean, deviation, theta);
    const parts = normalParts(deviation, theta);
    // Most who ask for a distribution ask for its probabilities alone.
    return {
      get mean() {
        return moment(parts, logarithm.mean, 1);
      },
      get variance() {
        const mean = moment(parts, logarithm.mean, 1);
        if (parts.length === 1) return (exp(parts[0].scale * parts[0].scale) - 1) * mean * mean;
        return moment(parts, logarithm.mean, 2) - mean * mean;
      },
      get mode() {
        return exp(logarithm.mean - modeOffset(parts));
      },
      logProbability: (value) =>
        value > 0 ? logarithm.logProbability(log(value)) - log(value) : Number.NEGATIVE_INFINITY,
      cdf: (value) => (value > 0 ? logarithm.cdf(log(value)) : 0),
      quantile: (p) => exp(logarithm.quantile(p)),
      fromNormal: (e) => exp(logarithm.fromNormal(e)),
    };
  },
  marginal: ({ type }) => ({ location: [0], scale: 1, shared: normalButForOutliers.initialShared(type) }),
  propose: ({ mean, deviation }, [feature]) => ({ value: exp(mean + deviation * feature), logMass: 0 }),
};

type Parts = ReturnType<typeof normalParts>;

/** The mean of the k-th power of a number whose logarithm consists of these. */
function moment(parts: Parts, centre: number, k: number): number {
  let sum = 0;
  for (const { share, scale } of parts) sum += share * exp(k * centre + 0.5 * (k * scale) ** 2);
  return sum;
}

const MODE_STEPS = 20;

/** How far below the centre of the logarithm the density of the value itself is highest; of one normal distribution its variance. */
function modeOffset(parts: Parts): number {
  let offset = parts[0].scale ** 2;
  for (let i = 0; i < MODE_STEPS && parts.length > 1; i++) {
    const weights = parts.map(({ share, scale }) => (share / scale) * exp(-0.5 * (offset / scale) ** 2));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const precision = parts.reduce((sum, { scale }, k) => sum + weights[k] / total / (scale * scale), 0);
    offset = 1 / precision;
  }
  return offset;
}
