import { addGaussian } from "../engine/index.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { HALF_LOG_TWO_PI, normalCdf, normalQuantile } from "../numeric/special.ts";
import type { ColumnCoding, Likelihood } from "./likelihood.ts";
import { spreadOf } from "./spread.ts";

/**
 * Numbers around a mean: N(x; mu, sigma). A column whose values repeat since they were rounded has a `step`; its sigma
 * stays above step / sqrt(12), the deviation of a rounding error, since a density on repeated values has no bound else.
 */
export const gaussian: Likelihood = {
  name: "gaussian",
  purpose: "numbers that spread about evenly around a mean",
  discrete: false,
  levels: false,
  ordered: true,
  formula: () => "N(x; mu, sigma)",
  codingFormula: "(raw - mean) / deviation",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "mean",
  carries: () => true,
  residualVariance: ({ scale }) => scale * scale,
  shape: () => ({ locations: 1, scales: 1, shared: 0 }),
  features: () => 1,
  code: (name, type, values) => ({ name, type, ...spreadOf(name, values) }),
  feature: (_, value) => value,
  target: ({ mean, deviation }, value) => (value - mean) / deviation,
  fromTarget: ({ mean, deviation }, target) => mean + deviation * target,
  drawTarget: (_, { location, scale }, e) => location[0] + scale * e,
  logJacobian: ({ deviation }) => -log(deviation),
  record: (tape, sum, { target, location, scale, measured }) => {
    addGaussian(tape, sum, target, location, scale!, measured);
  },
  distribution: ({ mean, deviation }, theta) =>
    normalDistribution(mean + deviation * theta.location[0], deviation * theta.scale),
  marginal: () => ({ location: [0], scale: 1, shared: [] }),
  propose: ({ mean, deviation }, [feature]) => ({ value: mean + deviation * feature, logMass: 0 }),
};

/** N(x; mu, sigma) of a single value. */
export function normalDistribution(mean: number, deviation: number) {
  return {
    mean,
    variance: deviation * deviation,
    mode: mean,
    logProbability: (value: number) =>
      -0.5 * ((value - mean) / deviation) ** 2 - log(deviation) - HALF_LOG_TWO_PI,
    cdf: (value: number) => normalCdf((value - mean) / deviation),
    quantile: (p: number) => mean + deviation * normalQuantile(p),
    fromNormal: (e: number) => mean + deviation * e,
  };
}

/** The lowest log scale of a column, coded units: that of its rounding error; minus infinity where it has none. */
export function logScaleFloor(step: number | undefined, deviation: number): number {
  return step === undefined ? Number.NEGATIVE_INFINITY : log(step / deviation) - 1.242453324894;
}

/** @throws InputError where a value is not above 0, naming the column. */
export function requirePositive({ name }: Pick<ColumnCoding, "name">, values: Float64Array): void {
  const bad = values.find((value) => !(value > 0));
  if (bad !== undefined) {
    throw new InputError(
      `Expected numbers above 0 in column "${name}", which is log-normal, got ${bad}. Take it as gaussian or student-t.`,
    );
  }
}
