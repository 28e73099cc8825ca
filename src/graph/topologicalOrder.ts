/**
 * Parents before children: Kahn's algorithm, always taking the ready node with the smallest index.
 */

/** What {@link sortTopologically} found: an order of all nodes, or one cycle (each node an arc to the next, the last to the first). */
export type TopologicalSort = { readonly order: number[] } | { readonly cycle: number[] };

/**
 * The topological order in which, whenever several nodes could come next, the one with the smallest index does.
 *
 * Source: A. B. Kahn, Topological sorting of large networks, 1962.
 */
export function sortTopologically(
  parents: readonly (readonly number[])[],
  children: readonly (readonly number[])[],
): TopologicalSort {
  const waitingFor = parents.map((list) => list.length);
  const ready = new MinHeap();
  waitingFor.forEach((count, node) => {
    if (count === 0) ready.push(node);
  });
  const order: number[] = [];
  while (ready.size > 0) {
    const node = ready.pop();
    order.push(node);
    for (const child of children[node]) {
      if (--waitingFor[child] === 0) ready.push(child);
    }
  }
  return order.length === parents.length ? { order } : { cycle: findCycle(parents, waitingFor) };
}

/** Every node that Kahn's algorithm left over has a left-over parent, so walking up must come back to a node seen before. */
function findCycle(parents: readonly (readonly number[])[], waitingFor: readonly number[]): number[] {
  const walk: number[] = [];
  const position = new Map<number, number>();
  let node = waitingFor.findIndex((count) => count > 0);
  while (!position.has(node)) {
    position.set(node, walk.length);
    walk.push(node);
    node = parents[node].find((parent) => waitingFor[parent] > 0)!;
  }
  const cycle = walk.slice(position.get(node)).reverse();
  let first = 0;
  for (let i = 1; i < cycle.length; i++) if (cycle[i] < cycle[first]) first = i;
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

class MinHeap {
  readonly #items: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (items[above] <= item) break;
      items[at] = items[above];
      at = above;
    }
    items[at] = item;
  }

  pop(): number {
    const items = this.#items;
    const smallest = items[0];
    const moved = items.pop()!;
    if (items.length === 0) return smallest;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && items[below + 1] < items[below]) below++;
      if (items[below] >= moved) break;
      items[at] = items[below];
      at = below;
    }
    items[at] = moved;
    return smallest;
  }
}
