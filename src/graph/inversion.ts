/**
 * Faithful inversion: from a network "causes to observations" to one "observations to causes" that promises no
 * independence the network lacks, and reads no more than it must.
 */

import { isBuiltIn, requireArgument, requireObject } from "../numeric/arguments.ts";
import { flagShape, type OptionShapes, oneOfShape, requireOptions } from "../numeric/optionShapes.ts";
import { Dag } from "./dag.ts";
import { EliminationGraph } from "./eliminationGraph.ts";
import { LiveAncestry } from "./liveAncestry.ts";
import { moralize } from "./moral.ts";
import { requireDag } from "./requireDag.ts";

/**
 * Which latents may be eliminated next: `topological` those without a latent parent left, `reverse` those without
 * a latent child left.
 */
export type InversionMode = "topological" | "reverse";

export interface InversionOptions {
  /** Default `topological`. */
  readonly mode?: InversionMode;
  /** Record every step. Default false. */
  readonly trace?: boolean;
}

const inversionShapes: OptionShapes<InversionOptions> = {
  mode: oneOfShape(["topological", "reverse"]),
  trace: flagShape,
};

/** One elimination. */
export interface InversionStep {
  readonly node: number;
  /** Pairs of neighbours that were not joined yet when the node was chosen: the score that was least. */
  readonly fillIn: number;
  /** The node's parents in the inverse, ascending. */
  readonly parents: readonly number[];
  /** The pairs of parents that the step joined; `fillIn` of them unless edges were removed. */
  readonly addedEdges: readonly (readonly [number, number])[];
  /** Neighbours from which the node was found to be separated after all, and so parted. Empty unless some latent has no observed descendant. */
  readonly partedFrom: readonly number[];
}

/** The graph of an encoder that claims no independence which the network does not have: {@link faithfulInverse} gives it. */
export interface FaithfulInverse {
  /** For each latent node its parents in the inverse, ascending: observed nodes and latents eliminated later. */
  readonly parents: ReadonlyMap<number, readonly number[]>;
  readonly eliminationOrder: readonly number[];
  /** The elimination order reversed: every latent after its latent inverse parents. */
  readonly samplingOrder: readonly number[];
  readonly trace?: readonly InversionStep[];
}

/**
 * Inverts a network by eliminating its latents one by one from the moral graph, in the frontier order of `mode`, always
 * taking the one with the least fill-in (ties: fewest neighbours, then the name that sorts first by code units). What a
 * latent still touches when it is eliminated become its inverse parents, and they are joined to each other.
 *
 * For each latent z, with R the observed nodes and the latents eliminated later, the parents are the one smallest
 * set that d-separates z from the rest of R in the network. Why: separating z from *all* of R by a part of R is a
 * question about the moral graph of the ancestors of R and z, and while each latent has an observed descendant (as when
 * the leaves are observed) those are all nodes, whichever nodes are observed and in whichever order one eliminates.
 * A latent without observed descendants leaves that ancestral graph once its last descendant is eliminated, and takes with it
 * the edges between its parents that elimination has meanwhile spread further. From then on the neighbours of a latent
 * are a superset; they are cut down to its exact Markov blanket before they become its parents.
 *
 * Source: S. Webb et al., Faithful inversion of generative models for effective amortized inference, 2018, algorithm 1.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "rain", parents: [] },
 *   { name: "sprinkler", parents: [] },
 *   { name: "grass", parents: ["rain", "sprinkler"] },
 * ]);
 * const inverse = faithfulInverse(dag);
 * inverse.parents.get(0); // [1, 2]: rain reads the sprinkler (explaining away) and the grass
 * inverse.parents.get(1); // [2]
 * inverse.samplingOrder; // [1, 0]
 */
export function faithfulInverse(dag: Dag, options: InversionOptions = {}): FaithfulInverse {
  requireDag(dag);
  requireOptions(options, inversionShapes, {
    what: "options of the inversion",
    example: "such as { trace: true }",
  });
  const graph = new EliminationGraph(moralize(dag));
  const ancestry = new LiveAncestry(dag);
  const frontier = new Frontier(dag, options.mode ?? "topological");
  const nameRank = rankNames(dag);
  const parentsOf = new Map<number, readonly number[]>();
  const eliminationOrder: number[] = [];
  const trace: InversionStep[] = [];

  const comesBefore = (a: number, b: number): boolean =>
    (graph.fillIn(a) - graph.fillIn(b) || graph.degree(a) - graph.degree(b) || nameRank[a] - nameRank[b]) < 0;

  while (frontier.nodes.size > 0) {
    const node = frontier.take(comesBefore);
    const fillIn = graph.fillIn(node);
    const partedFrom = ancestry.anyDead ? partFromSeparated(node, graph, ancestry) : [];
    const parents = graph.neighbours(node);
    const addedEdges = joinAll(parents, graph);
    graph.removeJoined(node);
    ancestry.eliminate(node);
    parentsOf.set(node, Object.freeze(parents));
    eliminationOrder.push(node);
    if (options.trace) trace.push({ node, fillIn, parents, addedEdges, partedFrom });
  }

  return {
    parents: parentsOf,
    eliminationOrder,
    samplingOrder: [...eliminationOrder].reverse(),
    ...(options.trace ? { trace } : {}),
  };
}

/**
 * The inverse as a graph of its own, with the names, order and roles of `dag`: latents have their inverse parents,
 * observed nodes have none.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "cause", parents: [] },
 *   { name: "effect", parents: ["cause"] },
 * ]);
 * inverseDag(dag, faithfulInverse(dag)).toSpecs();
 * // [{ name: "cause", parents: ["effect"] }, { name: "effect", parents: [] }]
 */
export function inverseDag(dag: Dag, inverse: FaithfulInverse): Dag {
  requireDag(dag);
  requireObject("the inverse that faithfulInverse returns", inverse);
  requireArgument(isBuiltIn(inverse.parents, "Map"), "a Map as the parents of the inverse", inverse.parents);
  const specs = dag.names.map((name, node) => ({
    name,
    parents: (inverse.parents.get(node) ?? []).map((parent) => dag.names[parent]),
  }));
  return Dag.create(
    specs,
    dag.observed.map((node) => dag.names[node]),
  );
}

function partFromSeparated(node: number, graph: EliminationGraph, ancestry: LiveAncestry): number[] {
  const blanket = ancestry.blanket(node);
  const separated = graph.neighbours(node).filter((neighbour) => !blanket.has(neighbour));
  for (const neighbour of separated) graph.part(node, neighbour);
  return separated;
}

function joinAll(nodes: readonly number[], graph: EliminationGraph): [number, number][] {
  const added: [number, number][] = [];
  for (let i = 0; i < nodes.length; i++) {
    for (let j = i + 1; j < nodes.length; j++) {
      if (graph.join(nodes[i], nodes[j])) added.push([nodes[i], nodes[j]]);
    }
  }
  return added;
}

/** Plain code-unit order: the same in every locale. */
function rankNames(dag: Dag): Int32Array {
  const byName = [...dag.names.keys()].sort((a, b) => (dag.names[a] < dag.names[b] ? -1 : 1));
  const rank = new Int32Array(dag.size);
  byName.forEach((node, position) => {
    rank[node] = position;
  });
  return rank;
}

/** The latents that the mode allows to be eliminated next. */
class Frontier {
  readonly nodes = new Set<number>();
  readonly #unlocks: (node: number) => readonly number[];
  readonly #waitingFor: Int32Array;
  readonly #dag: Dag;

  constructor(dag: Dag, mode: InversionMode) {
    this.#dag = dag;
    const before = (node: number) => (mode === "topological" ? dag.parents(node) : dag.children(node));
    this.#unlocks = (node) => (mode === "topological" ? dag.children(node) : dag.parents(node));
    this.#waitingFor = new Int32Array(dag.size);
    for (const node of dag.latent) {
      this.#waitingFor[node] = before(node).filter((other) => dag.roles[other] === "latent").length;
      if (this.#waitingFor[node] === 0) this.nodes.add(node);
    }
  }

  /** Removes the first node by `comesBefore` and lets in those that waited for it alone. */
  take(comesBefore: (a: number, b: number) => boolean): number {
    let first = -1;
    for (const node of this.nodes) if (first < 0 || comesBefore(node, first)) first = node;
    this.nodes.delete(first);
    for (const node of this.#unlocks(first)) {
      if (this.#dag.roles[node] === "latent" && --this.#waitingFor[node] === 0) this.nodes.add(node);
    }
    return first;
  }
}
