import { Dag, dConnected } from "../graph/index.ts";

/**
 * Of every node that is neither seen nor set, the known nodes that bear on it: given the others of them, the graph does not
 * separate the two. Where none does, nothing that is known changes what is believed of the node.
 */
export function bearingNodes(
  graph: Dag,
  seen: readonly string[],
  done: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const known = [...seen, ...done];
  const set = new Set(done);
  // Nothing flows into a node that is set.
  const cut = throughLatents(graph, set);
  const found = new Map<string, string[]>(
    graph.names.filter((name) => !known.includes(name)).map((name) => [name, []]),
  );
  for (const name of known) {
    const others = known.filter((other) => other !== name).map((other) => cut.indexOf(other));
    for (const node of dConnected(cut, [cut.indexOf(name)], others)) found.get(cut.names[node])?.push(name);
  }
  return found;
}

/**
 * A flow of several blocks makes a hidden node depend on all that reaches it through hidden ones, also where a parent
 * between them is known.
 */
function throughLatents(graph: Dag, set: ReadonlySet<string>): Dag {
  const reaching = new Map<number, ReadonlySet<number>>();
  for (const node of graph.topologicalOrder) {
    const parents = new Set(graph.parents(node));
    if (graph.roles[node] === "latent")
      for (const parent of graph.parents(node))
        if (graph.roles[parent] === "latent") for (const far of reaching.get(parent)!) parents.add(far);
    reaching.set(node, parents);
  }
  return Dag.create(
    graph.names.map((name, node) => ({
      name,
      parents: set.has(name) ? [] : [...reaching.get(node)!].map((parent) => graph.names[parent]),
    })),
    graph.observed.map((node) => graph.names[node]),
  );
}
