/**
 * Networks of discrete and Gaussian nodes.
 */

import { type ColumnType, GAUSSIAN } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import { requireTable } from "../data/requireTable.ts";
import { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { log } from "../numeric/elementary.ts";
import { type Random, requireRandom } from "../numeric/random.ts";
import { sampleRows } from "./ancestralSampling.ts";
import type { BayesianNetwork, NetworkOrigin, SampleOptions } from "./bayesianNetwork.ts";
import { typeOfStates } from "./columnTypes.ts";
import {
  type CompiledRegressions,
  type ConditionalGaussianNode,
  compileRegressions,
  isDiscrete,
  regressionIndex,
  regressionMean,
} from "./conditionalGaussianNode.ts";
import { checkStates } from "./discreteNetwork.ts";
import { checkedTable, type DiscreteTable, drawState, rowStart } from "./discreteTable.ts";
import type { ExactLikelihood } from "./exactLikelihood.ts";
import { fileNodes, tableRows } from "./fileNodes.ts";
import { HybridPlan } from "./inference/hybridPlan.ts";
import { completeColumns, nodeColumns } from "./nodeColumns.ts";
import { requireObserved, requireSpec, specShapes } from "./requireNetwork.ts";

export interface ConditionalGaussianSpec extends NetworkOrigin {
  readonly name: string;
  readonly nodes: readonly ConditionalGaussianNode[];
  /** Names of the observed nodes. Default: the nodes without children. */
  readonly observed?: readonly string[];
}

/**
 * A conditional Gaussian network: discrete nodes with tables, and Gaussian nodes whose regression on their Gaussian parents
 * is another one for each configuration of their discrete parents. No discrete node has a Gaussian parent.
 *
 * Source: S. L. Lauritzen and N. Wermuth, Graphical models for associations between variables, some of which are
 * qualitative and some quantitative, Annals of Statistics 17, 1989.
 *
 * @example
 * const network = new ConditionalGaussianNetwork({
 *   name: "dose",
 *   nodes: [
 *     { name: "sex", states: ["female", "male"], parents: [], table: [0.5, 0.5] },
 *     {
 *       name: "weight",
 *       parents: ["sex"],
 *       regressions: [{ intercept: 68, variance: 120 }, { intercept: 82, variance: 150 }],
 *     },
 *   ],
 * });
 * const row = { columns: ["weight"], rowCount: 1, values: Float64Array.of(75) };
 * network.exact.logLikelihood(row).perRow[0]?.toFixed(3); // "-3.552"
 */
export class ConditionalGaussianNetwork implements BayesianNetwork {
  readonly kind = "conditional-gaussian";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  readonly nodes: readonly ConditionalGaussianNode[];
  readonly types: ReadonlyMap<string, ColumnType>;
  readonly exact: ExactLikelihood;
  readonly #cardinalities: Int32Array;
  readonly #tables: readonly (DiscreteTable | undefined)[];
  readonly #regressions: readonly (CompiledRegressions | undefined)[];

  /**
   * @throws InputError if the graph is not one (see {@link Dag.create}), a discrete node has a Gaussian parent, or a table
   *   or a regression is not as it must be; the message names the node
   */
  constructor(spec: ConditionalGaussianSpec) {
    requireSpec(spec, specShapes);
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.nodes = spec.nodes.map((node) => ({ ...node }));
    this.dag = Dag.create(this.nodes, spec.observed);
    for (const node of this.nodes) if (isDiscrete(node)) checkStates(node);
    this.#cardinalities = Int32Array.from(this.nodes, (node) => (isDiscrete(node) ? node.states.length : 0));
    this.#tables = this.nodes.map((node, index) => {
      if (!isDiscrete(node)) return undefined;
      const parents = this.dag.parents(index);
      const gaussian = parents.find((parent) => this.#cardinalities[parent] === 0);
      if (gaussian !== undefined) {
        throw new NodeError(
          `Expected the parents of the discrete node "${node.name}" to be discrete too, got "${this.dag.names[gaussian]}", which is Gaussian. Turn the arc round, or make both nodes of one kind.`,
          { node: node.name, parent: this.dag.names[gaussian] },
        );
      }
      const states = parents.map((parent) => this.#cardinalities[parent]);
      return checkedTable(node.name, node.states.length, states, node.table);
    });
    this.#regressions = this.nodes.map((node, index) =>
      isDiscrete(node) ? undefined : compileRegressions(this.dag, index, node, this.#cardinalities),
    );
    this.types = new Map(
      this.nodes.map((node) => [
        node.name,
        isDiscrete(node) ? typeOfStates(node.states, node.kind) : GAUSSIAN,
      ]),
    );
    this.exact = {
      logLikelihood: (data) => {
        requireTable(data);
        return { perRow: this.#logLikelihood(data) };
      },
      // A mixture of normal distributions has no entropy in closed form.
      entropy: () => undefined,
    };
  }

  sample(rowCount: number, random: Random, options?: SampleOptions): Dataset {
    requireRandom(random);
    const steps = this.dag.topologicalOrder.map((node) => ({
      node,
      parents: this.dag.parents(node),
      table: this.#tables[node],
      regressions: this.#regressions[node],
    }));
    const drawn = sampleRows(this.dag, rowCount, options, (values) => {
      for (const { node, parents, table, regressions } of steps) {
        if (table !== undefined) {
          values[node] = drawState(table, rowStart(table, values, parents), random);
        } else {
          const index = regressionIndex(regressions!, values);
          const deviation = Math.sqrt(regressions!.variances[index]);
          values[node] = regressionMean(regressions!, index, values) + deviation * random.normal();
        }
      }
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
      for (const [node, table] of this.#tables.entries()) {
        if (table !== undefined) {
          sum += log(table.probabilities[rowStart(table, values, this.dag.parents(node)) + values[node]]);
        } else {
          const regressions = this.#regressions[node]!;
          const index = regressionIndex(regressions, values);
          const rest = values[node] - regressionMean(regressions, index, values);
          sum += regressions.constants[index] - (0.5 * rest * rest) / regressions.variances[index];
        }
      }
      return sum;
    });
  }

  fileNodes(): Readonly<Record<string, object>> {
    return fileNodes(
      this.nodes.map((node) =>
        isDiscrete(node) ? { ...node, table: tableRows(node.table, node.states.length) } : node,
      ),
    );
  }

  withObserved(names: readonly string[]): ConditionalGaussianNetwork {
    requireObserved(names);
    const { name, citation, source, nodes } = this;
    return new ConditionalGaussianNetwork({ name, citation, source, nodes, observed: names });
  }

  #logLikelihood(data: Dataset): Float64Array {
    const columns = this.#columns(data);
    const plans = new Map<string, HybridPlan>();
    const values = new Float64Array(this.dag.size);
    const states = new Int32Array(this.dag.size);
    return Float64Array.from({ length: data.rowCount }, (_, row) => {
      const measured = new Set<number>();
      columns.forEach((column, node) => {
        if (column === undefined) return;
        if (Number.isNaN(column[row])) return;
        measured.add(node);
        if (this.#cardinalities[node] > 0) states[node] = column[row];
        else values[node] = column[row];
      });
      const pattern = [...measured].join();
      let plan = plans.get(pattern);
      if (plan === undefined) {
        plan = new HybridPlan(
          {
            dag: this.dag,
            cardinalities: this.#cardinalities,
            tables: this.#tables.map((table) => table?.probabilities),
            regressions: this.#regressions,
          },
          measured,
        );
        plans.set(pattern, plan);
      }
      return plan.logLikelihood(states, values);
    });
  }

  #columns(data: Dataset): (Float64Array | undefined)[] {
    const levels = this.nodes.map((node) => (isDiscrete(node) ? node.states : undefined));
    return nodeColumns(data, this.dag, levels);
  }
}
