import { LinearGaussianNetwork } from "../src/network/index.ts";
import { Random } from "../src/numeric/random.ts";

/** Parents are drawn among so many nodes before a child, so that neighbourhoods stay local at any size. */
const REACH = 20;

/**
 * A linear-Gaussian network of a given size with arcs at random: each joins a node with one of the {@link REACH} before it.
 * The leaves are measured, about one node in seven where there are two arcs a node. The same seed gives the same network.
 *
 * @example
 * const network = randomNetwork({ nodes: 300, arcs: 602, seed: 1 });
 * network.dag.latent.length; // 254 or so
 */
export function randomNetwork(given: { nodes: number; arcs: number; seed: number }): LinearGaussianNetwork {
  const random = new Random(given.seed).fork("random network");
  const parents = Array.from({ length: given.nodes }, () => new Set<number>());
  for (let left = given.arcs; left > 0; ) {
    const child = 1 + random.integer(given.nodes - 1);
    const parent = child - 1 - random.integer(Math.min(REACH, child));
    if (parents[child].has(parent)) continue;
    parents[child].add(parent);
    left--;
  }
  return new LinearGaussianNetwork({
    name: `RANDOM${given.nodes}`,
    nodes: parents.map((set, node) => {
      const size = 1 / Math.sqrt(1 + set.size);
      const coefficients = [...set].map(
        (parent) =>
          [`n${parent}`, (random.uniform() < 0.5 ? -1 : 1) * size * (0.6 + 0.6 * random.uniform())] as const,
      );
      return {
        name: `n${node}`,
        parents: Object.fromEntries(coefficients),
        intercept: random.normal(),
        variance: 0.3,
      };
    }),
  });
}
