import { didYouMean } from "../../numeric/nearestName.ts";
import { PlacedError } from "../placedError.ts";

/**
 * The parents of every node, as the lists of nodes and arcs of a JSON file have them.
 *
 * @throws PlacedError for nodes and arcs that come twice, arcs of nodes that are not declared, and arcs from a node to itself
 */
export function exchangedParents(
  nodes: readonly string[],
  arcs: readonly (readonly [string, string])[],
): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const [i, node] of nodes.entries()) {
    if (parents.has(node))
      throw new PlacedError(`Expected every node once, got "${node}" again.`, ["nodes", i]);
    parents.set(node, []);
  }
  for (const [i, [from, to]] of arcs.entries()) {
    const fail = (problem: string): never => {
      throw new PlacedError(problem, ["arcs", i]);
    };
    const stray = [from, to].find((end) => !parents.has(end));
    if (stray !== undefined)
      fail(`Expected arcs between declared nodes, got "${stray}".${didYouMean(stray, nodes)}`);
    if (from === to) fail(`Expected arcs between two nodes, got one from "${from}" to itself.`);
    const own = parents.get(to)!;
    if (own.includes(from)) fail(`Expected every arc once, got "${from}" to "${to}" again.`);
    own.push(from);
  }
  return parents;
}
