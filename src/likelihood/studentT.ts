import { addStudentT } from "../engine/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import { logGamma, normalCdf, studentCdf, studentQuantile } from "../numeric/special.ts";
import type { Likelihood } from "./likelihood.ts";
import { robustCoding } from "./robustCoding.ts";

/**
 * Numbers with heavy tails: Student's t with location, scale and learnt degrees of freedom above 1.
 */
export const studentT: Likelihood = {
  ...robustCoding,
  name: "student-t",
  purpose: "numbers around a middle, some of them far out",
  discrete: false,
  levels: false,
  ordered: true,
  formula: () => "t((x - mu) / sigma; nu) / sigma",
  sharedName: "log_degrees",
  sharedFormula: "nu = 1 + exp(log_degrees)",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "location",
  carries: () => true,
  residualVariance: ({ scale, shared }) => {
    const degrees = 1 + exp(shared[0]);
    return degrees > 2 ? (scale * scale * degrees) / (degrees - 2) : Number.POSITIVE_INFINITY;
  },
  shape: () => ({ locations: 1, scales: 1, shared: 1 }),
  initialShared: () => [1.5],
  features: () => 1,
  drawTarget: (_, { location, scale, shared }, e) => {
    const t = studentQuantile(normalCdf(-Math.abs(e)), 1 + exp(shared[0]));
    return location[0] + scale * (e > 0 ? -t : t);
  },
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
};
