/**
 * The nodes of conditional Gaussian networks: discrete ones with tables, Gaussian ones with a regression for each
 * configuration of their discrete parents.
 */
import type { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { log } from "../numeric/elementary.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import type { DiscreteNode } from "./discreteNetwork.ts";
import { checkFinite, checkPositive } from "./parameterChecks.ts";

/** node = intercept + sum of coefficient x Gaussian parent + N(0, variance). */
export interface GaussianRegression {
  readonly intercept: number;
  /** By the name of the Gaussian parent. Default: none, for nodes without Gaussian parents. */
  readonly coefficients?: Readonly<Record<string, number>>;
  /** Of the noise, in squared data units. */
  readonly variance: number;
}

/** A Gaussian node with parents of any kind. */
export interface HybridGaussianNode {
  readonly name: string;
  readonly parents: readonly string[];
  /** One for each configuration of the discrete parents, the first of them changing slowest. */
  readonly regressions: readonly GaussianRegression[];
}

export type ConditionalGaussianNode = DiscreteNode | HybridGaussianNode;

export function isDiscrete(node: ConditionalGaussianNode): node is DiscreteNode {
  return "states" in node;
}

/** The regressions of one node by indices, ready for use. */
export interface CompiledRegressions {
  readonly node: number;
  readonly gaussianParents: readonly number[];
  readonly discreteParents: readonly number[];
  /** What each discrete parent's state adds to the index of a regression. */
  readonly strides: readonly number[];
  readonly intercepts: Float64Array;
  readonly variances: Float64Array;
  /** Regressions x Gaussian parents. */
  readonly coefficients: Float64Array;
  /** -(log(2 pi) + log variance) / 2. */
  readonly constants: Float64Array;
}

const LOG_TWO_PI = log(2 * Math.PI);

/**
 * @param states of every node, 0 for a Gaussian one
 * @throws InputError naming the node if there is not one regression for each configuration, a coefficient is missing or of
 *   no Gaussian parent, a number is not finite, or a variance is not positive
 */
export function compileRegressions(
  dag: Dag,
  node: number,
  { name, regressions }: HybridGaussianNode,
  states: ArrayLike<number>,
): CompiledRegressions {
  const gaussianParents = dag.parents(node).filter((parent) => states[parent] === 0);
  const discreteParents = dag.parents(node).filter((parent) => states[parent] > 0);
  const strides = discreteParents.map((_, k) =>
    discreteParents.slice(k + 1).reduce((product, parent) => product * states[parent], 1),
  );
  const configurations = discreteParents.reduce((product, parent) => product * states[parent], 1);
  if (regressions.length !== configurations) {
    throw new NodeError(
      `Expected the regressions of node "${name}" to be ${configurations}, one for each configuration of its discrete parents (${discreteParents.map((parent) => dag.names[parent]).join(", ") || "it has none"}), got ${regressions.length}.`,
      { node: name, at: ["regressions"] },
    );
  }
  const names = gaussianParents.map((parent) => dag.names[parent]);
  const coefficients = new Float64Array(configurations * names.length);
  regressions.forEach(({ intercept, coefficients: given = {}, variance }, row) => {
    const at = ["regressions", row] as const;
    checkFinite(intercept, name, "intercept", [...at, "intercept"]);
    checkPositive(variance, name, "variance", [...at, "variance"]);
    const stray = Object.keys(given).find((key) => !names.includes(key));
    if (stray !== undefined) {
      throw new NodeError(
        `Expected the coefficients of node "${name}" to be of its Gaussian parents (${names.join(", ") || "it has none"}), got "${stray}" in regression ${row + 1}.${didYouMean(stray, names)}`,
        { node: name, at: [...at, "coefficients", stray] },
      );
    }
    names.forEach((parent, k) => {
      if (!Object.hasOwn(given, parent)) {
        throw new NodeError(
          `Expected a coefficient of "${parent}" in every regression of node "${name}", got none in regression ${row + 1}. Write 0 where the parent has no effect.`,
          { node: name, at: [...at, "coefficients"] },
        );
      }
      checkFinite(given[parent], name, `coefficient of "${parent}"`, [...at, "coefficients", parent]);
      coefficients[row * names.length + k] = given[parent];
    });
  });
  const variances = Float64Array.from(regressions, ({ variance }) => variance);
  return {
    node,
    gaussianParents,
    discreteParents,
    strides,
    intercepts: Float64Array.from(regressions, ({ intercept }) => intercept),
    variances,
    coefficients,
    constants: variances.map((variance) => -0.5 * (LOG_TWO_PI + log(variance))),
  };
}

/** Which regression the states of the discrete parents pick. */
export function regressionIndex(
  { discreteParents, strides }: CompiledRegressions,
  states: ArrayLike<number>,
): number {
  let index = 0;
  for (let k = 0; k < discreteParents.length; k++) index += strides[k] * states[discreteParents[k]];
  return index;
}

/** The conditional mean by regression `index`, given one value for each node. */
export function regressionMean(
  { gaussianParents, intercepts, coefficients }: CompiledRegressions,
  index: number,
  values: ArrayLike<number>,
): number {
  let mean = intercepts[index];
  const width = gaussianParents.length;
  for (let k = 0; k < width; k++) mean += coefficients[index * width + k] * values[gaussianParents[k]];
  return mean;
}
