/**
 * In which order to sum discrete variables out of a product of tables.
 */
import { EliminationGraph } from "../../graph/eliminationGraph.ts";
import { exp, log, log1p } from "../../numeric/elementary.ts";

/** An order and what it costs. */
export interface EliminationOrder {
  readonly order: readonly number[];
  /** Natural logarithm of the cells of all tables that the order forms. */
  readonly logCells: number;
}

/** What a greedy order looks at first; the other comes second. */
type Criterion = "fill-in" | "weight";

/**
 * The cheaper of two greedy orders: least fill-in first, or smallest table first. Which of the two wins depends on the
 * graph, and both cost next to nothing beside the sums.
 *
 * Source: D. Koller and N. Friedman, Probabilistic graphical models, 2009, section 9.4.3.
 *
 * @param adjacency neighbours of every variable, symmetric; two are neighbours if a table has both
 * @param cardinalities states of every variable
 * @param eliminated the variables to sum out; the others stay
 */
export function eliminationOrder(
  adjacency: readonly ReadonlySet<number>[],
  cardinalities: ArrayLike<number>,
  eliminated: readonly number[],
): EliminationOrder {
  const orders = (["fill-in", "weight"] as const).map((criterion) =>
    greedyOrder(adjacency, cardinalities, eliminated, criterion),
  );
  return orders[1].logCells < orders[0].logCells ? orders[1] : orders[0];
}

function greedyOrder(
  adjacency: readonly ReadonlySet<number>[],
  cardinalities: ArrayLike<number>,
  eliminated: readonly number[],
  criterion: Criterion,
): EliminationOrder {
  const graph = new EliminationGraph(adjacency);
  const logStates = Float64Array.from(cardinalities, (states) => log(states));
  const weigh = (node: number) =>
    graph.neighbours(node).reduce((sum, other) => sum + logStates[other], logStates[node]);
  const weight = Float64Array.from(adjacency, (_, node) => weigh(node));
  const first = (node: number) => (criterion === "weight" ? weight[node] : graph.fillIn(node));
  const second = (node: number) => (criterion === "weight" ? graph.fillIn(node) : weight[node]);
  const left = new Set(eliminated);
  const order: number[] = [];
  let logCells = -Infinity;
  while (left.size > 0) {
    let next = -1;
    for (const node of left) {
      const better = next < 0 ? -1 : first(node) - first(next) || second(node) - second(next);
      if (better < 0) next = node;
    }
    const neighbours = graph.neighbours(next);
    logCells = logSum(logCells, weight[next]);
    for (const a of neighbours) for (const b of neighbours) if (a < b) graph.join(a, b);
    graph.removeJoined(next);
    for (const neighbour of neighbours) weight[neighbour] = weigh(neighbour);
    left.delete(next);
    order.push(next);
  }
  return { order, logCells };
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  const low = Math.min(a, b);
  return low === -Infinity ? high : high + log1p(exp(low - high));
}
