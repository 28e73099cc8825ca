import { addGaussian } from "../engine/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import { normalDistribution, requirePositive } from "./gaussian.ts";
import type { Likelihood } from "./likelihood.ts";
import { spreadOf } from "./spread.ts";

/** Positive numbers whose logarithm is normal: N(log x; mu, sigma) / x. */
export const logNormal: Likelihood = {
  name: "log-normal",
  purpose: "positive numbers with a long tail upwards",
  discrete: false,
  levels: false,
  ordered: true,
  formula: "N(log x; mu, sigma) / x",
  codingFormula: "(log(raw) - mean) / deviation",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: "mean of the logarithm",
  carries: true,
  residualVariance: ({ scale }) => scale * scale,
  shape: () => ({ locations: 1, scales: 1, shared: 0 }),
  features: () => 1,
  code: (name, type, values) => {
    requirePositive({ name }, values);
    return { name, type, ...spreadOf(name, values.map(log)) };
  },
  feature: (_, value) => log(value),
  target: ({ mean, deviation }, value) => (log(value) - mean) / deviation,
  fromTarget: ({ mean, deviation }, target) => exp(mean + deviation * target),
  drawTarget: (_, { location, scale }, e) => location[0] + scale * e,
  logJacobian: ({ deviation }, value) => -log(deviation) - log(value),
  codedStep: ({ mean, type: { step } }) => (step === undefined ? undefined : step / exp(mean)),
  record: (tape, sum, { target, location, scale, measured }) => {
    addGaussian(tape, sum, target, location, scale!, measured);
  },
  distribution: ({ mean, deviation }, theta) => {
    const centre = mean + deviation * theta.location[0];
    const spread = deviation * theta.scale;
    const logarithm = normalDistribution(centre, spread);
    const expected = exp(centre + 0.5 * spread * spread);
    return {
      mean: expected,
      variance: (exp(spread * spread) - 1) * expected * expected,
      mode: exp(centre - spread * spread),
      logProbability: (value) =>
        value > 0 ? logarithm.logProbability(log(value)) - log(value) : Number.NEGATIVE_INFINITY,
      cdf: (value) => (value > 0 ? logarithm.cdf(log(value)) : 0),
      quantile: (p) => exp(logarithm.quantile(p)),
      fromNormal: (e) => exp(logarithm.fromNormal(e)),
    };
  },
  marginal: () => ({ location: [0], scale: 1, shared: [] }),
  propose: ({ mean, deviation }, [feature]) => ({ value: exp(mean + deviation * feature), logMass: 0 }),
};
