/**
 * Discrete networks: every node has finitely many states and a table of their probabilities given its parents' states.
 */

import type { ColumnType } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import { columnPositions } from "../data/datasetColumns.ts";
import { requireTable } from "../data/requireTable.ts";
import { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { type Random, requireRandom } from "../numeric/random.ts";
import { sampleRows } from "./ancestralSampling.ts";
import type { BayesianNetwork, NetworkOrigin, SampleOptions } from "./bayesianNetwork.ts";
import { checkedTypes, checkLevels, checkType, typeOfStates } from "./columnTypes.ts";
import type { DiscreteNodeSpec } from "./discreteNodeSpec.ts";
import { checkedTable, type DiscreteTable, drawState, rowStart } from "./discreteTable.ts";
import type { ExactLikelihood } from "./exactLikelihood.ts";
import { fileNodes, tableRows } from "./fileNodes.ts";
import { InfeasibleError } from "./infeasibleError.ts";
import { EliminationPlan, type Scope } from "./inference/eliminationPlan.ts";
import { evidencePatterns } from "./inference/evidence.ts";
import { relevantNodes } from "./inference/relevantNodes.ts";
import { levelCodes, MISSING } from "./levelCodes.ts";
import { requireObserved, requireSpec, specShapes } from "./requireNetwork.ts";

export interface DiscreteNode extends DiscreteNodeSpec {
  readonly table: readonly number[];
  /** `binary`, `categorical` or `ordinal` (states in rising order). Default: binary with two states, categorical with more. */
  readonly kind?: string;
}

export interface DiscreteSpec extends NetworkOrigin {
  readonly name: string;
  readonly nodes: readonly DiscreteNode[];
  /** Names of the observed nodes. Default: the nodes without children. */
  readonly observed?: readonly string[];
}

/** The posterior of the states of the latents, row by row. */
export interface DiscretePosterior {
  readonly latents: readonly string[];
  /** For each latent rows x states, each row summing to 1 (or NaN where the row itself is impossible). */
  readonly probabilities: readonly Float64Array[];
}

/**
 * A Bayesian network of discrete nodes, exact in everything: joint mass, mass of any subset of the nodes, posterior of the
 * others, both by variable elimination. Values are codes 0, 1, ... of a node's states.
 *
 * @example
 * const network = new DiscreteNetwork({
 *   name: "sprinkler",
 *   nodes: [
 *     { name: "rain", states: ["no", "yes"], parents: [], table: [0.8, 0.2] },
 *     { name: "grass", states: ["dry", "wet"], parents: ["rain"], table: [0.9, 0.1, 0.25, 0.75] },
 *   ],
 * });
 * const wet = { columns: ["grass"], rowCount: 1, values: Float64Array.of(1) };
 * network.posteriorOf(wet).probabilities[0]?.map((p) => Math.round(1000 * p)); // Float64Array [348, 652]
 */
export class DiscreteNetwork implements BayesianNetwork {
  readonly kind = "discrete";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  readonly nodes: readonly DiscreteNode[];
  readonly types: ReadonlyMap<string, ColumnType>;
  readonly exact: ExactLikelihood;
  readonly #tables: readonly DiscreteTable[];
  readonly #cardinalities: Int32Array;

  /**
   * @throws InputError if the graph is not one (see {@link Dag.create}), a node has fewer than two states or the same one
   *   twice, or its table has the wrong size, a number that is no probability or a row that does not sum to 1
   */
  constructor(spec: DiscreteSpec) {
    requireSpec(spec, specShapes);
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.nodes = spec.nodes.map((node) => ({ ...node, states: [...node.states] }));
    this.dag = Dag.create(this.nodes, spec.observed);
    for (const node of this.nodes) checkStates(node);
    this.#cardinalities = Int32Array.from(this.nodes, ({ states }) => states.length);
    this.#tables = this.nodes.map(({ name, states, table }, node) =>
      checkedTable(
        name,
        states.length,
        this.dag.parents(node).map((parent) => this.#cardinalities[parent]),
        table,
      ),
    );
    const types = this.nodes.map(({ name, states, kind }) => [name, typeOfStates(states, kind)] as const);
    this.types = checkedTypes(this.dag, new Map(types))!;
    this.exact = {
      logLikelihood: (data) => {
        requireTable(data);
        return { perRow: this.#logLikelihood(data) };
      },
      entropy: () => this.#entropy(),
    };
  }

  sample(rowCount: number, random: Random, options?: SampleOptions): Dataset {
    requireRandom(random);
    const steps = this.dag.topologicalOrder.map((node) => ({
      node,
      table: this.#tables[node],
      parents: this.dag.parents(node),
    }));
    const drawn = sampleRows(this.dag, rowCount, options, (values) => {
      for (const { node, table, parents } of steps)
        values[node] = drawState(table, rowStart(table, values, parents), random);
    });
    return { ...drawn, types: drawn.columns.map((name) => this.types.get(name)!) };
  }

  /** The joint log-mass of all nodes, nats; -Infinity where the network rules the row out. */
  logDensity(data: Dataset): Float64Array {
    const positions = columnPositions(data, this.dag.names);
    const codes = this.nodes.map(({ states }, node) => levelCodes(data, positions[node], states));
    const states = new Int32Array(this.dag.size);
    return Float64Array.from({ length: data.rowCount }, (_, row) => {
      let sum = 0;
      codes.forEach((own, node) => {
        states[node] = own[row];
        if (own[row] !== MISSING) return;
        throw new InputError(
          `Expected a value of every node, got none in row ${row + 1}, column "${this.dag.names[node]}". The likelihood of what was measured is \`exact.logLikelihood\`.`,
        );
      });
      this.#tables.forEach((table, node) => {
        const start = rowStart(table, states, this.dag.parents(node));
        sum += log(table.probabilities[start + states[node]]);
      });
      return sum;
    });
  }

  /**
   * The states of the latents given what a table measures; other columns of the network's own nodes count as measured too.
   *
   * @param data columns of any nodes; NaN is a value that was not measured
   * @throws InputError if a column is not a node, a value is not one of its states, or the sum is too large to form
   */
  posteriorOf(data: Dataset): DiscretePosterior {
    requireTable(data);
    const { latent } = this.dag;
    const probabilities = latent.map((node) =>
      new Float64Array(data.rowCount * this.#cardinalities[node]).fill(NaN),
    );
    const tables = this.#tables.map((table) => table.probabilities);
    for (const { measured, rows } of evidencePatterns(this.#codes(data), data.rowCount)) {
      const plan = this.#plan(this.#everyNode(), measured);
      for (const { states, rows: equal } of rows) {
        if (plan.run(tables, states) === -Infinity) continue;
        const counts = tables.map((table) => new Float64Array(table.length));
        plan.addPosterior(counts);
        latent.forEach((node, k) => {
          const width = this.#cardinalities[node];
          const own = new Float64Array(width);
          counts[node].forEach((count, cell) => {
            own[cell % width] += count;
          });
          for (const row of equal) probabilities[k].set(own, row * width);
        });
      }
    }
    return { latents: latent.map((node) => this.dag.names[node]), probabilities };
  }

  fileNodes(): Readonly<Record<string, object>> {
    return fileNodes(
      this.nodes.map((node) => ({ ...node, table: tableRows(node.table, node.states.length) })),
    );
  }

  withObserved(names: readonly string[]): DiscreteNetwork {
    requireObserved(names);
    const { name, citation, source, nodes } = this;
    return new DiscreteNetwork({ name, citation, source, nodes, observed: names });
  }

  #logLikelihood(data: Dataset): Float64Array {
    const result = new Float64Array(data.rowCount);
    for (const { measured, rows } of evidencePatterns(this.#codes(data), data.rowCount)) {
      const nodes = [...relevantNodes(this.dag, measured)].sort((a, b) => a - b);
      const tables = nodes.map((node) => this.#tables[node].probabilities);
      const plan = this.#plan(nodes, measured);
      for (const { states, rows: equal } of rows) {
        const value = plan.run(tables, states);
        for (const row of equal) result[row] = value;
      }
    }
    return result;
  }

  #entropy(): number | undefined {
    const { observed } = this.dag;
    const nodes = [...relevantNodes(this.dag, observed)].sort((a, b) => a - b);
    let plan: EliminationPlan;
    try {
      plan = this.#plan(nodes, new Set(), observed);
    } catch (error) {
      if (error instanceof InfeasibleError) return undefined;
      throw error;
    }
    plan.run(
      nodes.map((node) => this.#tables[node].probabilities),
      [],
    );
    return plan.keptTable().reduce((sum, p) => (p > 0 ? sum - p * log(p) : sum), 0);
  }

  #plan(nodes: readonly number[], measured: ReadonlySet<number>, kept?: Scope): EliminationPlan {
    return new EliminationPlan({
      names: this.dag.names,
      cardinalities: this.#cardinalities,
      scopes: nodes.map((node) => [...this.dag.parents(node), node]),
      measured,
      kept,
    });
  }

  #everyNode(): number[] {
    return [...this.dag.names.keys()];
  }

  #codes(data: Dataset): (Int32Array | undefined)[] {
    const codes = new Array<Int32Array | undefined>(this.dag.size).fill(undefined);
    data.columns.forEach((name, column) => {
      const node = this.dag.indexOf(name);
      codes[node] = levelCodes(data, column, this.nodes[node].states);
    });
    return codes;
  }
}

/** @throws InputError naming the node if its states or its kind are not as they must be */
export function checkStates({ name, states, kind }: Omit<DiscreteNode, "table">): void {
  checkLevels(name, states, "states");
  const type = typeOfStates(states, kind);
  checkType(name, type);
  if (!["binary", "categorical", "ordinal"].includes(type.kind)) {
    throw new NodeError(
      `Expected node "${name}" with its ${states.length} states to be binary, categorical or ordinal, got "${kind}".`,
      { node: name, at: ["kind"] },
    );
  }
}
