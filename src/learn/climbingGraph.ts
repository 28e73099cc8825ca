/**
 * A graph that grows by single moves, and what every further move would gain.
 */
import { sortTopologically } from "../graph/topologicalOrder.ts";
import type { GaussianScore } from "./gaussianScore.ts";

/** A change of one arc; `reverse` turns parent -> child into child -> parent. Nodes are positions, gains nats. */
export interface ArcMove {
  readonly kind: "add" | "delete" | "reverse";
  readonly parent: number;
  readonly child: number;
  readonly gain: number;
}

/** Gains closer than this are a tie: graphs with the same independences differ by rounding errors only. Nats. */
const tie = 1e-6;

/** An acyclic graph with the gain of toggling every arc, kept up to date. */
export class ClimbingGraph {
  readonly parents: readonly number[][];
  readonly #score: GaussianScore;
  readonly #maximumParents: number;
  readonly #size: number;
  /** At [child, parent]: the gain of deleting the arc if it is there, otherwise of adding it; -Infinity if that may not be. */
  readonly #toggle: Float64Array;
  /** At [node, other]: 1 if a directed path leads from `other` to `node`. */
  readonly #above: Uint8Array;

  /** @param start the parents of every node of an acyclic graph; of too many those given last are dropped */
  constructor(score: GaussianScore, maximumParents: number, start: readonly (readonly number[])[]) {
    this.#score = score;
    this.#maximumParents = maximumParents;
    this.#size = score.names.length;
    this.parents = start.map((list) => list.slice(0, maximumParents).sort((a, b) => a - b));
    this.#toggle = new Float64Array(this.#size ** 2);
    this.#above = new Uint8Array(this.#size ** 2);
    for (let child = 0; child < this.#size; child++) this.#updateGains(child);
    this.#updateAncestors();
  }

  /** What all arcs together add to the score of the graph without arcs, nats. */
  totalGain(): number {
    return this.parents.reduce((total, list, node) => total + this.#score.gain(node, list), 0);
  }

  /** The move that gains most, or nothing if none gains. Of equal ones that of the first parent, then of the first child. */
  bestMove(): ArcMove | undefined {
    let best: ArcMove | undefined;
    const offer = (kind: ArcMove["kind"], parent: number, child: number, gain: number) => {
      if (gain > (best?.gain ?? 0) + tie) best = { kind, parent, child, gain };
    };
    for (let parent = 0; parent < this.#size; parent++) {
      for (let child = 0; child < this.#size; child++) {
        const gain = this.#toggle[child * this.#size + parent];
        if (this.parents[child].includes(parent)) {
          offer("delete", parent, child, gain);
          if (!this.#hasDetour(parent, child)) {
            offer("reverse", parent, child, gain + this.#toggle[parent * this.#size + child]);
          }
        } else if (parent !== child && this.#above[parent * this.#size + child] === 0) {
          // Reversing is the only way to the arc between two nodes that have the other one.
          if (!this.parents[parent].includes(child)) offer("add", parent, child, gain);
        }
      }
    }
    return best;
  }

  apply({ kind, parent, child }: ArcMove): void {
    if (kind === "add") this.#join(parent, child);
    else this.#part(parent, child);
    if (kind === "reverse") this.#join(child, parent);
    this.#updateGains(child);
    if (kind === "reverse") this.#updateGains(parent);
    this.#updateAncestors();
  }

  /** Kept in ascending order, so that the same parents always give the same bits. */
  #join(parent: number, child: number): void {
    this.parents[child].push(parent);
    this.parents[child].sort((a, b) => a - b);
  }

  #part(parent: number, child: number): void {
    this.parents[child].splice(this.parents[child].indexOf(parent), 1);
  }

  #hasDetour(parent: number, child: number): boolean {
    return this.parents[child].some((other) => this.#above[other * this.#size + parent] === 1);
  }

  #updateGains(child: number): void {
    const current = this.parents[child];
    const now = this.#score.gain(child, current);
    for (let parent = 0; parent < this.#size; parent++) {
      let gain = -Infinity;
      if (current.includes(parent)) {
        gain =
          this.#score.gain(
            child,
            current.filter((other) => other !== parent),
          ) - now;
      } else if (parent !== child && current.length < this.#maximumParents) {
        gain =
          this.#score.gain(
            child,
            [...current, parent].sort((a, b) => a - b),
          ) - now;
      }
      this.#toggle[child * this.#size + parent] = gain;
    }
  }

  #updateAncestors(): void {
    const size = this.#size;
    const children = this.parents.map((): number[] => []);
    this.parents.forEach((list, child) => {
      for (const parent of list) children[parent].push(child);
    });
    const sorted = sortTopologically(this.parents, children);
    this.#above.fill(0);
    for (const node of "order" in sorted ? sorted.order : []) {
      for (const parent of this.parents[node]) {
        this.#above[node * size + parent] = 1;
        for (let other = 0; other < size; other++) {
          this.#above[node * size + other] |= this.#above[parent * size + other];
        }
      }
    }
  }
}
