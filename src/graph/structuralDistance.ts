/**
 * How far two graphs are apart.
 */

import type { Dag } from "./dag.ts";
import { requireDag } from "./requireDag.ts";

/**
 * The structural Hamming distance: the number of pairs of nodes between which the two graphs do not have the same arc, so an
 * arc that is missing, one too many or turned round counts 1. Nodes go by their names; one that only one graph has counts by
 * its arcs. Roles do not count. Symmetric, 0 only where the arcs are the same.
 *
 * Source: the distance between the two graphs as DAGs, where I. Tsamardinos, L. E. Brown and C. F. Aliferis, The max-min
 * hill-climbing Bayesian network structure learning algorithm, 2006, compare their equivalence classes.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "a", parents: [] },
 *   { name: "b", parents: ["a"] },
 * ]);
 * structuralHammingDistance(dag, reverseArcs(dag, 1, new Random(1))); // 1
 */
export function structuralHammingDistance(a: Dag, b: Dag): number {
  requireDag(a);
  requireDag(b);
  const arcsOfA = namedArcs(a);
  const arcsOfB = namedArcs(b);
  let distance = 0;
  for (const [child, parents] of arcsOfA) {
    for (const parent of parents) if (!arcsOfB.get(child)?.has(parent)) distance++;
  }
  // An arc of b that a has turned round was counted just now.
  for (const [child, parents] of arcsOfB) {
    for (const parent of parents) {
      if (!arcsOfA.get(child)?.has(parent) && !arcsOfA.get(parent)?.has(child)) distance++;
    }
  }
  return distance;
}

function namedArcs(dag: Dag): Map<string, Set<string>> {
  return new Map(dag.toSpecs().map(({ name, parents }) => [name, new Set(parents)]));
}
