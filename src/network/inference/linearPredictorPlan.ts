/**
 * The likelihood of what was measured in a generalized linear network, for one pattern of measured nodes.
 */
import type { Matrix } from "ml-matrix";
import { conditionNormal } from "../../gaussian/linearGaussianPosterior.ts";
import { MultivariateNormal } from "../../gaussian/multivariateNormal.ts";
import type { Dag } from "../../graph/dag.ts";
import type { Random } from "../../numeric/random.ts";
import type { Conditional } from "../conditionals/conditional.ts";
import { type Estimate, importanceEstimate } from "./importanceEstimate.ts";

/** What a network is to the plan. */
export interface PredictorNetwork {
  readonly dag: Dag;
  readonly intercepts: Float64Array;
  /** `coefficients[i]` belongs to `dag.parents(i)`. */
  readonly coefficients: readonly Float64Array[];
  readonly conditionals: readonly Conditional[];
  /** Of the normal numbers of all nodes that have them; entries of other nodes are not read. */
  readonly mean: Float64Array;
  readonly covariance: Matrix;
}

/** A measured node whose conditional is not normal, with the hidden nodes that its predictor reads. */
interface Site {
  readonly node: number;
  readonly conditional: Conditional;
  /** One for each hidden node of the plan. */
  readonly weights: Float64Array;
  readonly isConstant: boolean;
}

/**
 * Nodes that are functions of normal numbers are integrated in closed form. Given them, the hidden nodes that the other
 * measured ones read are normal, and what is left, the mean of these nodes' probabilities under that normal distribution,
 * is estimated by importance sampling.
 */
export class LinearPredictorPlan {
  readonly #network: PredictorNetwork;
  readonly #normalNodes: readonly number[];
  readonly #evidence: MultivariateNormal | undefined;
  readonly #hidden: readonly number[];
  readonly #sites: readonly Site[];
  /** Of the hidden nodes given the measured normal numbers. */
  readonly #intercept: Float64Array;
  readonly #slopes: Matrix | undefined;
  readonly #covariance: Float64Array;

  constructor(network: PredictorNetwork, measured: ReadonlySet<number>) {
    this.#network = network;
    const { dag, coefficients, conditionals, mean, covariance } = network;
    const nodes = [...measured];
    this.#normalNodes = nodes.filter((node) => conditionals[node].normal !== undefined);
    const others = nodes.filter((node) => conditionals[node].normal === undefined);
    const hidden = new Set(
      others.flatMap((node) => dag.parents(node).filter((parent) => !measured.has(parent))),
    );
    this.#hidden = [...hidden].sort((a, b) => a - b);
    this.#sites = others.map((node) => {
      const weights = new Float64Array(this.#hidden.length);
      dag.parents(node).forEach((parent, k) => {
        const at = this.#hidden.indexOf(parent);
        if (at >= 0) weights[at] = coefficients[node][k];
      });
      return { node, conditional: conditionals[node], weights, isConstant: weights.every((w) => w === 0) };
    });
    const normal = this.#normalNodes;
    if (normal.length > 0) {
      const own = covariance.selection([...normal], [...normal]);
      this.#evidence = new MultivariateNormal(
        Float64Array.from(normal, (node) => mean[node]),
        own,
      );
    }
    const size = this.#hidden.length;
    if (size > 0 && normal.length > 0) {
      const given = conditionNormal(mean, covariance, this.#hidden, normal);
      this.#intercept = given.intercept;
      this.#slopes = given.coefficients;
      this.#covariance = Float64Array.from(given.covariance.to1DArray());
    } else {
      this.#intercept = Float64Array.from(this.#hidden, (node) => mean[node]);
      this.#covariance = Float64Array.from({ length: size * size }, (_, at) =>
        covariance.get(this.#hidden[Math.floor(at / size)], this.#hidden[at % size]),
      );
    }
  }

  /**
   * Nats; the standard error is 0 where nothing had to be sampled.
   *
   * @param values of every measured node
   * @param random moves on only where something is sampled
   */
  logLikelihood(values: ArrayLike<number>, random: Random): Estimate {
    const { dag, intercepts, coefficients, conditionals } = this.#network;
    const normal = new Float64Array(this.#normalNodes.length);
    let sum = 0;
    this.#normalNodes.forEach((node, i) => {
      const scaled = conditionals[node].normal!.of(values[node]);
      normal[i] = scaled.normal;
      sum += scaled.logJacobian;
    });
    // A value that its conditional rules out has no normal number.
    if (normal.some(Number.isNaN)) return { logValue: -Infinity, standardError: 0 };
    if (this.#evidence !== undefined) sum += this.#evidence.logDensity(normal, 1)[0];
    const offsetOf = (node: number): number => {
      let offset = intercepts[node];
      dag.parents(node).forEach((parent, k) => {
        if (!this.#hidden.includes(parent)) offset += coefficients[node][k] * values[parent];
      });
      return offset;
    };
    const factors = [];
    for (const { node, conditional, weights, isConstant } of this.#sites) {
      const offset = offsetOf(node);
      const value = values[node];
      const logLikelihood = (part: number) => conditional.logProbability(value, offset + part);
      if (isConstant) sum += logLikelihood(0);
      else factors.push({ weights, logLikelihood });
    }
    if (factors.length === 0 || sum === -Infinity) return { logValue: sum, standardError: 0 };
    const centre = this.#intercept.slice();
    if (this.#slopes !== undefined) {
      for (let k = 0; k < centre.length; k++)
        for (let d = 0; d < normal.length; d++) centre[k] += this.#slopes.get(k, d) * normal[d];
    }
    const { logValue, standardError } = importanceEstimate(centre, this.#covariance, factors, random);
    return { logValue: sum + logValue, standardError };
  }
}
