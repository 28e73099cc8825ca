/**
 * The likelihood of what was measured in a network of discrete and Gaussian nodes, for one pattern of measured nodes.
 */
import type { Dag } from "../../graph/dag.ts";
import { exp } from "../../numeric/elementary.ts";
import type { CompiledRegressions } from "../conditionalGaussianNode.ts";
import { InfeasibleError } from "../infeasibleError.ts";
import { EliminationPlan } from "./eliminationPlan.ts";
import { GaussianComponent, gaussianComponents } from "./gaussianComponent.ts";
import { relevantNodes } from "./relevantNodes.ts";

/** What a network is to the plan: for each node a table or regressions. */
export interface HybridNetwork {
  readonly dag: Dag;
  /** States of every node, 0 for a Gaussian one. */
  readonly cardinalities: Int32Array;
  readonly tables: readonly (Float64Array | undefined)[];
  readonly regressions: readonly (CompiledRegressions | undefined)[];
}

/** Configurations of hidden discrete nodes for each of which one normal density is formed. */
const MOST_CONFIGURATIONS = 2 ** 14;

/** A component and the hidden discrete nodes that it depends on: a table over their states, new for every row. */
interface ComponentTable {
  readonly component: GaussianComponent;
  readonly hidden: readonly number[];
  readonly table: Float64Array;
}

/**
 * Given the discrete nodes, the measured Gaussian ones fall into independent normal components; each becomes one more table
 * over the hidden discrete nodes that it reads, and variable elimination does the rest. No approximation is made: a Gaussian
 * is never merged with another.
 *
 * Source: S. L. Lauritzen and F. Jensen, Stable local computation with conditional Gaussian distributions, Statistics and
 * Computing 11, 2001 (the conditional Gaussian model and why Gaussian nodes are integrated out first).
 */
export class HybridPlan {
  readonly #components: readonly ComponentTable[];
  readonly #plan: EliminationPlan;
  readonly #tables: readonly Float64Array[];
  readonly #cardinalities: Int32Array;

  /** @throws InfeasibleError naming the nodes and the number of configurations where there are too many */
  constructor(network: HybridNetwork, measured: ReadonlySet<number>) {
    const { dag, cardinalities, tables, regressions } = network;
    this.#cardinalities = cardinalities;
    const relevant = relevantNodes(dag, measured);
    const gaussian = dag.topologicalOrder.filter((node) => relevant.has(node) && cardinalities[node] === 0);
    const discrete = dag.topologicalOrder.filter((node) => relevant.has(node) && cardinalities[node] > 0);
    this.#components = gaussianComponents(gaussian, regressions, measured).map((nodes) => {
      const component = new GaussianComponent(dag, nodes, regressions, measured);
      const hidden = component.discreteParents.filter((parent) => !measured.has(parent));
      const size = hidden.reduce((product, node) => product * cardinalities[node], 1);
      if (size > MOST_CONFIGURATIONS) throw tooMany(hidden, size, dag.names);
      return { component, hidden, table: new Float64Array(size) };
    });
    this.#tables = [...discrete.map((node) => tables[node]!), ...this.#components.map(({ table }) => table)];
    this.#plan = new EliminationPlan({
      names: dag.names,
      cardinalities,
      scopes: [
        ...discrete.map((node) => [...dag.parents(node), node]),
        ...this.#components.map(({ hidden }) => hidden),
      ],
      measured,
    });
  }

  /**
   * Nats; density of the measured Gaussian nodes, mass of the discrete ones.
   *
   * @param states of every measured discrete node; those of hidden ones are overwritten
   * @param values of every measured Gaussian node
   */
  logLikelihood(states: Int32Array, values: ArrayLike<number>): number {
    let logScale = 0;
    for (const { component, hidden, table } of this.#components) {
      for (const node of hidden) states[node] = 0;
      let highest = -Infinity;
      for (let cell = 0; cell < table.length; cell++) {
        table[cell] = component.logDensity(states, values);
        if (table[cell] > highest) highest = table[cell];
        this.#advance(states, hidden);
      }
      for (let cell = 0; cell < table.length; cell++) table[cell] = exp(table[cell] - highest);
      logScale += highest;
    }
    return logScale + this.#plan.run(this.#tables, states);
  }

  /** The next joint state, the last node fastest. */
  #advance(states: Int32Array, nodes: readonly number[]): void {
    for (let k = nodes.length - 1; k >= 0; k--) {
      if (++states[nodes[k]] < this.#cardinalities[nodes[k]]) return;
      states[nodes[k]] = 0;
    }
  }
}

function tooMany(hidden: readonly number[], size: number, names: readonly string[]): InfeasibleError {
  const shown = hidden.slice(0, 6).map((node) => names[node]);
  const rest = hidden.length > shown.length ? ` and ${hidden.length - shown.length} more` : "";
  return new InfeasibleError(
    `Expected Gaussian nodes that depend on at most ${MOST_CONFIGURATIONS} configurations of hidden discrete nodes together, got ${size.toPrecision(3)} of ${hidden.length} nodes (${shown.join(", ")}${rest}). Measure more of the nodes, or do without the exact likelihood.`,
  );
}
