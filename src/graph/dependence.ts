/**
 * What a stack of masked blocks really depends on.
 */
import { InputError } from "../numeric/errors.ts";
import type { Dag } from "./dag.ts";
import type { FaithfulInverse } from "./inversion.ts";

/**
 * `paper`: each block reads the parents' running values, so every further block lets a component hear one arc farther.
 * `exact`: each block reads the parents' original values, so a component hears its parents only.
 */
export type Factorisation = "paper" | "exact";

/**
 * The inputs on which each component depends after a stack of blocks, itself included, ascending.
 *
 * @param sets entry `j`: what component `j` reads in one block besides itself. Indices of `sets.length` and above stand for conditioning
 *   inputs, which read nothing themselves.
 * @param blocks the number T of blocks; `paper` then reaches everything within T steps of reading, `exact` ignores it
 * @throws InputError if `blocks` is not a whole number of 0 or more
 *
 * @example
 * const chain = [[], [0], [1], [2]];
 * impliedDependence(chain, 2, "paper")[3]; // [1, 2, 3]
 * impliedDependence(chain, 2, "exact")[3]; // [2, 3]
 */
export function impliedDependence(
  sets: readonly (readonly number[])[],
  blocks: number,
  factorisation: Factorisation,
): readonly (readonly number[])[] {
  if (!(Number.isInteger(blocks) && blocks >= 0)) {
    throw new InputError(
      `Expected a whole number of blocks, 0 or more, got ${blocks}. Choose for example 4.`,
    );
  }
  const hops = factorisation === "exact" ? 1 : blocks;
  return sets.map((_, component) => withinHops(component, hops, (index) => sets[index] ?? []));
}

/**
 * What each latent of the prior depends on: for each latent node the nodes (latent, or observed where the prior is conditioned
 * on observed parents), itself included, ascending.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "z1", parents: [] },
 *   { name: "z2", parents: ["z1"] },
 *   { name: "z3", parents: ["z2"] },
 *   { name: "x", parents: ["z3"] },
 * ]);
 * priorDependence(dag, 4, "paper").get(2); // [0, 1, 2]: not p(z3 | z2) alone
 * priorDependence(dag, 4, "exact").get(2); // [1, 2]
 *
 * @param affine whether an affine layer follows the blocks, which reaches the parents once more
 */
export function priorDependence(
  dag: Dag,
  blocks: number,
  factorisation: Factorisation,
  affine = false,
): ReadonlyMap<number, readonly number[]> {
  return latentDependence(dag, (node) => dag.parents(node), blocks + (affine ? 1 : 0), factorisation);
}

/**
 * What each latent of the encoder depends on: for each latent node the nodes, itself included, ascending.
 *
 * @param affine whether an affine layer precedes the blocks; it solves for all latents at once, so that each of them
 *   hears every latent and observed node that it can reach through the inverse
 */
export function encoderDependence(
  dag: Dag,
  inverse: FaithfulInverse,
  blocks: number,
  factorisation: Factorisation,
  affine = false,
): ReadonlyMap<number, readonly number[]> {
  const reads = (node: number) => inverse.parents.get(node) ?? [];
  return affine
    ? latentDependence(dag, reads, blocks + dag.size, "paper")
    : latentDependence(dag, reads, blocks, factorisation);
}

function latentDependence(
  dag: Dag,
  reads: (node: number) => readonly number[],
  blocks: number,
  factorisation: Factorisation,
): ReadonlyMap<number, readonly number[]> {
  // Observed nodes are inputs of the flow: they read nothing.
  const sets = dag.roles.map((role, node) => (role === "latent" ? reads(node) : []));
  const dependence = impliedDependence(sets, blocks, factorisation);
  return new Map(dag.latent.map((node) => [node, dependence[node]]));
}

function withinHops(
  start: number,
  hops: number,
  reads: (index: number) => readonly number[],
): readonly number[] {
  const found = new Set([start]);
  let newest = [start];
  for (let hop = 0; hop < hops && newest.length > 0; hop++) {
    const next: number[] = [];
    for (const index of newest) {
      for (const read of reads(index)) {
        if (found.has(read)) continue;
        found.add(read);
        next.push(read);
      }
    }
    newest = next;
  }
  return [...found].sort((a, b) => a - b);
}
