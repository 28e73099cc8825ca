/**
 * d-separation: which independences a graph promises.
 */
import { requireArgument } from "../numeric/arguments.ts";
import type { Dag } from "./dag.ts";
import { requireDag } from "./requireDag.ts";

/**
 * Whether every path between `a` and `b` is blocked by `given`, so that every distribution on the graph has `a` independent
 * of `b` given `given`. Nodes of `a` or `b` that are also given are constants and separate from everything; a node that
 * is in both `a` and `b` and not given is never separated from itself. Linear in the size of the graph.
 *
 * @throws InputError if a node index is out of range
 *
 * @example
 * const dag = Dag.create([
 *   { name: "rain", parents: [] },
 *   { name: "sprinkler", parents: [] },
 *   { name: "grass", parents: ["rain", "sprinkler"] },
 * ]);
 * dSeparated(dag, [0], [1], []); // true
 * dSeparated(dag, [0], [1], [2]); // false: wet grass and no rain make the sprinkler likely
 */
export function dSeparated(
  dag: Dag,
  a: readonly number[],
  b: readonly number[],
  given: readonly number[],
): boolean {
  const reached = dConnected(dag, a, given);
  checkNodes(dag, b);
  return !b.some((node) => reached.has(node));
}

/**
 * All nodes that are not given and not d-separated from `from`, the nodes of `from` themselves included.
 *
 * Source: D. Koller and N. Friedman, Probabilistic Graphical Models, 2009, algorithm 3.1.
 *
 * @throws InputError if a node index is out of range
 */
export function dConnected(dag: Dag, from: readonly number[], given: readonly number[]): Set<number> {
  checkNodes(dag, from);
  checkNodes(dag, given);
  const isGiven = new Uint8Array(dag.size);
  for (const node of given) isGiven[node] = 1;
  const hasGivenDescendant = markWithAncestors(dag, given);

  const reached = new Set<number>();
  // A node may be entered from above (from a parent) and from below (from a child), each at most once.
  const entered = [new Uint8Array(dag.size), new Uint8Array(dag.size)];
  const pending: number[] = [];
  const enter = (node: number, fromAbove: 0 | 1) => {
    if (entered[fromAbove][node]) return;
    entered[fromAbove][node] = 1;
    pending.push(2 * node + fromAbove);
  };
  for (const node of from) enter(node, 0);
  while (pending.length > 0) {
    const step = pending.pop()!;
    const node = step >> 1;
    const fromAbove = step & 1;
    if (!isGiven[node]) {
      reached.add(node);
      for (const child of dag.children(node)) enter(child, 1);
      if (!fromAbove) for (const parent of dag.parents(node)) enter(parent, 0);
    }
    if (fromAbove && hasGivenDescendant[node]) for (const parent of dag.parents(node)) enter(parent, 0);
  }
  return reached;
}

function markWithAncestors(dag: Dag, nodes: readonly number[]): Uint8Array {
  const marked = new Uint8Array(dag.size);
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (marked[node]) continue;
    marked[node] = 1;
    for (const parent of dag.parents(node)) pending.push(parent);
  }
  return marked;
}

function checkNodes(dag: Dag, nodes: readonly number[]): void {
  requireDag(dag);
  requireArgument(Array.isArray(nodes), "a list of indices of nodes", nodes, "Use dag.indexOf for names.");
  for (const node of nodes) dag.parents(node);
}
