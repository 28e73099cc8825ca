/**
 * A graph from data: greedy search for the one with the best score.
 */

import type { Dataset } from "../data/dataset.ts";
import { requireTable } from "../data/requireTable.ts";
import { Dag } from "../graph/dag.ts";
import { reverseArcs } from "../graph/perturbation.ts";
import { InputError } from "../numeric/errors.ts";
import {
  functionShape,
  numberShape,
  type OptionShapes,
  requireOptions,
  seedShape,
  textsShape,
} from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { ClimbingGraph } from "./climbingGraph.ts";
import { DeterminedSets } from "./determinedSets.ts";
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
  /**
   * How often to climb again from the best graph so far with a quarter of its arcs turned round, which leads away from a
   * local optimum. Every climb costs about as much as the first. With 100 rows a node 40 of them took ECOLI70 from about 21
   * arcs too many to about 8; with 2 rows a node the score rose too, but the graph got no nearer the truth. Default: 0.
   */
  readonly restarts?: number;
  /** Draws the arcs that a restart turns; a whole number from 0 to 2^53 - 1. Default: 0. */
  readonly seed?: number;
  /** Called after every step of every climb. */
  readonly onMove?: (move: ClimbMove) => void;
  /**
   * Called at the end with each smallest set of columns of which the last is a linear function of the others in all rows, as a
   * total of its parts or a copy is; the search goes on without the arcs that would make one of them certain. Without it such
   * columns are an error.
   */
  readonly onDetermined?: (columns: readonly string[]) => void;
}

const climbShapes: OptionShapes<ClimbOptions> = {
  maximumParents: numberShape,
  observed: textsShape,
  restarts: numberShape,
  seed: seedShape,
  onMove: functionShape,
  onDetermined: functionShape,
};

/**
 * Learns a graph over the columns of a table by hill climbing on the linear-Gaussian BIC ({@link linearGaussianBic}): from the
 * graph without arcs, the one change of an arc (add, delete, reverse) that raises the score most, until none does. What it
 * finds is a local optimum, and data never tell the direction of every arc: of equally good moves the one whose parent's name,
 * then child's name comes first by character codes is made. The same data and options give the same graph, whatever the order
 * of the columns. Columns that are no normal numbers count by their normal scores, and labels without an order by an indicator of
 * each, all of them together as one node: neither the order of labels nor the distance of codes matters.
 *
 * Source: local search by changes of single arcs, D. Heckerman, D. Geiger and D. M. Chickering, Learning Bayesian networks: the
 * combination of knowledge and statistical data, 1995; the score: G. Schwarz, Estimating the dimension of a model, 1978.
 *
 * @param data a column for every node; complete rows, latents included if they shall be in the graph
 * @returns a graph whose nodes are the columns, in their order
 * @throws InputError if a column is constant, or a linear function of others and `onDetermined` is not given; if `observed` is
 *   empty or names an unknown column, `maximumParents` or `restarts` is no whole number from 0 on, or the seed is none
 *
 * @example
 * const network = builtInNetwork("ecoli70");
 * const data = network.sample(1000, new Random(1), { includeLatents: true });
 * const observed = network.dag.observed.map((node) => network.dag.names[node]!);
 * const learned = learnStructure(data, { observed });
 * learned.size; // 46
 */
export function learnStructure(data: Dataset, options: ClimbOptions = {}): Dag {
  requireTable(data);
  requireOptions(options, climbShapes, {
    what: "options of the search",
    example: "such as { restarts: 10 }",
  });
  const {
    maximumParents = 8,
    observed = data.columns,
    restarts = 0,
    seed = 0,
    onMove,
    onDetermined,
  } = options;
  checkCount(maximumParents, "parents");
  checkCount(restarts, "restarts");
  const random = new Random(seed);
  // Refuses wrong names before the search.
  Dag.create(withoutParents(data.columns), observed);
  // By name, so that the order of the columns decides nothing. Not by locale: that differs between machines.
  const names = [...data.columns].sort((a, b) => (a < b ? -1 : 1));
  const determined = new DeterminedSets();
  const score = new GaussianScore(
    data,
    names,
    onDetermined && ((node, parents) => determined.add(node, parents)),
  );
  const climb = (start: Dag): { dag: Dag; gain: number } => {
    const parents = names.map((_, node) => start.parents(node));
    const graph = new ClimbingGraph(score, Math.min(maximumParents, score.mostParents), parents);
    for (let move = graph.bestMove(); move !== undefined; move = graph.bestMove()) {
      graph.apply(move);
      onMove?.({ ...move, parent: names[move.parent], child: names[move.child] });
    }
    const specs = names.map((name, node) => ({ name, parents: graph.parents[node].map((at) => names[at]) }));
    return { dag: Dag.create(specs, names), gain: graph.totalGain() };
  };
  let best = climb(Dag.create(withoutParents(names), names));
  for (let restart = 0; restart < restarts; restart++) {
    const next = climb(reverseArcs(best.dag, Math.ceil(best.dag.arcCount / 4), random));
    if (next.gain > best.gain) best = next;
  }
  for (const set of determined.smallest((parents, node) => score.determines(parents, node)))
    onDetermined?.(set.map((node) => names[node]));
  const specs = best.dag.toSpecs();
  return Dag.create(
    data.columns.map((name) => specs[best.dag.indexOf(name)]),
    observed,
  );
}

function withoutParents(names: readonly string[]) {
  return names.map((name) => ({ name, parents: [] }));
}

function checkCount(count: number, what: string): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new InputError(`Expected a whole number of ${what} from 0 on, got ${count}.`);
  }
}
