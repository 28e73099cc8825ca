import { addOrdinal } from "../engine/index.ts";
import { exp, log, sigmoid } from "../numeric/elementary.ts";
import { normalQuantile } from "../numeric/special.ts";
import {
  contrastsOf,
  countContrasts,
  LOGISTIC_VARIANCE,
  levelDistribution,
  levelShares,
  proposeLevel,
} from "./levels.ts";
import type { Likelihood } from "./likelihood.ts";

/**
 * Levels in rising order, by the cumulative logit (proportional odds, McCullagh 1980): P(x <= k) = sigmoid(c_k - eta) with
 * rising cut points c_k. What reads such a column reads the normal score of its level.
 */
export const ordinal: Likelihood = {
  name: "ordinal",
  purpose: "levels in rising order",
  discrete: true,
  levels: true,
  scored: true,
  ordered: true,
  formula: () => "sigmoid(c_x - eta) - sigmoid(c_(x-1) - eta)",
  codingFormula: "scores[0, code]; the likelihood reads the code",
  sharedName: "cuts",
  sharedFormula: "c_0 = cuts[0], c_k = c_(k-1) + exp(cuts[k])",
  featureStep: () => 1,
  predictor: () => "location of the cumulative logit",
  carries: () => false,
  residualVariance: () => LOGISTIC_VARIANCE,
  shape: (type) => ({ locations: 1, scales: 0, shared: countContrasts(type) }),
  initialShared: ({ levels }) => cutsOf(new Float64Array(levels!.length).fill(1 / levels!.length)),
  features: () => 1,
  code: (name, type, values) => {
    const shares = levelShares(name, type, values);
    const scores = normalScores(shares);
    let mean = 0;
    let variance = 0;
    shares.forEach((share, k) => {
      mean += share * scores[k];
    });
    shares.forEach((share, k) => {
      variance += share * (scores[k] - mean) ** 2;
    });
    const deviation = Math.sqrt(variance);
    return {
      name,
      type,
      mean: 0,
      deviation: 1,
      scores: [Array.from(scores, (score) => (score - mean) / deviation)],
    };
  },
  feature: ({ scores }, value, row) => scores![row][value],
  target: (_, value) => value,
  fromTarget: (_, target) => target,
  drawTarget: (coding, theta, e) => ordinal.distribution(coding, theta).fromNormal(e),
  logJacobian: () => 0,
  record: (tape, sum, { target, location, shared, measured, codings }) => {
    addOrdinal(tape, sum, target, location, shared!, contrastsOf(codings), measured);
  },
  distribution: (_, { location, shared }) =>
    levelDistribution(cumulativeLogit(location[0], cutPoints(shared)), true),
  marginal: ({ name, type }, values) => ({
    location: [0],
    scale: 1,
    shared: cutsOf(levelShares(name, type, values)),
  }),
  propose: (coding, features, u) => {
    const count = coding.scores![0].length;
    return proposeLevel(new Float64Array(count).fill(1 / count), coding.scores!, features, u);
  },
};

/** The mean of a standard normal variable between the quantiles that bound each level. */
function normalScores(shares: Float64Array): Float64Array {
  const density = (z: number) => (Number.isFinite(z) ? exp(-0.5 * z * z) * 0.3989422804014327 : 0);
  let below = 0;
  return shares.map((share, k) => {
    const low = density(k === 0 ? Number.NEGATIVE_INFINITY : normalQuantile(below));
    below += share;
    const high = density(k === shares.length - 1 ? Number.POSITIVE_INFINITY : normalQuantile(below));
    return (low - high) / share;
  });
}

/** Parameters t of the cut points at which levels have the given shares: t_1 = c_1, t_k = log(c_k - c_(k-1)). */
export function cutsOf(shares: Float64Array): number[] {
  let below = 0;
  const points = Array.from(shares.subarray(0, -1), (share) => {
    below += share;
    return log(below / (1 - below));
  });
  return points.map((point, k) => (k === 0 ? point : log(Math.max(point - points[k - 1], 1e-3))));
}

/** Cut points from their parameters. */
export function cutPoints(t: readonly number[]): number[] {
  const points: number[] = [];
  t.forEach((value, k) => {
    points.push(k === 0 ? value : points[k - 1] + exp(value));
  });
  return points;
}

/** Probabilities of the levels: differences of sigmoids, taken in the tail where they lose nothing. */
function cumulativeLogit(location: number, cuts: readonly number[]): Float64Array {
  return Float64Array.from({ length: cuts.length + 1 }, (_, k) => {
    const upper = k < cuts.length ? cuts[k] - location : Number.POSITIVE_INFINITY;
    const lower = k > 0 ? cuts[k - 1] - location : Number.NEGATIVE_INFINITY;
    if (lower > 0) return sigmoid(-lower) - (Number.isFinite(upper) ? sigmoid(-upper) : 0);
    return (Number.isFinite(upper) ? sigmoid(upper) : 1) - (Number.isFinite(lower) ? sigmoid(lower) : 0);
  });
}
