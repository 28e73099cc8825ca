import { type Curve, curved, fitCurve, logSlope, straightened } from "../data/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import type { ColumnCoding, Likelihood } from "./likelihood.ts";
import { normalButForOutliers, normalFormula, normalOf } from "./outliers.ts";
import { spreadOf } from "./spread.ts";

/** Standard normal numbers over which moments are summed: the sum is exact to double precision for scales up to 3. */
const REACH = 9;
const POINTS = 361;

/**
 * Numbers that lean to one side or have far values, of any sign: normal after a rising curve t that is fitted to the column,
 * N(t(x); mu, sigma) t'(x).
 */
export const skewed: Likelihood = {
  ...normalButForOutliers,
  name: "skewed",
  purpose: "numbers of any sign with one tail longer than the other",
  discrete: false,
  levels: false,
  ordered: true,
  formula: (type) => `${normalFormula("t(x)", type)} t'(x)`,
  codingFormula:
    "(t(raw) - mean) / deviation, t(raw) = sinh(tail * asinh((raw - centre) / spread) - lean) with centre, spread, lean and tail of the column's curve",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "mean of the curved value",
  carries: () => true,
  features: () => 1,
  code: (name, type, values) => {
    // Says what is wrong with a constant column.
    spreadOf(name, values);
    const { curve } = fitCurve(values, type.step ?? 0);
    return {
      name,
      type: { ...type, curve },
      ...spreadOf(
        name,
        values.map((value) => curved(curve, value)),
      ),
    };
  },
  feature: (coding, value) => curved(curveOf(coding), value),
  target: (coding, value) => (curved(curveOf(coding), value) - coding.mean) / coding.deviation,
  fromTarget: (coding, target) => straightened(curveOf(coding), coding.mean + coding.deviation * target),
  logJacobian: (coding, value) => logSlope(curveOf(coding), value) - log(coding.deviation),
  codedStep: (coding) => {
    const { step } = coding.type;
    if (step === undefined) return undefined;
    const curve = curveOf(coding);
    return step * exp(logSlope(curve, straightened(curve, coding.mean)));
  },
  distribution: (coding, theta) => {
    const curve = curveOf(coding);
    const { mean, deviation } = coding;
    const inner = normalOf(mean, deviation, theta);
    const valueAt = (e: number) => straightened(curve, inner.fromNormal(e));
    const logProbability = (value: number) =>
      inner.logProbability(curved(curve, value)) + logSlope(curve, value);
    let moments: ReturnType<typeof momentsOf> | undefined;
    let mode: number | undefined;
    // Most who ask for a distribution ask for its probabilities alone.
    return {
      get mean() {
        moments ??= momentsOf(valueAt);
        return moments.mean;
      },
      get variance() {
        moments ??= momentsOf(valueAt);
        return moments.variance;
      },
      get mode() {
        mode ??= modeOf(logProbability, valueAt);
        return mode;
      },
      logProbability,
      cdf: (value) => inner.cdf(curved(curve, value)),
      quantile: (p) => straightened(curve, inner.quantile(p)),
      fromNormal: valueAt,
    };
  },
  marginal: ({ type }) => ({ location: [0], scale: 1, shared: normalButForOutliers.initialShared(type) }),
  propose: (coding, [feature]) => ({
    value: straightened(curveOf(coding), coding.mean + coding.deviation * feature),
    logMass: 0,
  }),
};

function curveOf({ type }: ColumnCoding): Curve {
  return type.curve!;
}

/** By the trapezoid rule, which is as good as exact for what falls off like a normal density. */
function momentsOf(valueAt: (e: number) => number): { mean: number; variance: number } {
  let [weights, sum] = [0, 0];
  const points = Array.from({ length: POINTS }, (_, i) => {
    const e = REACH * ((2 * i) / (POINTS - 1) - 1);
    const point = { weight: exp(-0.5 * e * e), value: valueAt(e) };
    weights += point.weight;
    sum += point.weight * point.value;
    return point;
  });
  const mean = sum / weights;
  const variance = points.reduce((all, { weight, value }) => all + weight * (value - mean) ** 2, 0) / weights;
  return { mean, variance };
}

/** The highest point of a grid, then between its neighbours by thirds. */
function modeOf(density: (value: number) => number, valueAt: (e: number) => number): number {
  const at = (e: number) => density(valueAt(e));
  let best = -6;
  for (let e = -6; e <= 6; e += 0.1) if (at(e) > at(best)) best = e;
  let [low, high] = [best - 0.1, best + 0.1];
  for (let i = 0; i < 60; i++) {
    const third = (high - low) / 3;
    if (at(low + third) < at(high - third)) low += third;
    else high -= third;
  }
  return valueAt(0.5 * (low + high));
}
