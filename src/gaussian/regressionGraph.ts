/**
 * A DAG as flat arrays for the inner loops of EM: observed nodes are 0 to D - 1 (the order of the data's columns), latent
 * nodes follow in topological order, and the parents of all nodes lie in one array.
 */
import type { Dag } from "../graph/dag.ts";

/** Nodes are numbered as above. */
export interface RegressionGraph {
  readonly size: number;
  readonly observedCount: number;
  /** The number that each node has in the DAG. */
  readonly dagNodes: Int32Array;
  /** Parents before children. */
  readonly order: Int32Array;
  /** Where each node's parents start in `parents`; one entry more than there are nodes. */
  readonly starts: Int32Array;
  /** Aligned with the coefficients. */
  readonly parents: Int32Array;
  readonly mostParents: number;
}

/** Flattens a DAG. */
export function regressionGraph(dag: Dag): RegressionGraph {
  const dagNodes = Int32Array.from([...dag.observed, ...dag.latent]);
  const size = dagNodes.length;
  const numbers = new Int32Array(size);
  dagNodes.forEach((dagNode, node) => {
    numbers[dagNode] = node;
  });
  const starts = new Int32Array(size + 1);
  const parents: number[] = [];
  let mostParents = 0;
  dagNodes.forEach((dagNode, node) => {
    const mine = dag.parents(dagNode);
    for (const parent of mine) parents.push(numbers[parent]);
    mostParents = Math.max(mostParents, mine.length);
    starts[node + 1] = parents.length;
  });
  return {
    size,
    observedCount: dag.observed.length,
    dagNodes,
    order: Int32Array.from(dag.topologicalOrder, (dagNode) => numbers[dagNode]),
    starts,
    parents: Int32Array.from(parents),
    mostParents,
  };
}

/**
 * The covariance that linear-Gaussian regressions imply, in order of the nodes: the covariance of a node with any earlier
 * one is the same combination of its parents' covariances.
 *
 * @param coefficients aligned with `graph.parents`
 * @param variances residual variance of each node
 * @param covariance overwritten, row-major size x size
 */
export function impliedCovariance(
  graph: RegressionGraph,
  coefficients: Float64Array,
  variances: Float64Array,
  covariance: Float64Array,
): void {
  const { size, order, starts, parents } = graph;
  covariance.fill(0);
  for (let position = 0; position < size; position++) {
    const node = order[position];
    const row = node * size;
    for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
      const coefficient = coefficients[arc];
      const parentRow = parents[arc] * size;
      // Columns of nodes that come later are still zero in the parent's row.
      for (let other = 0; other < size; other++) {
        covariance[row + other] += coefficient * covariance[parentRow + other];
      }
    }
    let own = variances[node];
    for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
      own += coefficients[arc] * covariance[row + parents[arc]];
    }
    covariance[row + node] = own;
    for (let earlier = 0; earlier < position; earlier++) {
      const other = order[earlier];
      covariance[other * size + node] = covariance[row + other];
    }
  }
}
