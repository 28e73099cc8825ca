import { addCategorical } from "../engine/index.ts";
import { log } from "../numeric/elementary.ts";
import { softmax } from "./categorical.ts";
import { contrastsOf, LOGISTIC_VARIANCE, levelDistribution, levelShares, proposeLevel } from "./levels.ts";
import type { ColumnCoding, Likelihood } from "./likelihood.ts";

/** Two levels: the second has the probability sigmoid(eta). What reads such a column reads its standardized code. */
export const binary: Likelihood = {
  name: "binary",
  purpose: "one of two levels",
  discrete: true,
  levels: true,
  ordered: true,
  formula: () => "sigmoid(eta) for the second level, 1 - sigmoid(eta) for the first",
  codingFormula: "(code - mean) / deviation; the likelihood reads the code",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "log odds",
  carries: () => false,
  residualVariance: () => LOGISTIC_VARIANCE,
  shape: () => ({ locations: 1, scales: 0, shared: 0 }),
  features: () => 1,
  code: (name, type, values) => {
    const share = levelShares(name, type, values)[1];
    return { name, type, mean: share, deviation: Math.max(Math.sqrt(share * (1 - share)), 0.1) };
  },
  feature: (_, value) => value,
  target: (_, value) => value,
  fromTarget: (_, target) => target,
  drawTarget: (coding, theta, e) => binary.distribution(coding, theta).fromNormal(e),
  logJacobian: () => 0,
  record: (tape, sum, { target, location, measured, codings }) => {
    addCategorical(tape, sum, target, location, contrastsOf(codings), measured);
  },
  distribution: (_, { location }) => levelDistribution(softmax(location), true),
  marginal: ({ name, type }, values) => {
    const [no, yes] = levelShares(name, type, values);
    return { location: [log(yes / no)], scale: 1, shared: [] };
  },
  propose: (coding, features, u) =>
    proposeLevel([1 - coding.mean, coding.mean], [codedLevels(coding)], features, u),
};

function codedLevels({ mean, deviation }: ColumnCoding): number[] {
  return [-mean / deviation, (1 - mean) / deviation];
}
