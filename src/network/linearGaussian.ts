/**
 * Linear-Gaussian networks: every node is an intercept plus a weighted sum of its parents plus normal noise.
 */

import { Matrix } from "ml-matrix";
import type { ColumnType } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import { rowsOfEqualGaps } from "../data/equalGaps.ts";
import { hasGaps } from "../data/gaps.ts";
import { requireTable } from "../data/requireTable.ts";
import {
  exactCovariance,
  exactMean,
  type LinearGaussianParameters,
} from "../gaussian/linearGaussianMoments.ts";
import { conditionNormal, type LinearGaussianPosterior } from "../gaussian/linearGaussianPosterior.ts";
import { LOG_TWO_PI, MultivariateNormal } from "../gaussian/multivariateNormal.ts";
import { Dag } from "../graph/dag.ts";
import { requireArgument } from "../numeric/arguments.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { type Random, requireRandom } from "../numeric/random.ts";
import { sampleRows } from "./ancestralSampling.ts";
import type { BayesianNetwork, NetworkOrigin, NetworkTypes, SampleOptions } from "./bayesianNetwork.ts";
import { checkedTypes, isRealNumber } from "./columnTypes.ts";
import type { ExactLikelihood } from "./exactLikelihood.ts";
import { fileNodes } from "./fileNodes.ts";
import { forEachCompleteRow } from "./jointDensity.ts";
import { checkFinite, checkPositive } from "./parameterChecks.ts";
import { requireObserved, requireSpec, typedSpecShapes } from "./requireNetwork.ts";

/** node = intercept + sum of coefficient x parent + N(0, variance). */
export interface LinearGaussianNode {
  readonly name: string;
  /** Coefficient by the name of the parent. */
  readonly parents: Readonly<Record<string, number>>;
  readonly intercept: number;
  /** Of the noise, in squared data units. */
  readonly variance: number;
}

export interface LinearGaussianSpec extends NetworkOrigin, NetworkTypes {
  readonly name: string;
  readonly nodes: readonly LinearGaussianNode[];
  /** Names of the observed nodes. Default: the nodes without children. */
  readonly observed?: readonly string[];
}

/**
 * A Bayesian network whose nodes are jointly normal, with everything about it exact: density of any subset of nodes,
 * entropy, posterior.
 *
 * @example
 * const network = new LinearGaussianNetwork({
 *   name: "thermometer",
 *   nodes: [
 *     { name: "temperature", parents: {}, intercept: 20, variance: 9 },
 *     { name: "reading", parents: { temperature: 1 }, intercept: 0, variance: 1 },
 *   ],
 * });
 * network.covariance().to2DArray(); // [[9, 9], [9, 10]]
 * network.posteriorOf([25]).mean; // Float64Array [24.5]
 */
export class LinearGaussianNetwork implements BayesianNetwork {
  readonly kind = "linear-gaussian";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  readonly types?: ReadonlyMap<string, ColumnType>;
  /** Absent where a node is typed as something other than a number of any sign. */
  readonly exact?: ExactLikelihood;
  readonly nodes: readonly LinearGaussianNode[];
  readonly #parameters: LinearGaussianParameters;
  #mean: Float64Array | undefined;
  #covariance: Matrix | undefined;
  #posterior: LinearGaussianPosterior | undefined;

  /**
   * @throws InputError if the graph is not one (see {@link Dag.create}), a coefficient or an intercept is not finite, or a
   *   variance is not positive
   */
  constructor(spec: LinearGaussianSpec) {
    requireSpec(spec, typedSpecShapes);
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.nodes = spec.nodes.map((node) => ({ ...node, parents: { ...node.parents } }));
    this.dag = Dag.create(
      this.nodes.map(({ name, parents }) => ({ name, parents: Object.keys(parents) })),
      spec.observed,
    );
    this.types = checkedTypes(this.dag, spec.types);
    if (this.dag.observed.every((node) => isRealNumber(this.types?.get(this.dag.names[node])))) {
      this.exact = {
        logLikelihood: (data) => {
          requireTable(data);
          return { perRow: this.#logLikelihoodOfMeasured(data) };
        },
        entropy: () => this.entropy(),
      };
    }
    for (const node of this.nodes) {
      checkFinite(node.intercept, node.name, "intercept");
      checkPositive(node.variance, node.name, "variance");
      for (const [parent, coefficient] of Object.entries(node.parents)) {
        checkFinite(coefficient, node.name, `coefficient of "${parent}"`, ["parents", parent]);
      }
    }
    this.#parameters = {
      intercepts: Float64Array.from(this.nodes, (node) => node.intercept),
      variances: Float64Array.from(this.nodes, (node) => node.variance),
      coefficients: this.nodes.map((node) => Float64Array.from(Object.values(node.parents))),
    };
  }

  sample(rowCount: number, random: Random, options?: SampleOptions): Dataset {
    requireRandom(random);
    const { intercepts, variances, coefficients } = this.#parameters;
    const steps = this.dag.topologicalOrder.map((node) => ({
      node,
      parents: this.dag.parents(node),
      coefficients: coefficients[node],
      intercept: intercepts[node],
      deviation: Math.sqrt(variances[node]),
    }));
    return sampleRows(this.dag, rowCount, options, (values) => {
      for (const step of steps) {
        let value = step.intercept + step.deviation * random.normal();
        for (let k = 0; k < step.parents.length; k++) value += step.coefficients[k] * values[step.parents[k]];
        values[step.node] = value;
      }
    });
  }

  /** The exact mean of every node, declaration order. */
  mean(): Float64Array {
    this.#mean ??= exactMean(this.dag, this.#parameters);
    return this.#mean.slice();
  }

  /** The exact covariance of all nodes, declaration order. */
  covariance(): Matrix {
    this.#covariance ??= exactCovariance(this.dag, this.#parameters);
    return this.#covariance.clone();
  }

  logDensity(data: Dataset): Float64Array {
    const { intercepts, variances, coefficients } = this.#parameters;
    const parents = this.dag.names.map((_, node) => this.dag.parents(node));
    let constant = 0;
    for (const variance of variances) constant -= 0.5 * (LOG_TWO_PI + log(variance));
    return forEachCompleteRow(this.dag, data, (values) => {
      let sum = constant;
      for (let node = 0; node < values.length; node++) {
        let rest = values[node] - intercepts[node];
        for (let k = 0; k < parents[node].length; k++) {
          rest -= coefficients[node][k] * values[parents[node][k]];
        }
        sum -= (0.5 * rest * rest) / variances[node];
      }
      return sum;
    });
  }

  /**
   * The exact log-density of any subset of the nodes, whichever `data` has columns for, in nats for each row; the other
   * nodes are integrated out.
   *
   * @throws InputError if a column is not a node
   */
  marginalLogDensity(data: Dataset): Float64Array {
    requireTable(data);
    const marginal = this.#marginal(data.columns);
    return marginal.logDensity(data.values, data.rowCount);
  }

  /**
   * The entropy of a subset of the nodes in nats: no model has a lower expected negative log-likelihood on data from this
   * network.
   *
   * @param names default: the observed nodes
   * @throws InputError if a name is not a node, comes twice, or there is none
   */
  entropy(names: readonly string[] = this.#namesOf(this.dag.observed)): number {
    return this.#marginal(names).entropy();
  }

  /** The latents given the observed nodes, as a linear map of the observed values. */
  posterior(): LinearGaussianPosterior {
    const { latent, observed } = this.dag;
    this.#posterior ??= {
      latents: this.#namesOf(latent),
      observed: this.#namesOf(observed),
      ...conditionNormal(this.mean(), this.covariance(), latent, observed),
    };
    return this.#posterior;
  }

  /**
   * The latents given one row of observed values.
   *
   * @param row one value for each observed node, declaration order
   * @throws InputError if the row has the wrong width or a value is not finite
   */
  posteriorOf(row: ArrayLike<number>): {
    latents: readonly string[];
    mean: Float64Array;
    covariance: Matrix;
  } {
    requireArgument(
      Array.isArray(row) || ArrayBuffer.isView(row),
      "a list of the values of the observed nodes",
      row,
    );
    const { latents, observed, coefficients, intercept, covariance } = this.posterior();
    if (row.length !== observed.length) {
      throw new InputError(
        `Expected one value for each of the ${observed.length} observed nodes, got ${row.length}.`,
      );
    }
    for (let d = 0; d < row.length; d++) checkFinite(row[d], observed[d], "observed value");
    const mean = intercept.map((start, k) => {
      let sum = start;
      for (let d = 0; d < row.length; d++) sum += coefficients.get(k, d) * row[d];
      return sum;
    });
    return { latents, mean, covariance: covariance.clone() };
  }

  fileNodes(): Readonly<Record<string, object>> {
    return fileNodes(this.nodes, this.types);
  }

  withObserved(names: readonly string[]): LinearGaussianNetwork {
    requireObserved(names);
    return new LinearGaussianNetwork({ ...this.#spec(), observed: names });
  }

  #logLikelihoodOfMeasured(data: Dataset): Float64Array {
    if (!hasGaps(data)) return this.marginalLogDensity(data);
    const result = new Float64Array(data.rowCount);
    for (const { rows, data: complete } of rowsOfEqualGaps(data)) {
      if (complete.columns.length === 0) continue;
      const own = this.marginalLogDensity(complete);
      rows.forEach((row, i) => {
        result[row] = own[i];
      });
    }
    return result;
  }

  #spec(): LinearGaussianSpec {
    const { name, citation, source, types, nodes } = this;
    return { name, citation, source, types, nodes };
  }

  #namesOf(nodes: readonly number[]): string[] {
    return nodes.map((node) => this.dag.names[node]);
  }

  #marginal(names: readonly string[]): MultivariateNormal {
    const nodes = names.map((name) => this.dag.indexOf(name));
    if (nodes.length === 0 || new Set(nodes).size < nodes.length) {
      throw new InputError(
        `Expected the names of one or more different nodes, got ${nodes.length === 0 ? "none" : names.join(", ")}.`,
      );
    }
    const mean = this.mean();
    const covariance = this.covariance();
    return new MultivariateNormal(
      Float64Array.from(nodes, (node) => mean[node]),
      new Matrix(nodes.map((i) => nodes.map((j) => covariance.get(i, j)))),
    );
  }
}
