/**
 * Which nodes still matter while latent nodes are eliminated one by one.
 */
import type { Dag } from "./dag.ts";

/**
 * An eliminated node all of whose descendants are eliminated too is dead: it has been marginalized away without a trace,
 * and it must no longer join its parents as the moral graph does. Only a latent without observed descendants can die.
 */
export class LiveAncestry {
  readonly #dag: Dag;
  readonly #eliminated: Uint8Array;
  readonly #liveChildren: Int32Array;
  readonly #dead: Uint8Array;
  #anyDead = false;

  constructor(dag: Dag) {
    this.#dag = dag;
    this.#eliminated = new Uint8Array(dag.size);
    this.#dead = new Uint8Array(dag.size);
    this.#liveChildren = Int32Array.from({ length: dag.size }, (_, node) => dag.children(node).length);
  }

  get anyDead(): boolean {
    return this.#anyDead;
  }

  eliminate(node: number): void {
    this.#eliminated[node] = 1;
    const pending = [node];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#dead[next] || !this.#eliminated[next] || this.#liveChildren[next] > 0) continue;
      this.#dead[next] = 1;
      this.#anyDead = true;
      for (const parent of this.#dag.parents(next)) {
        this.#liveChildren[parent]--;
        pending.push(parent);
      }
    }
  }

  /**
   * The Markov blanket of `node` among the nodes not eliminated: those reached through eliminated nodes alone in the
   * moral graph of the live nodes. Linear time.
   */
  blanket(node: number): Set<number> {
    const seen = new Set([node]);
    const blanket = new Set<number>();
    const pending = [node];
    const married = new Set<number>();
    const visit = (other: number) => {
      if (seen.has(other)) return;
      seen.add(other);
      if (this.#eliminated[other]) pending.push(other);
      else blanket.add(other);
    };
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const parent of this.#dag.parents(at)) visit(parent);
      for (const child of this.#dag.children(at)) {
        if (this.#dead[child]) continue;
        visit(child);
        if (married.has(child)) continue;
        married.add(child);
        for (const spouse of this.#dag.parents(child)) visit(spouse);
      }
    }
    return blanket;
  }
}
