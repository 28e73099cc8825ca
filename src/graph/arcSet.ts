/**
 * The arcs of a graph while they are being changed one by one.
 */
import { Dag } from "./dag.ts";

/** Arcs between the nodes 0 to size - 1. The callers keep it acyclic; {@link ArcSet.hasPath} tells them how. */
export class ArcSet {
  readonly #parents: number[][];

  constructor(dag: Dag) {
    this.#parents = Array.from({ length: dag.size }, (_, node) => [...dag.parents(node)]);
  }

  /** Every arc as [parent, child], by child, then in the order in which the parents were declared. */
  arcs(): [number, number][] {
    return this.#parents.flatMap((list, child) => list.map((parent): [number, number] => [parent, child]));
  }

  has(parent: number, child: number): boolean {
    return this.#parents[child].includes(parent);
  }

  add(parent: number, child: number): void {
    this.#parents[child].push(parent);
  }

  remove(parent: number, child: number): void {
    this.#parents[child].splice(this.#parents[child].indexOf(parent), 1);
  }

  /** Whether a directed path leads from one node to another; by `"indirect"` only those of two arcs or more count. */
  hasPath(from: number, to: number, which: "any" | "indirect" = "any"): boolean {
    const direct = this.#parents[to];
    const above = new Set(which === "any" ? direct : direct.filter((parent) => parent !== from));
    // A Set visits what is added while it is walked, so this is a breadth-first search.
    for (const node of above) {
      for (const parent of this.#parents[node]) above.add(parent);
    }
    return above.has(from);
  }

  /** The arcs with the names, the order and the roles of `dag`, which has as many nodes. */
  toDag(dag: Dag): Dag {
    return Dag.create(
      dag.names.map((name, node) => ({
        name,
        parents: this.#parents[node].map((parent) => dag.names[parent]),
      })),
      dag.observed.map((node) => dag.names[node]),
    );
  }
}
