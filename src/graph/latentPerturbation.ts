/**
 * Graphs that are wrong about what is hidden: latents taken away, and latents that nothing needs.
 */
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { Dag, type NodeSpec } from "./dag.ts";
import { checkChangeCount, shuffled } from "./perturbation.ts";

/**
 * The graph without `count` of its latents, all sets equally likely. The parents of a removed latent become parents of its
 * children, in its place, so whatever was upstream still reaches what was downstream; children whose only tie was the removed
 * latent become independent. The other names, their order and their roles stay.
 *
 * @throws InputError if `count` is no whole number from 0 to the number of latents
 *
 * @example
 * const dag = Dag.create([
 *   { name: "z1", parents: [] },
 *   { name: "x", parents: ["z1"] },
 * ]);
 * removeLatents(dag, 1, new Random(1)).names; // ["x"]
 */
export function removeLatents(dag: Dag, count: number, random: Random): Dag {
  checkChangeCount(count, dag.latent.length, "latents to remove");
  const removed = new Set(shuffled(dag.latent, random).slice(0, count));
  const parents: (readonly number[])[] = Array.from({ length: dag.size }, (_, node) => dag.parents(node));
  // Parents first: those of a removed node are then kept nodes already.
  for (const node of dag.topologicalOrder) {
    const standIns = parents[node].flatMap((parent) => (removed.has(parent) ? parents[parent] : [parent]));
    parents[node] = [...new Set(standIns)];
  }
  const kept = dag.names.map((_, node) => node).filter((node) => !removed.has(node));
  return Dag.create(
    kept.map((node) => ({
      name: dag.names[node],
      parents: parents[node].map((parent) => dag.names[parent]),
    })),
    dag.observed.map((node) => dag.names[node]),
  );
}

/**
 * The graph with `count` superfluous latents: each has no parents and points to two observed nodes, all pairs equally
 * likely. They are declared last, as `extra1`, `extra2` and so on, without the names that the graph has already.
 *
 * @throws InputError if `count` is no whole number from 0 on, or above 0 with fewer than two observed nodes
 *
 * @example
 * const dag = Dag.create([
 *   { name: "x", parents: [] },
 *   { name: "y", parents: [] },
 * ]);
 * addLatents(dag, 1, new Random(1)).toSpecs()[1]; // { name: "y", parents: ["extra1"] }
 */
export function addLatents(dag: Dag, count: number, random: Random): Dag {
  if (dag.observed.length < 2 && count > 0) {
    throw new InputError(
      `Expected at least two observed nodes for a latent to point to, got ${dag.observed.length}: 0 latents are possible. Declare more nodes observed.`,
    );
  }
  checkChangeCount(count, Number.MAX_SAFE_INTEGER, "latents to add");
  const parents = dag.toSpecs().map((spec) => [...spec.parents]);
  const extras = unusedNames(dag, count);
  for (const name of extras) {
    for (const node of shuffled(dag.observed, random).slice(0, 2)) parents[node].push(name);
  }
  const specs: NodeSpec[] = dag.names.map((name, node) => ({ name, parents: parents[node] }));
  return Dag.create(
    [...specs, ...extras.map((name) => ({ name, parents: [] }))],
    dag.observed.map((node) => dag.names[node]),
  );
}

function unusedNames(dag: Dag, count: number): string[] {
  const taken = new Set(dag.names);
  const names: string[] = [];
  for (let number = 1; names.length < count; number++) {
    if (!taken.has(`extra${number}`)) names.push(`extra${number}`);
  }
  return names;
}
