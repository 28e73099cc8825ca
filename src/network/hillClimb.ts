/**
 * A graph from data: greedy search for the one with the best score.
 */
import { Dag } from "../graph/dag.ts";
import { InputError } from "../numeric/errors.ts";
import { ClimbingGraph } from "./climbingGraph.ts";
import type { Dataset } from "./dataset.ts";
import { GaussianScore } from "./gaussianScore.ts";

/** One step of the search; `reverse` turns parent -> child into child -> parent. */
export interface ClimbMove {
  readonly kind: "add" | "delete" | "reverse";
  readonly parent: string;
  readonly child: string;
  /** How much the score rises, nats for the whole table. */
  readonly gain: number;
}

export interface ClimbOptions {
  /** The most parents that a node may have; never more than rows - 2. Default: 8. */
  readonly maximumParents?: number;
  /** The columns that are observed in the graph; the others become latent. Default: all. */
  readonly observed?: readonly string[];
  /** Called after every step. */
  readonly onMove?: (move: ClimbMove) => void;
}

/**
 * Learns a graph over the columns of a table by hill climbing on the linear-Gaussian BIC ({@link linearGaussianBic}): from the
 * graph without arcs, the one change of an arc (add, delete, reverse) that raises the score most, until none does. What it
 * finds is a local optimum, and data never tell the direction of every arc: of equally good moves the one whose parent's name,
 * then child's name comes first by character codes is made. No randomness; the order of the columns does not matter.
 *
 * Source: local search by changes of single arcs, D. Heckerman, D. Geiger and D. M. Chickering, Learning Bayesian networks: the
 * combination of knowledge and statistical data, 1995; the score: G. Schwarz, Estimating the dimension of a model, 1978.
 *
 * @param data a column for every node; complete rows, latents included if they shall be in the graph
 * @returns a graph whose nodes are the columns, in their order
 * @throws InputError if a column is constant or a linear function of others, `observed` is empty or names an unknown column,
 *   or `maximumParents` is no whole number from 0 on
 *
 * @example
 * const network = builtInNetwork("ecoli70");
 * const data = network.sample(1000, new Random(1), { includeLatents: true });
 * const observed = network.dag.observed.map((node) => network.dag.names[node]);
 * const learned = learnStructure(data, { observed });
 * learned.size; // 46
 */
export function learnStructure(data: Dataset, options: ClimbOptions = {}): Dag {
  const { maximumParents = 8, observed = data.columns, onMove } = options;
  if (!Number.isSafeInteger(maximumParents) || maximumParents < 0) {
    throw new InputError(`Expected a whole number of parents from 0 on, got ${maximumParents}.`);
  }
  const bare = Dag.create(
    data.columns.map((name) => ({ name, parents: [] })),
    observed,
  );
  // By name, so that the order of the columns decides nothing. Not by locale: that differs between machines.
  const names = [...data.columns].sort((a, b) => (a < b ? -1 : 1));
  const score = new GaussianScore(data, names);
  const graph = new ClimbingGraph(score, Math.min(maximumParents, score.mostParents));
  for (let move = graph.bestMove(); move !== undefined; move = graph.bestMove()) {
    graph.apply(move);
    onMove?.({ ...move, parent: names[move.parent], child: names[move.child] });
  }
  const parents = new Map(names.map((name, node) => [name, graph.parents[node].map((p) => names[p])]));
  return Dag.create(
    bare.names.map((name) => ({ name, parents: parents.get(name)! })),
    observed,
  );
}
