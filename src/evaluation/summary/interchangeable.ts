import type { Dag } from "../../graph/index.ts";

/**
 * Pairs of hidden nodes that have the same parents and the same children, each other left aside: whatever one of them explains,
 * the other or a mixture of both explains as well, so that their coefficients mean nothing by themselves.
 */
export function interchangeableNodes(dag: Dag): (readonly [string, string])[] {
  const others = (nodes: readonly number[], ...left: number[]) =>
    nodes
      .filter((node) => !left.includes(node))
      .sort((a, b) => a - b)
      .join();
  return dag.latent.flatMap((a, i) =>
    dag.latent
      .slice(i + 1)
      .filter(
        (b) =>
          others(dag.parents(a), b) === others(dag.parents(b), a) &&
          others(dag.children(a), b) === others(dag.children(b), a),
      )
      .map((b) => [dag.names[a], dag.names[b]] as const),
  );
}
