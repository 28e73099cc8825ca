import type { CollectedGraph } from "./collectedGraph.ts";
import { MARK_VALUES, roleSaid } from "./roleMarks.ts";
import type { SourceText } from "./sourceText.ts";

/** A node of a format that tells nodes apart by ids and may give them names beside. */
export interface IdentifiedNode {
  readonly id: string;
  /** What it may be called, the preferred first. */
  readonly labels: readonly (string | undefined)[];
  readonly at: number;
}

/**
 * The name of each node by its id: the first kind of label that all nodes have and that tells them all apart, or else the id. Where
 * labels come twice, or nodes lack what others have, the graph's notes say that ids stand in their place.
 *
 * @throws InputError where an id comes twice
 */
export function uniqueNames(
  source: SourceText,
  graph: CollectedGraph,
  nodes: readonly IdentifiedNode[],
): Map<string, string> {
  const names = new Map<string, string>();
  let why: string | undefined;
  for (const { id, at } of nodes) {
    if (names.has(id)) source.fail(at, "every id once", `${JSON.stringify(id)} again`);
    names.set(id, id);
  }
  for (let kind = 0; kind < (nodes[0]?.labels.length ?? 0); kind++) {
    const labels = nodes.map((node) => node.labels[kind]?.trim() ?? "");
    if (labels.every((label) => label === "")) continue;
    const bare = labels.indexOf("");
    const again = repeated(labels);
    if (bare < 0 && again === undefined) return new Map(nodes.map(({ id }, i) => [id, labels[i]]));
    why ??=
      bare >= 0 ? `node ${nodes[bare].id} has no label` : `the label ${JSON.stringify(again)} comes twice`;
  }
  if (why !== undefined) graph.note(`Nodes are called by their ids (${nodes[0].id}, ...), since ${why}.`);
  return names;
}

function repeated(labels: readonly string[]): string | undefined {
  const met = new Set<string>();
  return labels.find((label) => met.size === met.add(label).size);
}

/** Gives the node its role if the attribute is a mark. @throws InputError if its value is neither yes nor no */
export function markNode(
  source: SourceText,
  graph: CollectedGraph,
  node: string,
  key: string,
  value: string,
  at: number,
): void {
  const found = roleSaid(key, value);
  if (found === undefined) return;
  if (found === "bad") source.fail(at, `${MARK_VALUES} as ${key}`, JSON.stringify(value));
  graph.role(node, found.role, at, found.others);
}
