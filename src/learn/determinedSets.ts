/** Sets of nodes of which one is a linear function of the others, gathered while a search meets them. */
export class DeterminedSets {
  readonly #met = new Map<string, readonly [node: number, parents: readonly number[]]>();

  add(node: number, parents: readonly number[]): void {
    const key = [node, ...parents].sort((a, b) => a - b).join();
    if (!this.#met.has(key)) this.#met.set(key, [node, parents]);
  }

  /**
   * Each set once, without the nodes that it does not need and without the sets that hold another: the smallest first, the one
   * that is determined last.
   */
  smallest(
    determines: (parents: readonly number[], node: number) => boolean,
  ): readonly (readonly number[])[] {
    const sets = [...this.#met.values()].map(([node, parents]) => {
      let needed = parents;
      for (const parent of parents) {
        const fewer = needed.filter((other) => other !== parent);
        if (determines(fewer, node)) needed = fewer;
      }
      return [...needed, node];
    });
    const kept: (readonly number[])[] = [];
    for (const set of sets.sort((a, b) => a.length - b.length)) {
      if (!kept.some((other) => other.every((node) => set.includes(node)))) kept.push(set);
    }
    return kept;
  }
}
