import { CollectedGraph } from "./collectedGraph.ts";
import { type IdentifiedNode, uniqueNames } from "./graphNodes.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

/** An id, or two, and the label behind. */
const NODE = /^\s*(\S+)(?:\s+(\S.*?))?\s*$/;
const EDGE = /^\s*(\S+)\s+(\S+)(?:\s.*)?$/;

/**
 * The trivial graph format, as yEd writes it: in every line an id and the node's label, then a line with nothing but a number
 * sign, then two ids and perhaps a label for every arc. Nodes are named by their labels where these differ, or else by their ids.
 *
 * @throws InputError naming the line; for arcs between ids that no line declares, and cycles
 */
export const tgfReader = {
  name: "tgf",
  title: "the trivial graph format (TGF)",
  extensions: ["tgf"],
  recognise: (start) => {
    const lines = start.split("\n");
    const divide = lines.findIndex((line) => line.trim() === "#");
    // A number sign alone may also be an empty comment in a list of arcs.
    return (
      divide > 0 &&
      lines.slice(0, divide).every((line) => /^\d+(?:\s|$)/.test(line)) &&
      lines.slice(divide + 1).every((line) => /^\s*(?:\d+\s+\d+(?:\s.*)?)?$/.test(line))
    );
  },
  read: readTgf,
} as const satisfies TextNetworkReader;

function readTgf(source: SourceText, name: string): NetworkReading {
  const nodes: IdentifiedNode[] = [];
  const edges: { readonly line: string; readonly at: number }[] = [];
  let isBehind = false;
  let at = 0;
  for (const line of source.text.split("\n")) {
    const found = NODE.exec(line);
    if (line.trim() === "#" && !isBehind) isBehind = true;
    else if (isBehind && found !== null) edges.push({ line, at });
    else if (found !== null) nodes.push({ id: found[1], labels: [found[2]], at });
    at += line.length + 1;
  }
  if (!isBehind) source.fail(at, "a line with # between the nodes and the arcs", "none");
  const graph = new CollectedGraph(source);
  const names = uniqueNames(source, graph, nodes);
  for (const { id, at } of nodes) graph.newNode(names.get(id)!, at);
  for (const { line, at } of edges) {
    const [, ...ids] =
      EDGE.exec(line) ?? source.fail(at, "the ids of two nodes", JSON.stringify(line.trim()));
    const [from, to] = ids
      .slice(0, 2)
      .map((id) => names.get(id) ?? source.fail(at, "the id of a node", JSON.stringify(id)));
    graph.arc(from, to, at);
  }
  return { network: graph.finish(name), notes: graph.notes };
}
