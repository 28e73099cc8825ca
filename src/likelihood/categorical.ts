import { addCategorical } from "../engine/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import {
  contrastsOf,
  countContrasts,
  LOGISTIC_VARIANCE,
  levelDistribution,
  levelShares,
  proposeLevel,
} from "./levels.ts";
import type { ColumnCoding, Likelihood, Theta } from "./likelihood.ts";

/**
 * Labels without an order: a softmax with a logit for every level but the first. What reads such a column reads a contrast
 * for each of these levels: 1 where it is the level, less the level's share.
 */
export const categorical: Likelihood = {
  name: "categorical",
  purpose: "labels without an order",
  discrete: true,
  levels: true,
  scored: true,
  ordered: false,
  formula: () => "softmax(0, eta_1, ..., eta_(L-1))[x]",
  codingFormula: "scores[:, code], a row for every level but the first; the likelihood reads the code",
  featureStep: ({ scores }, row) => scores![row][row + 1] - scores![row][0],
  predictor: () => "logit beside the first level",
  carries: () => false,
  residualVariance: () => LOGISTIC_VARIANCE,
  shape: (type) => ({ locations: countContrasts(type), scales: 0, shared: 0 }),
  features: countContrasts,
  code: (name, type, values) => {
    const shares = levelShares(name, type, values);
    const scores = Array.from({ length: shares.length - 1 }, (_, row) => {
      const share = shares[row + 1];
      // Rare levels are not blown up without bound: a contrast is at most five.
      const deviation = Math.max(Math.sqrt(share * (1 - share)), 0.2);
      return Array.from(shares, (__, level) => ((level === row + 1 ? 1 : 0) - share) / deviation);
    });
    return { name, type, mean: 0, deviation: 1, scores };
  },
  feature: ({ scores }, value, row) => scores![row][value],
  target: (_, value) => value,
  fromTarget: (_, target) => target,
  drawTarget: (coding, theta, e) => categorical.distribution(coding, theta).fromNormal(e),
  logJacobian: () => 0,
  record: (tape, sum, { target, location, measured, codings }) => {
    addCategorical(tape, sum, target, location, contrastsOf(codings), measured);
  },
  distribution: (_, { location }) => levelDistribution(softmax(location), false),
  marginal: (coding, values) => logits(levelShares(coding.name, coding.type, values)),
  propose: (coding, features, u) => proposeLevel(sharesOf(coding), coding.scores!, features, u),
};

/** Logits beside the first level. */
function logits(shares: Float64Array): Theta {
  return {
    location: Array.from(shares.subarray(1), (share) => log(share / shares[0])),
    scale: 1,
    shared: [],
  };
}

/** Probabilities of the levels from the logits of all but the first. */
export function softmax(location: readonly number[]): Float64Array {
  const values = Float64Array.of(0, ...location);
  let largest = 0;
  for (const value of values) largest = Math.max(largest, value);
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    values[k] = exp(values[k] - largest);
    total += values[k];
  }
  return values.map((value) => value / total);
}

/** The shares that the contrasts were made with: their mean is zero under them. */
function sharesOf({ scores }: ColumnCoding): Float64Array {
  const shares = new Float64Array(scores!.length + 1).fill(1);
  scores!.forEach((row, r) => {
    const low = row[0];
    const high = row[r + 1];
    shares[r + 1] = -low / (high - low);
    shares[0] -= shares[r + 1];
  });
  return shares.map((share) => Math.max(share, 1e-6));
}
