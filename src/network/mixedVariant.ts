import { Random } from "../numeric/random.ts";
import { conditionalKinds } from "./conditionals/registry.ts";
import { GeneralizedLinearNetwork, type GeneralizedLinearNode } from "./generalizedLinearNetwork.ts";
import type { LinearGaussianNetwork } from "./linearGaussian.ts";
import { requireLinearGaussian } from "./requireNetwork.ts";

/**
 * The graph and the hidden nodes of a linear-Gaussian network under leaves that go through all kinds of columns in turn.
 * Each leaf keeps what its parents explain of it: its predictor is that of the linear network, in standard deviations of the
 * leaf, and what is not explained there makes the leaf's own distribution wide.
 *
 * @param seed draws thresholds, tails, dispersions and which leaf is of which kind, a whole number from 0 to 2^53 - 1
 * @throws InputError if the seed is not one
 *
 * @example
 * const variant = mixedVariant(builtInNetwork("ecoli70") as LinearGaussianNetwork, 1);
 * variant.exact.logLikelihood(variant.sample(2, new Random(1))).perRow.length; // 2
 */
export function mixedVariant(network: LinearGaussianNetwork, seed: number): GeneralizedLinearNetwork {
  requireLinearGaussian(network);
  const random = new Random(seed);
  const { dag } = network;
  const mean = network.mean();
  const deviation = network.covariance().diagonal().map(Math.sqrt);
  const leaves = [...dag.names.keys()].filter((node) => dag.children(node).length === 0);
  const turn = random.fork("order").permutation(leaves.length);
  const nodes = network.nodes.map((node, index): GeneralizedLinearNode => {
    const leaf = leaves.indexOf(index);
    if (leaf < 0) return { ...node, kind: "gaussian" };
    const kind = conditionalKinds[turn[leaf] % conditionalKinds.length];
    const unexplained = Math.sqrt(node.variance) / deviation[index];
    return variants[kind](node, mean[index], deviation[index], unexplained, random.fork(node.name));
  });
  return new GeneralizedLinearNetwork({
    name: `mixed:${network.name}:${seed}`,
    citation: network.citation,
    source: `Leaves of all kinds in turn with seed ${seed} on the graph and the hidden nodes of ${network.name}.`,
    nodes,
    observed: dag.observed.map((node) => dag.names[node]),
  });
}

type LinearNode = LinearGaussianNetwork["nodes"][number];

/** A leaf of one kind in place of a linear-Gaussian one with this mean, deviation and share of noise in the latter. */
type Variant = (
  node: LinearNode,
  mean: number,
  deviation: number,
  unexplained: number,
  random: Random,
) => GeneralizedLinearNode;

/** The predictor as a + b x (linear predictor - mean) / deviation. */
function standardized(
  { name, parents, intercept }: LinearNode,
  mean: number,
  deviation: number,
  a: number,
  b: number,
) {
  const scale = b / deviation;
  const scaled = Object.entries(parents).map(([parent, coefficient]) => [parent, scale * coefficient]);
  return {
    name,
    parents: Object.fromEntries(scaled) as Record<string, number>,
    intercept: a + scale * (intercept - mean),
  };
}

/** The logistic distribution is as wide as a normal one of 1.7 times its scale. */
const LOGISTIC = 1.7;
/** A level is never told more sharply than this: else a few rows could not estimate it. */
const STEEPEST = 5;

const between = (random: Random, low: number, high: number) => low + (high - low) * random.uniform();
const steepness = (unexplained: number) => Math.min(LOGISTIC / unexplained, STEEPEST);

const variants: Readonly<Record<string, Variant>> = {
  gaussian: (node) => ({ ...node, kind: "gaussian" }),
  "student-t": ({ variance, ...node }, _mean, _deviation, _unexplained, random) => {
    const degrees = Math.round(between(random, 2.5, 5) * 10) / 10;
    return {
      ...node,
      kind: "student-t",
      degrees,
      scale: Math.sqrt(variance) * Math.sqrt((degrees - 2) / degrees),
    };
  },
  "log-normal": (node, mean, deviation, unexplained, random) => {
    const spread = between(random, 0.4, 0.8);
    const predictor = standardized(node, mean, deviation, between(random, 0, 2), spread);
    return { ...predictor, kind: "log-normal", variance: (spread * unexplained) ** 2 };
  },
  count: (node, mean, deviation, unexplained, random) => {
    const spread = between(random, 0.5, 0.9);
    const predictor = standardized(node, mean, deviation, between(random, 0.7, 2.3), spread);
    return { ...predictor, kind: "count", dispersion: (spread * unexplained) ** 2 };
  },
  binary: (node, mean, deviation, unexplained, random) => {
    const slope = steepness(unexplained);
    const predictor = standardized(node, mean, deviation, slope * between(random, -0.6, 0.6), slope);
    return { ...predictor, kind: "binary", levels: ["no", "yes"] };
  },
  categorical: (node, mean, deviation, unexplained, random) => {
    const levels = ["a", "b", "c", "d"].slice(0, 3 + random.integer(2));
    const slope = steepness(unexplained);
    // Slopes from -1 to 1 in random order of the levels, so that codes say nothing of their order.
    const order = random.permutation(levels.length);
    const logits = levels.map((_, level) => ({
      offset: between(random, -0.5, 0.5),
      slope: (2 * order[level]) / (levels.length - 1) - 1,
    }));
    return { ...standardized(node, mean, deviation, 0, slope), kind: "categorical", levels, logits };
  },
  ordinal: (node, mean, deviation, unexplained, random) => {
    const slope = steepness(unexplained);
    const centre = between(random, -0.3, 0.3);
    const cuts = [-1.2, -0.4, 0.4, 1.2].map((cut) => slope * (cut + centre));
    return {
      ...standardized(node, mean, deviation, 0, slope),
      kind: "ordinal",
      levels: ["1", "2", "3", "4", "5"],
      cuts,
    };
  },
};
