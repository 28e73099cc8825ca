/**
 * The moral graph: arcs lose their direction and parents with a common child are joined.
 */
import type { Dag } from "./dag.ts";

/**
 * The moral graph as an adjacency list: entry `i` is the set of the neighbours of node `i`.
 *
 * Source: S. L. Lauritzen and D. J. Spiegelhalter, Local computations with probabilities on graphical structures, 1988.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "a", parents: [] },
 *   { name: "b", parents: [] },
 *   { name: "c", parents: ["a", "b"] },
 * ]);
 * moralize(dag)[0]; // Set { 1, 2 }
 */
export function moralize(dag: Dag): Array<Set<number>> {
  const neighbours = Array.from({ length: dag.size }, () => new Set<number>());
  for (let child = 0; child < dag.size; child++) {
    const family = [child, ...dag.parents(child)];
    for (const a of family) {
      for (const b of family) if (a !== b) neighbours[a].add(b);
    }
  }
  return neighbours;
}
