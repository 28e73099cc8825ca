import { addStudentT } from "../engine/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import { logGamma, normalCdf, studentCdf, studentQuantile } from "../numeric/special.ts";
import type { Likelihood } from "./likelihood.ts";

/** The middle half of a normal distribution reaches this many deviations to either side. */
const QUARTILE = 0.6744897501960817;

/**
 * Numbers with heavy tails: Student's t with location, scale and learnt degrees of freedom above 1. The coding's mean and
 * deviation are the median and the spread of the middle half, which far values leave alone.
 */
export const studentT: Likelihood = {
  name: "student-t",
  purpose: "numbers around a middle, some of them far out",
  discrete: false,
  levels: false,
  ordered: true,
  formula: () => "t((x - mu) / sigma; nu) / sigma",
  codingFormula:
    "x = (raw - mean) / deviation; where |x| > 3, networks read sign(x) * 3 * (1 + log(|x| / 3))",
  sharedName: "log_degrees",
  sharedFormula: "nu = 1 + exp(log_degrees)",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: "location",
  carries: true,
  residualVariance: ({ scale, shared }) => {
    const degrees = 1 + exp(shared[0]);
    return degrees > 2 ? (scale * scale * degrees) / (degrees - 2) : Number.POSITIVE_INFINITY;
  },
  shape: () => ({ locations: 1, scales: 1, shared: 1 }),
  initialShared: () => [1.5],
  features: () => 1,
  code: (name, type, values) => {
    const sorted = Float64Array.from(values).sort();
    const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
    const spread = (at(0.75) - at(0.25)) / (2 * QUARTILE);
    const mean = at(0.5);
    // Where half of the values are the same, their mean distance from it has to do.
    let distance = 0;
    for (const value of sorted) distance += Math.abs(value - mean) / sorted.length;
    return { name, type, mean, deviation: spread > 0 ? spread : distance > 0 ? distance : 1 };
  },
  feature: ({ mean, deviation }, value) => mean + deviation * drawnIn((value - mean) / deviation),
  target: ({ mean, deviation }, value) => (value - mean) / deviation,
  fromTarget: ({ mean, deviation }, target) => mean + deviation * target,
  drawTarget: (_, { location, scale, shared }, e) => {
    const t = studentQuantile(normalCdf(-Math.abs(e)), 1 + exp(shared[0]));
    return location[0] + scale * (e > 0 ? -t : t);
  },
  logJacobian: ({ deviation }) => -log(deviation),
  record: (tape, sum, { target, location, scale, shared, measured }) => {
    addStudentT(tape, sum, target, location, scale!, shared!, measured);
  },
  distribution: ({ mean, deviation }, { location, scale: relative, shared }) => {
    const degrees = 1 + exp(shared[0]);
    const centre = mean + deviation * location[0];
    const scale = deviation * relative;
    const constant =
      logGamma(0.5 * (degrees + 1)) - logGamma(0.5 * degrees) - 0.5 * (log(degrees) + log(Math.PI));
    const quantile = (p: number) => centre + scale * studentQuantile(p, degrees);
    return {
      mean: centre,
      variance: degrees > 2 ? (scale * scale * degrees) / (degrees - 2) : Number.POSITIVE_INFINITY,
      mode: centre,
      logProbability: (value) => {
        const e = (value - centre) / scale;
        return constant - log(scale) - 0.5 * (degrees + 1) * log(1 + (e * e) / degrees);
      },
      cdf: (value) => studentCdf((value - centre) / scale, degrees),
      quantile,
      fromNormal: (e) => (e > 0 ? 2 * centre - quantile(normalCdf(-e)) : quantile(normalCdf(e))),
    };
  },
  marginal: () => ({ location: [0], scale: 0.8, shared: [1.5] }),
  propose: ({ mean, deviation }, [feature]) => ({
    value: mean + deviation * drawnOut(feature),
    logMass: -Math.max(Math.abs(feature) / FAR - 1, 0),
  }),
};

/** How far out a value is felt by what reads it: beyond a few deviations only by its logarithm. */
const FAR = 3;

function drawnIn(e: number): number {
  const size = Math.abs(e);
  if (size <= FAR) return e;
  return Math.sign(e) * FAR * (1 + log(size / FAR));
}

function drawnOut(e: number): number {
  const size = Math.abs(e);
  if (size <= FAR) return e;
  return Math.sign(e) * FAR * exp(size / FAR - 1);
}
