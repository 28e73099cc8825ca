/**
 * Graphs that are wrong on purpose: arcs dropped, added and reversed at random, to learn how right a graph must be.
 */

import { InputError } from "../numeric/errors.ts";
import { type Random, requireRandom } from "../numeric/random.ts";
import { ArcSet } from "./arcSet.ts";
import type { Dag } from "./dag.ts";
import { requireDag } from "./requireDag.ts";

/**
 * The graph without `count` of its arcs, all sets of arcs equally likely. Names, declaration order and roles stay, so a node
 * may be latent and have no children left.
 *
 * @throws InputError if `count` is no whole number from 0 to the number of arcs
 *
 * @example
 * const dag = Dag.create([
 *   { name: "z", parents: [] },
 *   { name: "x", parents: ["z"] },
 *   { name: "y", parents: ["z", "x"] },
 * ]);
 * dropArcs(dag, 1, new Random(1)).arcCount; // 2
 */
export function dropArcs(dag: Dag, count: number, random: Random): Dag {
  requireDag(dag);
  requireRandom(random);
  checkChangeCount(count, dag.arcCount, "arcs to drop");
  const arcs = new ArcSet(dag);
  for (const [parent, child] of shuffled(arcs.arcs(), random).slice(0, count)) arcs.remove(parent, child);
  return arcs.toDag(dag);
}

/**
 * The graph with `count` more arcs, each between two nodes that had none, all sets of pairs equally likely; the direction
 * is drawn too unless one of the two would close a cycle. Names, declaration order and roles stay, so an observed node may
 * become a parent.
 *
 * @throws InputError if `count` is no whole number from 0 to the number of pairs of nodes without an arc
 *
 * @example
 * const dag = Dag.create([
 *   { name: "z", parents: [] },
 *   { name: "x", parents: ["z"] },
 *   { name: "y", parents: ["z"] },
 * ]);
 * addArcs(dag, 1, new Random(1)).arcCount; // 3
 */
export function addArcs(dag: Dag, count: number, random: Random): Dag {
  requireDag(dag);
  requireRandom(random);
  const arcs = new ArcSet(dag);
  const free: [number, number][] = [];
  for (let b = 1; b < dag.size; b++) {
    for (let a = 0; a < b; a++) if (!arcs.has(a, b) && !arcs.has(b, a)) free.push([a, b]);
  }
  // Two nodes of an acyclic graph can always be joined in one direction at least, so every free pair remains possible.
  checkChangeCount(count, free.length, "arcs to add");
  for (const [a, b] of shuffled(free, random).slice(0, count)) {
    const turned = random.integer(2) === 1;
    if (arcs.hasPath(b, a) || (turned && !arcs.hasPath(a, b))) arcs.add(b, a);
    else arcs.add(a, b);
  }
  return arcs.toDag(dag);
}

/**
 * The graph with `count` of its arcs turned round, one after the other, each drawn from those whose reversal closes no cycle
 * in the graph as it is by then; no arc is turned twice. Names, declaration order and roles stay, so an observed node may
 * become a parent.
 *
 * @throws InputError if `count` is no whole number from 0 to the number of arcs
 *
 * @example
 * const dag = Dag.create([
 *   { name: "a", parents: [] },
 *   { name: "b", parents: ["a"] },
 * ]);
 * reverseArcs(dag, 1, new Random(1)).toSpecs()[0]; // { name: "a", parents: ["b"] }
 */
export function reverseArcs(dag: Dag, count: number, random: Random): Dag {
  requireDag(dag);
  requireRandom(random);
  checkChangeCount(count, dag.arcCount, "arcs to reverse");
  const arcs = new ArcSet(dag);
  let left = arcs.arcs();
  for (let done = 0; done < count; done++) {
    left = shuffled(left, random);
    // There always is one: of the arcs not yet turned, take the one with the fewest nodes between its ends in a topological
    // order. A second path between them would need an arc not yet turned (the others are those of the graph with all arcs
    // turned, which has no cycle), and that one would be shorter.
    const next = left.findIndex(([parent, child]) => !arcs.hasPath(parent, child, "indirect"));
    const [[parent, child]] = left.splice(next, 1);
    arcs.remove(parent, child);
    arcs.add(child, parent);
  }
  return arcs.toDag(dag);
}

/** Refuses a number of changes that is no whole number or more than there can be. */
export function checkChangeCount(count: number, possible: number, what: string): void {
  if (!Number.isSafeInteger(count) || count < 0 || count > possible) {
    throw new InputError(
      `Expected a whole number of ${what} from 0 to ${possible}, as many as this graph allows, got ${count}.`,
    );
  }
}

/** A copy in random order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return Array.from(random.permutation(items.length), (index) => items[index]);
}
