import { columnPositions, type Dataset } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import {
  type DiscreteNode,
  EliminationPlan,
  type EvidenceRow,
  evidencePatterns,
  levelCodes,
  relevantNodes,
} from "../network/index.ts";

/** A node of a network whose tables are to be found: everything but its probabilities. */
export type DiscreteNodeShape = Omit<DiscreteNode, "table">;

/** Rows in which the same nodes were measured, with the sums over what was not. */
export interface TableProblemPart {
  /** Nodes that bear on these rows, whose tables the plan takes in this order. */
  readonly nodes: readonly number[];
  readonly plan: EliminationPlan;
  readonly rows: readonly EvidenceRow[];
}

/** What has to be known to find the tables of a discrete network from rows of some of its nodes. */
export interface TableProblem {
  /** How many states each node has. */
  readonly states: readonly number[];
  /** The variables of each table: the parents in their order, and the node itself. */
  readonly scopes: readonly (readonly number[])[];
  /** Cells of each table. */
  readonly sizes: readonly number[];
  /** Free probabilities of all tables. */
  readonly parameters: number;
  readonly parts: readonly TableProblemPart[];
}

/**
 * @param data rows whose columns are nodes; NaN is missing
 * @param mostCells of the largest table that a sum may form, where it is not to be as large as memory allows
 * @throws InputError for a column that is no node or a value that is none of its states; InfeasibleError where the sums are too large
 */
export function tableProblem(
  dag: Dag,
  nodes: readonly DiscreteNodeShape[],
  data: Dataset,
  mostCells?: number,
): TableProblem {
  const states = nodes.map((node) => node.states.length);
  const scopes = nodes.map((_, node) => [...dag.parents(node), node]);
  const sizes = scopes.map((scope) => scope.reduce((size, node) => size * states[node], 1));
  const codes = new Array<Int32Array | undefined>(dag.size).fill(undefined);
  columnPositions(data, data.columns).forEach((column) => {
    const node = dag.indexOf(data.columns[column]);
    codes[node] = levelCodes(data, column, nodes[node].states);
  });
  const parts = evidencePatterns(codes, data.rowCount).map(({ measured, rows }) => {
    const relevant = [...relevantNodes(dag, measured)].sort((a, b) => a - b);
    const plan = new EliminationPlan({
      names: dag.names,
      cardinalities: states,
      scopes: relevant.map((node) => scopes[node]),
      measured,
      ...(mostCells !== undefined && { mostCells }),
    });
    return { nodes: relevant, plan, rows };
  });
  const parameters = sizes.reduce((sum, size, node) => sum + (size / states[node]) * (states[node] - 1), 0);
  return { states, scopes, sizes, parameters, parts };
}
