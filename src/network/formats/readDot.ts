import { arrowEnds } from "./arrowEnds.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { beyondComments } from "./comments.ts";
import { type DotEdge, type DotGraph, type DotNode, parseDot } from "./dotGraph.ts";
import { dotNodeNames } from "./dotNodeNames.ts";
import { DotTokens } from "./dotTokens.ts";
import { drawnEdge } from "./drawnEdge.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { MARK_VALUES, roleAttributes, roleSaid } from "./roleMarks.ts";
import type { SourceText } from "./sourceText.ts";

export const dotReader = {
  name: "dot",
  title: "DOT",
  extensions: ["dot", "gv"],
  recognise: (start) =>
    /^(?:strict\s+)?(?:di)?graph\b\s*(?:"[^"]*"\s*|[^\s{;[\]"]+\s*)?\{/i.test(
      beyondComments(start, ["//", "#"]),
    ),
  read: readDot,
} as const satisfies TextNetworkReader;

const WANTED = new Set([
  ...roleAttributes,
  "name",
  "label",
  "shape",
  "dir",
  "arrowhead",
  "arrowtail",
  "style",
  "key",
]);

/**
 * A graph in Graphviz's DOT language, every arc pointing as it is drawn (`dir`, `arrowhead`, `arrowtail`). An edge with
 * two arrowheads stands for a hidden common cause. Nodes are latent or observed by the attributes of `roleAttributes`.
 *
 * @throws InputError naming line and column; for edges without a direction and cycles
 */
function readDot(source: SourceText, name: string): NetworkReading {
  const dot = parseDot(new DotTokens(source), WANTED);
  if (!dot.directed && !dot.edges.some((edge) => edge.attributes.has("dir")))
    source.fail(dot.at, "a directed graph (digraph)", "an undirected one");
  const graph = new CollectedGraph(source);
  const { names, note } = dotNodeNames(dot.nodes);
  for (const node of dot.nodes) {
    graph.node(names.get(node)!, node.at);
    marks(source, graph, names.get(node)!, node.attributes);
  }
  const notes = [...(note === undefined ? [] : [note]), ...sets(source, graph, dot, names)];
  let invisible = 0;
  for (const edge of dot.edges) {
    if (/(?:^|,)\s*invis\s*(?:,|$)/.test(edge.attributes.get("style")?.text ?? "")) invisible++;
    else arc(source, graph, edge, dot.directed, (node) => names.get(node)!);
  }
  if (invisible > 0) {
    notes.push(
      `${invisible === 1 ? "One invisible edge was" : `${invisible} invisible edges were`} passed over.`,
    );
  }
  return { network: graph.finish(dot.name || name), notes: [...notes, ...graph.notes] };
}

function marks(
  source: SourceText,
  graph: CollectedGraph,
  name: string,
  attributes: DotNode["attributes"],
): number {
  let count = 0;
  for (const mark of roleAttributes) {
    const value = attributes.get(mark);
    if (value === undefined) continue;
    const found = roleSaid(mark, value.text);
    if (found === undefined) continue;
    if (found === "bad") return source.fail(value.at, `${mark}=${MARK_VALUES}`, JSON.stringify(value.text));
    graph.role(name, found.role, value.at, found.others);
    count++;
  }
  return count;
}

/** Graphviz gives the attributes behind a set to nobody; marks there can only mean its nodes. */
function sets(
  source: SourceText,
  graph: CollectedGraph,
  dot: DotGraph,
  names: ReadonlyMap<DotNode, string>,
): string[] {
  let marked = false;
  for (const { nodes, attributes } of dot.attributedSets) {
    for (const node of nodes) marked = marks(source, graph, names.get(node)!, attributes) > 0 || marked;
  }
  return marked
    ? ["Marks behind a set of nodes in braces were given to its nodes, although Graphviz passes them over."]
    : [];
}

function arc(
  source: SourceText,
  graph: CollectedGraph,
  { tail, head, sign, at, attributes }: DotEdge,
  directed: boolean,
  nameOf: (node: DotNode) => string,
): void {
  const ends =
    sign === "<->" ? undefined : arrowEnds((attribute) => attributes.get(attribute)?.text, directed);
  if (ends === undefined && sign !== "<->") {
    const dir = attributes.get("dir")!;
    source.fail(dir.at, "dir to be forward, back, both or none", JSON.stringify(dir.text));
  }
  const [from, to] = sign === "<-" ? [nameOf(head), nameOf(tail)] : [nameOf(tail), nameOf(head)];
  drawnEdge(source, graph, [from, to], ends ?? { tail: "arrow", head: "arrow" }, at);
}
