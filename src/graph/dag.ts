/**
 * A directed acyclic graph over named nodes, each observed or latent.
 */
import { requireArgument, requireTexts } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { NodeError } from "./nodeError.ts";
import { sortTopologically } from "./topologicalOrder.ts";

/** Whether data has a column for the node (`observed`) or it is never measured (`latent`). */
export type Role = "observed" | "latent";

/** A node as a person writes it: its name and the names of its parents. */
export interface NodeSpec {
  readonly name: string;
  readonly parents: readonly string[];
}

/**
 * An immutable DAG. Nodes are the indices 0 to size - 1, in the order in which they were declared.
 *
 * @example
 * const dag = Dag.create([
 *   { name: "rain", parents: [] },
 *   { name: "sprinkler", parents: ["rain"] },
 *   { name: "grass", parents: ["rain", "sprinkler"] },
 * ]);
 * dag.observed.map((node) => dag.names[node]); // ["grass"]
 * dag.latent.map((node) => dag.names[node]); // ["rain", "sprinkler"]
 * dag.longestPath(); // 2
 */
export class Dag {
  readonly size: number;
  readonly arcCount: number;
  readonly names: readonly string[];
  readonly roles: readonly Role[];
  /** Whether nobody said which nodes are observed, so that the leaves were taken; a table may say more. */
  readonly rolesAssumed: boolean;
  /** Observed nodes in declaration order: the order of the data's columns. */
  readonly observed: readonly number[];
  /** Latent nodes in topological order. */
  readonly latent: readonly number[];
  /** Parents before children; where several nodes could come next, the one declared first. */
  readonly topologicalOrder: readonly number[];
  readonly #parents: readonly (readonly number[])[];
  readonly #children: readonly (readonly number[])[];
  readonly #indices: ReadonlyMap<string, number>;

  /**
   * Builds a graph and checks it.
   *
   * @param nodes every node with the names of its parents; parents may be declared later than their children
   * @param observed names of the observed nodes; by default the leaves, that is, the nodes without children, until a table says
   *   more: what fits the graph to one takes every node that has a column (`train` does, for one)
   * @throws InputError if there are no nodes, a name is empty or used twice, a parent is unknown or listed twice, a node is
   *   its own parent or an ancestor of itself, or `observed` is empty, names an unknown node or one twice
   */
  static create(nodes: readonly NodeSpec[], observed?: readonly string[]): Dag {
    requireNodes(nodes);
    if (nodes.length === 0) {
      throw new InputError(
        "Expected a graph with at least one node, got none. Declare the nodes and their parents.",
      );
    }
    const indices = indexNames(nodes);
    const parents = nodes.map((node) => resolveParents(node, indices));
    const children: number[][] = nodes.map(() => []);
    parents.forEach((list, child) => {
      for (const parent of list) children[parent].push(child);
    });
    const sorted = sortTopologically(parents, children);
    if ("cycle" in sorted) {
      const names = sorted.cycle.map((node) => nodes[node].name);
      throw new NodeError(
        `Expected a graph without cycles, got ${describeCycle(names)}. Remove or turn round one of these arcs.`,
        { node: names[0], parent: names[names.length - 1] },
      );
    }
    const isObserved =
      observed === undefined
        ? children.map((list) => list.length === 0)
        : resolveObserved(observed, indices, nodes.length);
    return new Dag(indices, parents, children, sorted.order, isObserved, observed === undefined);
  }

  private constructor(
    indices: ReadonlyMap<string, number>,
    parents: readonly (readonly number[])[],
    children: readonly (readonly number[])[],
    order: readonly number[],
    isObserved: readonly boolean[],
    rolesAssumed: boolean,
  ) {
    this.size = parents.length;
    this.rolesAssumed = rolesAssumed;
    this.arcCount = parents.reduce((count, list) => count + list.length, 0);
    this.names = Object.freeze([...indices.keys()]);
    this.roles = Object.freeze(isObserved.map((yes): Role => (yes ? "observed" : "latent")));
    this.observed = Object.freeze([...parents.keys()].filter((node) => isObserved[node]));
    this.latent = Object.freeze(order.filter((node) => !isObserved[node]));
    this.topologicalOrder = Object.freeze([...order]);
    this.#parents = parents.map((list) => Object.freeze([...list]));
    this.#children = children.map((list) => Object.freeze([...list]));
    this.#indices = indices;
    Object.freeze(this);
  }

  /**
   * The index of a named node.
   *
   * @throws InputError if there is no such node; the message suggests the nearest name
   */
  indexOf(name: string): number {
    requireArgument(typeof name === "string", "the name of a node", name);
    const index = this.#indices.get(name);
    if (index === undefined) {
      throw new InputError(
        `Expected the name of a node, got "${name}".${didYouMean(name, this.names)} The graph has ${this.size} nodes.`,
      );
    }
    return index;
  }

  /** The parents of a node, in the order in which they were declared. */
  parents(node: number): readonly number[] {
    this.#check(node);
    return this.#parents[node];
  }

  /** The children of a node, in declaration order. */
  children(node: number): readonly number[] {
    this.#check(node);
    return this.#children[node];
  }

  /** All nodes from which a directed path leads to `node`, which is not among them. Linear time, not cached. */
  ancestors(node: number): ReadonlySet<number> {
    const found = new Set<number>(this.parents(node));
    // A Set visits what is added while it is walked, so this is a breadth-first search.
    for (const ancestor of found) {
      for (const parent of this.#parents[ancestor]) found.add(parent);
    }
    return found;
  }

  /** Whether the arc parent -> child is in the graph. */
  hasArc(parent: number, child: number): boolean {
    this.#check(parent);
    return this.parents(child).includes(parent);
  }

  /** The number of arcs on the longest directed path, through all nodes or through latent nodes only. */
  longestPath(among: "all" | "latent" = "all"): number {
    const nodes = among === "all" ? this.topologicalOrder : this.latent;
    const length = new Map<number, number>();
    let longest = 0;
    for (const node of nodes) {
      let here = 0;
      for (const parent of this.#parents[node]) here = Math.max(here, (length.get(parent) ?? -1) + 1);
      length.set(node, here);
      longest = Math.max(longest, here);
    }
    return longest;
  }

  /**
   * The same graph with other observed nodes.
   *
   * @throws InputError if `names` is empty or names an unknown node
   */
  withObserved(names: readonly string[]): Dag {
    const isObserved = resolveObserved(names, this.#indices, this.size);
    return new Dag(this.#indices, this.#parents, this.#children, this.topologicalOrder, isObserved, false);
  }

  /** The nodes as {@link Dag.create} takes them (without the roles). */
  toSpecs(): NodeSpec[] {
    return this.names.map((name, node) => ({
      name,
      parents: this.#parents[node].map((parent) => this.names[parent]),
    }));
  }

  #check(node: number): void {
    if (!(Number.isInteger(node) && node >= 0 && node < this.size)) {
      throw new InputError(
        `Expected a node index from 0 to ${this.size - 1}, got ${node}. Use indexOf to find a node by its name.`,
      );
    }
  }
}

function requireNodes(nodes: readonly NodeSpec[]): void {
  const form = 'a list of nodes such as { name: "grass", parents: ["rain"] }';
  requireArgument(Array.isArray(nodes), form, nodes);
  nodes.forEach((node, index) => {
    requireArgument(typeof node === "object" && node !== null, form, node, `That is number ${index + 1}.`);
    requireArgument(typeof node.name === "string", `a text as the name of node ${index + 1}`, node.name);
    requireTexts(`a list of names as the parents of "${node.name}"`, node.parents);
  });
}

function indexNames(nodes: readonly NodeSpec[]): Map<string, number> {
  const indices = new Map<string, number>();
  nodes.forEach(({ name }, index) => {
    if (name === "") {
      throw new InputError(
        `Expected every node to have a name, got an empty one at position ${index}. Name it.`,
      );
    }
    if (indices.has(name)) {
      throw new NodeError(
        `Expected different names, got "${name}" at positions ${indices.get(name)} and ${index}. Rename one of the two nodes.`,
        { node: name },
      );
    }
    indices.set(name, index);
  });
  return indices;
}

function resolveParents({ name, parents }: NodeSpec, indices: ReadonlyMap<string, number>): number[] {
  const found = new Set<number>();
  for (const parent of parents) {
    const index = indices.get(parent);
    if (index === undefined) {
      throw new NodeError(
        `Expected the parents of "${name}" to be nodes of the graph, got "${parent}".${didYouMean(parent, [...indices.keys()])} Declare it or correct its name.`,
        { node: name, parent },
      );
    }
    if (parent === name) {
      throw new NodeError(
        `Expected a graph without cycles, got a node that is its own parent: ${name} -> ${name}. Remove this arc.`,
        { node: name, parent },
      );
    }
    if (found.has(index)) {
      throw new NodeError(
        `Expected each arc once, got ${parent} -> ${name} twice. Remove "${parent}" from the parents of "${name}" once.`,
        { node: name, parent },
      );
    }
    found.add(index);
  }
  return [...found];
}

function resolveObserved(
  names: readonly string[],
  indices: ReadonlyMap<string, number>,
  size: number,
): boolean[] {
  requireTexts("a list of names of observed nodes", names);
  if (names.length === 0) {
    throw new NodeError(
      "Expected at least one observed node, got an empty list. Name the nodes that the data has columns for.",
      { observed: true },
    );
  }
  const isObserved = new Array<boolean>(size).fill(false);
  for (const name of names) {
    const index = indices.get(name);
    if (index === undefined) {
      throw new NodeError(
        `Expected the observed nodes to be nodes of the graph, got "${name}".${didYouMean(name, [...indices.keys()])} Declare it or correct its name.`,
        { observed: name },
      );
    }
    if (isObserved[index]) {
      throw new NodeError(`Expected every observed node once, got "${name}" twice. Name it once.`, {
        observed: name,
      });
    }
    isObserved[index] = true;
  }
  return isObserved;
}

/** `a -> b -> a`; the middle of a very long cycle is left out. */
function describeCycle(names: readonly string[]): string {
  const shown =
    names.length <= 20
      ? names
      : [...names.slice(0, 10), `(${names.length - 20} more)`, ...names.slice(names.length - 10)];
  return `the cycle ${[...shown, names[0]].join(" -> ")}`;
}
