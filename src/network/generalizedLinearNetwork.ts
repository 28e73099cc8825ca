/**
 * Networks of Gaussian nodes under leaves of any kind, each read through one linear predictor.
 */

import type { Matrix } from "ml-matrix";
import type { ColumnType } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import { requireTable } from "../data/requireTable.ts";
import { exactCovariance, exactMean } from "../gaussian/linearGaussianMoments.ts";
import { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { Random, requireRandom } from "../numeric/random.ts";
import { sampleRows } from "./ancestralSampling.ts";
import type { BayesianNetwork, NetworkOrigin, SampleOptions } from "./bayesianNetwork.ts";
import type { Conditional, ConditionalParameters } from "./conditionals/conditional.ts";
import { compileConditional } from "./conditionals/registry.ts";
import type { ExactLikelihood, ExactRows } from "./exactLikelihood.ts";
import { fileNodes } from "./fileNodes.ts";
import { LinearPredictorPlan, type PredictorNetwork } from "./inference/linearPredictorPlan.ts";
import { completeColumns, nodeColumns } from "./nodeColumns.ts";
import { checkFinite } from "./parameterChecks.ts";
import { requireObserved, requireSpec, specShapes } from "./requireNetwork.ts";

/** A node whose distribution depends on intercept + sum of coefficient x parent. */
export interface GeneralizedLinearNode extends ConditionalParameters {
  readonly name: string;
  /** Coefficient by the name of the parent, which is Gaussian. */
  readonly parents: Readonly<Record<string, number>>;
  readonly intercept: number;
  /** `gaussian`, `student-t`, `log-normal`, `count`, `binary`, `categorical` or `ordinal`; each has parameters of its own. */
  readonly kind: string;
}

export interface GeneralizedLinearSpec extends NetworkOrigin {
  readonly name: string;
  readonly nodes: readonly GeneralizedLinearNode[];
  /** Names of the observed nodes. Default: the nodes without children. */
  readonly observed?: readonly string[];
}

/**
 * A linear-Gaussian network whose leaves may be of any kind: heavy-tailed or positive numbers, counts, levels. The
 * likelihood of measured nodes is exact up to importance sampling, with its standard error (see
 * `LinearPredictorPlan`); where only Gaussian and log-normal nodes are measured it is exact.
 *
 * @example
 * const network = new GeneralizedLinearNetwork({
 *   name: "mood",
 *   nodes: [
 *     { name: "mood", kind: "gaussian", parents: {}, intercept: 0, variance: 1 },
 *     { name: "calls", kind: "count", parents: { mood: 0.5 }, intercept: 1, dispersion: 0.1 },
 *     { name: "sleeps", kind: "binary", parents: { mood: 2 }, intercept: 0, levels: ["badly", "well"] },
 *   ],
 * });
 * network.sample(2, new Random(1)).types?.map(({ kind }) => kind); // ["count", "binary"]
 */
export class GeneralizedLinearNetwork implements BayesianNetwork {
  readonly kind = "generalized-linear";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  readonly nodes: readonly GeneralizedLinearNode[];
  readonly types: ReadonlyMap<string, ColumnType>;
  readonly exact: ExactLikelihood;
  readonly #network: PredictorNetwork;

  /**
   * @throws InputError if the graph is not one (see {@link Dag.create}), a parent is not Gaussian, a number is not finite, or
   *   the parameters of a node are not those of its kind
   */
  constructor(spec: GeneralizedLinearSpec) {
    requireSpec(spec, specShapes);
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.nodes = spec.nodes.map((node) => ({ ...node, parents: { ...node.parents } }));
    this.dag = Dag.create(
      this.nodes.map(({ name, parents }) => ({ name, parents: Object.keys(parents) })),
      spec.observed,
    );
    const conditionals = this.nodes.map(compiled);
    this.nodes.forEach(({ name }, node) => {
      const odd = this.dag.parents(node).find((parent) => this.nodes[parent].kind !== "gaussian");
      if (odd === undefined) return;
      throw new NodeError(
        `Expected the parents of node "${name}" to be gaussian, got "${this.dag.names[odd]}", which is ${this.nodes[odd].kind}: only leaves may be of other kinds.`,
        { node: name, parent: this.dag.names[odd] },
      );
    });
    this.#network = {
      dag: this.dag,
      intercepts: Float64Array.from(this.nodes, ({ intercept }) => intercept),
      coefficients: this.nodes.map(({ parents }) => Float64Array.from(Object.values(parents))),
      conditionals,
      ...normalMoments(this.dag, this.nodes, conditionals),
    };
    this.types = new Map(this.nodes.map(({ name }, node) => [name, conditionals[node].type]));
    this.exact = {
      logLikelihood: (data) => {
        requireTable(data);
        return this.#logLikelihood(data);
      },
      entropy: () => undefined,
    };
  }

  sample(rowCount: number, random: Random, options?: SampleOptions): Dataset {
    requireRandom(random);
    const { conditionals } = this.#network;
    const drawn = sampleRows(this.dag, rowCount, options, (values) => {
      for (const node of this.dag.topologicalOrder)
        values[node] = conditionals[node].draw(this.#predictor(node, values), random);
    });
    return { ...drawn, types: drawn.columns.map((name) => this.types.get(name)!) };
  }

  logDensity(data: Dataset): Float64Array {
    const columns = completeColumns(this.dag, this.#columns(data));
    const values = new Float64Array(this.dag.size);
    return Float64Array.from({ length: data.rowCount }, (_, row) => {
      columns.forEach((column, node) => {
        values[node] = column[row];
      });
      let sum = 0;
      this.#network.conditionals.forEach((conditional, node) => {
        sum += conditional.logProbability(values[node], this.#predictor(node, values));
      });
      return sum;
    });
  }

  fileNodes(): Readonly<Record<string, object>> {
    return fileNodes(this.nodes);
  }

  withObserved(names: readonly string[]): GeneralizedLinearNetwork {
    requireObserved(names);
    const { name, citation, source, nodes } = this;
    return new GeneralizedLinearNetwork({ name, citation, source, nodes, observed: names });
  }

  #logLikelihood(data: Dataset): ExactRows {
    const columns = this.#columns(data);
    const plans = new Map<string, LinearPredictorPlan>();
    const values = new Float64Array(this.dag.size);
    const perRow = new Float64Array(data.rowCount);
    const standardError = new Float64Array(data.rowCount);
    // Always the same stream: a table has one likelihood.
    const random = new Random(0);
    for (let row = 0; row < data.rowCount; row++) {
      const measured = new Set<number>();
      columns.forEach((column, node) => {
        if (column === undefined || Number.isNaN(column[row])) return;
        measured.add(node);
        values[node] = column[row];
      });
      const pattern = [...measured].join();
      let plan = plans.get(pattern);
      if (plan === undefined) {
        plan = new LinearPredictorPlan(this.#network, measured);
        plans.set(pattern, plan);
      }
      const estimate = plan.logLikelihood(values, random);
      perRow[row] = estimate.logValue;
      standardError[row] = estimate.standardError;
    }
    return { perRow, ...(standardError.some((error) => error > 0) && { standardError }) };
  }

  #columns(data: Dataset): (Float64Array | undefined)[] {
    return nodeColumns(
      data,
      this.dag,
      this.dag.names.map((name) => this.types.get(name)?.levels),
    );
  }

  #predictor(node: number, values: ArrayLike<number>): number {
    const { intercepts, coefficients } = this.#network;
    const parents = this.dag.parents(node);
    let sum = intercepts[node];
    for (let k = 0; k < parents.length; k++) sum += coefficients[node][k] * values[parents[k]];
    return sum;
  }
}

function compiled({ name, parents, intercept, kind, ...parameters }: GeneralizedLinearNode): Conditional {
  checkFinite(intercept, name, "intercept");
  for (const [parent, coefficient] of Object.entries(parents))
    checkFinite(coefficient, name, `coefficient of "${parent}"`);
  return compileConditional(name, kind, parameters);
}

/** Joint moments of the normal numbers of all nodes that have them. */
function normalMoments(
  dag: Dag,
  nodes: readonly GeneralizedLinearNode[],
  conditionals: readonly Conditional[],
): { mean: Float64Array; covariance: Matrix } {
  const parameters = {
    intercepts: Float64Array.from(nodes, ({ intercept }) => intercept),
    // Nodes without a normal number are leaves: what stands in their place is never read.
    variances: Float64Array.from(conditionals, ({ normal }) => normal?.variance ?? 1),
    coefficients: nodes.map(({ parents }) => Float64Array.from(Object.values(parents))),
  };
  return { mean: exactMean(dag, parameters), covariance: exactCovariance(dag, parameters) };
}
