/**
 * Linear-Gaussian networks: everything about them is known exactly.
 */
import { Dag } from "../graph/dag.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { sampleTable, scoreRows } from "./ancestralSampling.ts";
import type { BayesianNetwork, SampleOptions } from "./bayesianNetwork.ts";
import { type Dataset, selectColumns } from "./dataset.ts";
import { type LatentPosterior, posteriorGivenObserved, posteriorMean } from "./latentPosterior.ts";
import { linearCovariance, linearMean } from "./linearMoments.ts";
import { MultivariateNormal, principalSubmatrix } from "./multivariateNormal.ts";

const LOG_TWO_PI = 1.8378770664093453;

/** One node: `intercept + sum of coefficient * parent + noise`, the noise normal with mean 0 and this variance. */
export interface LinearGaussianNode {
  readonly name: string;
  /** The coefficient of every parent, by the parent's name. */
  readonly parents: Readonly<Record<string, number>>;
  readonly intercept: number;
  readonly variance: number;
}

/** A whole network as a person writes it. */
export interface LinearGaussianSpec {
  readonly name: string;
  readonly nodes: readonly LinearGaussianNode[];
  /** The observed nodes; by default the leaves. */
  readonly observed?: readonly string[];
  readonly citation?: string;
  readonly source?: string;
}

/**
 * A network in which every node is a linear function of its parents plus Gaussian noise, so that all nodes together are
 * multivariate normal. Raw data units throughout, densities and entropies in nats.
 *
 * @example
 * const network = new LinearGaussianNetwork({
 *   name: "thermometer",
 *   nodes: [
 *     { name: "warmth", parents: {}, intercept: 20, variance: 4 },
 *     { name: "reading", parents: { warmth: 1 }, intercept: 0, variance: 1 },
 *   ],
 * });
 * network.sample(10, new Random(1)).columns; // ["reading"]
 * network.covariance(); // [4, 4, 4, 5], row by row
 * network.posteriorOf([25]).mean; // [24]: 20 + 4/5 * (25 - 20)
 */
export class LinearGaussianNetwork implements BayesianNetwork {
  readonly kind = "linear-gaussian";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  /** Every node's intercept and noise variance, and its coefficients in the order of `dag.parents(node)`. */
  readonly intercepts: Float64Array;
  readonly variances: Float64Array;
  readonly coefficients: readonly Float64Array[];
  #mean: Float64Array | undefined;
  #covariance: Float64Array | undefined;
  #posterior: LatentPosterior | undefined;

  /**
   * @throws InputError if the graph is not one (see {@link Dag.create}), a number is not finite, or a variance is not positive
   */
  constructor(spec: LinearGaussianSpec) {
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.dag = Dag.create(
      spec.nodes.map(({ name, parents }) => ({ name, parents: Object.keys(parents) })),
      spec.observed,
    );
    for (const node of spec.nodes) checkNumbers(node);
    this.intercepts = Float64Array.from(spec.nodes, (node) => node.intercept);
    this.variances = Float64Array.from(spec.nodes, (node) => node.variance);
    this.coefficients = spec.nodes.map(({ parents }, index) =>
      Float64Array.from(this.dag.parents(index), (parent) => parents[this.dag.names[parent]]),
    );
  }

  /** What the constructor takes. */
  toSpec(): LinearGaussianSpec {
    const { dag } = this;
    return {
      name: this.name,
      nodes: dag.names.map((name, node) => ({
        name,
        parents: Object.fromEntries(
          dag.parents(node).map((parent, k) => [dag.names[parent], this.coefficients[node][k]]),
        ),
        intercept: this.intercepts[node],
        variance: this.variances[node],
      })),
      observed: dag.observed.map((node) => dag.names[node]),
      citation: this.citation,
      source: this.source,
    };
  }

  /** @inheritDoc */
  withObserved(names: readonly string[]): LinearGaussianNetwork {
    return new LinearGaussianNetwork({ ...this.toSpec(), observed: names });
  }

  /** @inheritDoc */
  sample(rows: number, random: Random, options: SampleOptions = {}): Dataset {
    const order = Int32Array.from(this.dag.topologicalOrder);
    const parents = this.#parentArrays();
    const deviations = this.variances.map((variance) => Math.sqrt(variance));
    return sampleTable(this.dag, rows, options, (values) => {
      for (let k = 0; k < order.length; k++) {
        const node = order[k];
        values[node] = this.#meanOf(node, parents[node], values) + deviations[node] * random.normal();
      }
    });
  }

  /** @inheritDoc */
  logDensity(data: Dataset): Float64Array {
    const parents = this.#parentArrays();
    let constant = -0.5 * LOG_TWO_PI * this.dag.size;
    for (const variance of this.variances) constant -= 0.5 * log(variance);
    return scoreRows(this.dag, data, (values) => {
      let square = 0;
      for (let node = 0; node < parents.length; node++) {
        const residual = values[node] - this.#meanOf(node, parents[node], values);
        square += (residual * residual) / this.variances[node];
      }
      return constant - 0.5 * square;
    });
  }

  /** The exact mean of every node, in declaration order. */
  mean(): Float64Array {
    this.#mean ??= linearMean(this.dag, this.coefficients, this.intercepts);
    return this.#mean.slice();
  }

  /** The exact covariance of all nodes, in declaration order, row-major: (I - A)^-1 diag(variances) (I - A)^-T. */
  covariance(): Float64Array {
    this.#covariance ??= linearCovariance(this.dag, this.coefficients, this.variances);
    return this.#covariance.slice();
  }

  /**
   * The exact log-density of every row, in nats, of whatever nodes the table has columns for, all others integrated out.
   *
   * @throws InputError if a column is not a node
   */
  marginalLogDensity(data: Dataset): Float64Array {
    return this.#marginal(data.columns).logDensity(data.values);
  }

  /**
   * The entropy of the named nodes, in nats: the least mean negative log-likelihood any model of them can reach.
   *
   * @param names by default the observed nodes
   * @throws InputError if a name is not a node
   */
  entropy(names: readonly string[] = this.dag.observed.map((node) => this.dag.names[node])): number {
    return this.#marginal(names).entropy();
  }

  /** The exact posterior of the latent nodes given the observed ones, as a linear function of the observed row. */
  posterior(): LatentPosterior {
    this.#posterior ??= posteriorGivenObserved(this.dag, this.mean(), this.covariance());
    return this.#posterior;
  }

  /**
   * The exact posterior of the latent nodes given one row.
   *
   * @param row the values of the observed nodes in declaration order
   * @returns mean and row-major covariance of the latents, in the order of `dag.latent`
   * @throws InputError if the row has the wrong width
   */
  posteriorOf(row: ArrayLike<number>): { mean: Float64Array; covariance: Float64Array } {
    const posterior = this.posterior();
    return { mean: posteriorMean(posterior, row), covariance: posterior.covariance.slice() };
  }

  #marginal(names: readonly string[]): MultivariateNormal {
    const nodes = names.map((name) => this.dag.indexOf(name));
    const mean = this.mean();
    const part = principalSubmatrix(this.covariance(), this.dag.size, nodes);
    return new MultivariateNormal(
      Float64Array.from(nodes, (node) => mean[node]),
      part,
    );
  }

  /** Typed copies: the loops over rows are twice as fast on them. */
  #parentArrays(): Int32Array[] {
    return this.dag.names.map((_, node) => Int32Array.from(this.dag.parents(node)));
  }

  #meanOf(node: number, parents: Int32Array, values: Float64Array): number {
    const weights = this.coefficients[node];
    let mean = this.intercepts[node];
    for (let k = 0; k < parents.length; k++) mean += weights[k] * values[parents[k]];
    return mean;
  }
}

/** The part of a table that has a column for each observed node, in declaration order. */
export function observedColumns(network: BayesianNetwork, data: Dataset): Dataset {
  return selectColumns(
    data,
    network.dag.observed.map((node) => network.dag.names[node]),
  );
}

function checkNumbers(node: LinearGaussianNode): void {
  for (const [parent, coefficient] of Object.entries(node.parents)) {
    if (!Number.isFinite(coefficient)) {
      throw new InputError(
        `Expected a finite coefficient of "${parent}" in node "${node.name}", got ${coefficient}. Correct it.`,
      );
    }
  }
  if (!Number.isFinite(node.intercept)) {
    throw new InputError(
      `Expected a finite intercept of node "${node.name}", got ${node.intercept}. Correct it.`,
    );
  }
  if (!(Number.isFinite(node.variance) && node.variance > 0)) {
    throw new InputError(
      `Expected a variance above 0 of node "${node.name}", got ${node.variance}. Give its noise a positive variance.`,
    );
  }
}
