import type { Dag } from "../../graph/dag.ts";

/** The given nodes and their ancestors: what nobody measured below them sums to one and can be left out. */
export function relevantNodes(dag: Dag, measured: Iterable<number>): ReadonlySet<number> {
  const found = new Set<number>(measured);
  // A Set visits what is added while it is walked.
  for (const node of found) for (const parent of dag.parents(node)) found.add(parent);
  return found;
}
