/**
 * An undirected graph that knows, at any moment, how many edges the elimination of each node would add.
 */
import { BitMatrix } from "./bitMatrix.ts";

/**
 * The fill-in of a node is the number of pairs of its neighbours that aren't neighbours of each other. Joining or
 * parting two nodes changes it only for the two and for their common neighbours, so it is kept up to date edge by
 * edge and never counted anew.
 */
export class EliminationGraph {
  readonly #edges: BitMatrix;
  readonly #degree: Int32Array;
  readonly #fillIn: Float64Array;

  /** @param adjacency entry `i` holds the neighbours of node `i`, symmetric */
  constructor(adjacency: readonly ReadonlySet<number>[]) {
    this.#edges = new BitMatrix(adjacency.length);
    this.#degree = new Int32Array(adjacency.length);
    this.#fillIn = new Float64Array(adjacency.length);
    adjacency.forEach((neighbours, node) => {
      for (const other of neighbours) if (node < other) this.join(node, other);
    });
  }

  degree(node: number): number {
    return this.#degree[node];
  }

  fillIn(node: number): number {
    return this.#fillIn[node];
  }

  /** Ascending. */
  neighbours(node: number): number[] {
    return this.#edges.common(node, node);
  }

  /** Adds the edge; false if it was there already. */
  join(a: number, b: number): boolean {
    if (this.#edges.has(a, b)) return false;
    this.#countPairs(a, b, 1);
    this.#edges.join(a, b);
    this.#degree[a]++;
    this.#degree[b]++;
    return true;
  }

  /** Removes an edge that is there. */
  part(a: number, b: number): void {
    this.#edges.part(a, b);
    this.#degree[a]--;
    this.#degree[b]--;
    this.#countPairs(a, b, -1);
  }

  /** Removes all edges of a node whose neighbours are all joined to each other. */
  removeJoined(node: number): void {
    const neighbours = this.neighbours(node);
    for (const neighbour of neighbours) {
      // Its pairs (node, other) with `other` not a neighbour of `node` disappear.
      this.#fillIn[neighbour] -= this.#degree[neighbour] - neighbours.length;
      this.#degree[neighbour]--;
      this.#edges.part(node, neighbour);
    }
    this.#degree[node] = 0;
    this.#fillIn[node] = 0;
  }

  /** The effect on the fill-in of the edge a - b coming (sign 1) or going (-1); called while the edge isn't there. */
  #countPairs(a: number, b: number, sign: 1 | -1): void {
    const common = this.#edges.common(a, b);
    for (const node of common) this.#fillIn[node] -= sign;
    this.#fillIn[a] += sign * (this.#degree[a] - common.length);
    this.#fillIn[b] += sign * (this.#degree[b] - common.length);
  }
}
