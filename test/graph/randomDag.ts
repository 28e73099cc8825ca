/** Random graphs for property tests. */
import fc from "fast-check";
import { Dag, type NodeSpec } from "../../src/graph/index.ts";

/** Graphs of up to `maxSize` nodes with any arcs, any declaration order and any non-empty set of observed nodes. */
export function arbitraryDag(maxSize: number): fc.Arbitrary<Dag> {
  return fc
    .integer({ min: 1, max: maxSize })
    .chain((size) =>
      fc.record({
        declared: fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
        // Small weights make sparse graphs, in which separations are common.
        arcs: fc.constantFrom(1, 2, 4).chain((density) =>
          fc.array(
            fc.integer({ min: 0, max: 9 }).map((die) => die < density),
            { minLength: size * size, maxLength: size * size },
          ),
        ),
        observed: fc.subarray([...Array(size).keys()], { minLength: 1 }),
      }),
    )
    .map(({ declared, arcs, observed }) => {
      const size = declared.length;
      const specs: NodeSpec[] = declared.map((node) => ({
        name: `n${node}`,
        parents: [...Array(node).keys()]
          .filter((parent) => arcs[parent * size + node])
          .map((parent) => `n${parent}`),
      }));
      return Dag.create(
        specs,
        observed.map((node) => `n${node}`),
      );
    });
}

/** A seeded generator of numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `arcs` distinct arcs drawn uniformly; the leaves are observed. */
export function sparseDag(size: number, arcs: number, seed: number): Dag {
  const random = seededRandom(seed);
  const parents = Array.from({ length: size }, () => new Set<number>());
  for (let left = arcs; left > 0; ) {
    const a = Math.floor(random() * size);
    const b = Math.floor(random() * size);
    const [parent, child] = a < b ? [a, b] : [b, a];
    if (parent === child || parents[child].has(parent)) continue;
    parents[child].add(parent);
    left--;
  }
  return Dag.create(
    parents.map((set, node) => ({ name: `n${node}`, parents: [...set].map((p) => `n${p}`) })),
  );
}

/** An arrow notation for small graphs: "a b -> c" declares c with parents a and b, "a" alone a root. */
export function parseDag(text: string, observed?: readonly string[]): Dag {
  const specs = text
    .split(";")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [left, right] = line.split("->").map((side) => side.trim());
      return right === undefined ? { name: left, parents: [] } : { name: right, parents: left.split(/\s+/) };
    });
  return Dag.create(specs, observed);
}
