import type { JsonPath } from "./formats/jsonPlaces.ts";

/**
 * Which value of a network file a message is about, as far as the names that it quotes say: errors of graphs and
 * distributions know names and no files.
 */
export function placeInNetwork(json: unknown, message: string): JsonPath {
  const { nodes, observed } = (json ?? {}) as {
    nodes?: Record<string, Record<string, unknown>>;
    observed?: unknown;
  };
  const quoted = [...message.matchAll(/"([^"]*)"/g)].map(([, name]) => name);
  if (Array.isArray(observed) && /observed/.test(message)) {
    const at = observed.findLastIndex((name) => quoted.includes(String(name)));
    return at < 0 ? ["observed"] : ["observed", at];
  }
  if (typeof nodes !== "object" || nodes === null) return [];
  const known = Object.keys(nodes);
  const named = quoted.filter((name) => known.includes(name));
  for (const node of named) {
    const parents = nodes[node]?.parents;
    for (const other of quoted) {
      const at = Array.isArray(parents) ? parents.lastIndexOf(other) : -1;
      if (at >= 0) return ["nodes", node, "parents", at];
      if (typeof parents === "object" && parents !== null && Object.hasOwn(parents, other))
        return ["nodes", node, "parents", other];
    }
    const field = Object.keys(nodes[node] ?? {}).find((key) => message.includes(`the ${key} of node`));
    return field === undefined ? ["nodes", node] : ["nodes", node, field];
  }
  const inCycle = known.find((name) => message.includes(`got ${name} -> `));
  return inCycle === undefined ? [] : ["nodes", inCycle];
}
