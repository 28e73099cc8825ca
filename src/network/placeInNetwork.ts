import type { NodeSubject } from "../graph/nodeError.ts";
import type { JsonPath } from "./formats/jsonPlaces.ts";

/** Where in a network file the thing stands that an error of a graph or a network is about. */
export function placeInNetwork(json: unknown, subject: NodeSubject): JsonPath {
  const { nodes, observed } = (json ?? {}) as {
    nodes?: Readonly<Record<string, { readonly parents?: unknown }>>;
    observed?: unknown;
  };
  if ("observed" in subject) {
    const at = Array.isArray(observed) ? observed.lastIndexOf(subject.observed) : -1;
    return at < 0 ? ["observed"] : ["observed", at];
  }
  const { node } = subject;
  if (!("parent" in subject)) return ["nodes", node, ...(subject.at ?? [])];
  const parents = nodes?.[node]?.parents;
  const at = Array.isArray(parents) ? parents.lastIndexOf(subject.parent) : subject.parent;
  return at === -1 ? ["nodes", node] : ["nodes", node, "parents", at];
}
