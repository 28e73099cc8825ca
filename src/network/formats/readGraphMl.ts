import { type DrawnEnds, endByShape, FORWARD } from "./arrowEnds.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { drawnEdge } from "./drawnEdge.ts";
import { markNode, uniqueNames } from "./graphNodes.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";
import { readXml, type XmlElement, xmlRoot } from "./xmlTree.ts";

/** Attributes that name nodes: of this project and igraph, Gephi, Cytoscape. */
const NAMES = ["name", "label", "shared name"];
const DEEPEST = 100;

/**
 * GraphML (graphml.graphdrawing.org), as igraph, networkx, yEd, Gephi and Cytoscape write it: directed edges between nodes,
 * groups inside each other included. Nodes are named by the attribute `name` or `label`, by what yEd shows, or by their id;
 * marks such as an attribute `latent` give roles. What yEd draws at the ends of an edge says its direction.
 *
 * @throws InputError naming line and column; where the XML is not well-formed, for undirected edges, edges of unknown nodes,
 *   hyperedges, cycles
 */
export const graphMlReader = {
  name: "graphml",
  title: "GraphML",
  extensions: ["graphml"],
  recognise: (start) => xmlRoot(start)?.tag === "graphml",
  read: readGraphMl,
} as const satisfies TextNetworkReader;

interface Parts {
  readonly nodes: XmlElement[];
  /** Ids of groups. */
  readonly groups: Set<string | undefined>;
  readonly edges: { element: XmlElement; isDirected: boolean }[];
}

interface Key {
  /** Lower case. */
  readonly name: string;
  /** The value of the nodes that give none. */
  readonly byDefault: string | undefined;
}

function readGraphMl(source: SourceText, name: string): NetworkReading {
  const root = readXml(source);
  if (root.tag !== "graphml")
    source.fail(root.at, "GraphML, whose outermost element is graphml", `<${root.tag}>`);
  const graphs = root.children.filter(({ tag }) => tag === "graph");
  if (graphs.length !== 1)
    source.fail(graphs[1]?.at ?? root.at, "one graph", graphs.length === 0 ? "none" : "a second one");
  const keys = new Map<string, Key>();
  for (const { tag, attributes, children } of root.children) {
    if (tag !== "key" || attributes.id === undefined) continue;
    const name = (attributes["attr.name"] ?? attributes["yfiles.type"] ?? attributes.id).toLowerCase();
    const isOfNodes = attributes.for === "node" || (attributes.for ?? "all") === "all";
    const byDefault = isOfNodes ? children.find(({ tag }) => tag === "default")?.text.trim() : undefined;
    keys.set(attributes.id, { name, byDefault });
  }
  const parts: Parts = { nodes: [], groups: new Set(), edges: [] };
  collect(source, graphs[0], parts, 0);
  const graph = new CollectedGraph(source);
  const nodes = parts.nodes.map((element) => {
    const id = element.attributes.id ?? source.fail(element.at, "an id of the node", "none");
    const data = dataOf(element, keys);
    const labels = [...NAMES.map((key) => data.get(key)), data.get("nodegraphics")];
    return { id, data, labels, at: element.at };
  });
  const names = uniqueNames(source, graph, nodes);
  for (const { id, data, at } of nodes) {
    graph.newNode(names.get(id)!, at);
    for (const [key, value] of data) markNode(source, graph, names.get(id)!, key, value, at);
  }
  for (const { element, isDirected } of parts.edges) {
    const [from, to] = ["source", "target"].map((key) => {
      const id = element.attributes[key] ?? source.fail(element.at, `a ${key} of the edge`, "none");
      if (parts.groups.has(id))
        source.fail(
          element.at,
          "edges between nodes",
          `one at ${JSON.stringify(id)}, a group with nodes inside, which is none itself`,
          "Draw it between nodes, or take the nodes out of the group.",
        );
      return names.get(id) ?? source.fail(element.at, "the id of a node", JSON.stringify(id));
    });
    if (!isDirected)
      source.fail(
        element.at,
        'a directed edge (edgedefault="directed")',
        `an undirected one from ${from} to ${to}`,
      );
    drawnEdge(source, graph, [from, to], drawnEnds(element, 0) ?? FORWARD, element.at);
  }
  return { network: graph.finish(graphs[0].attributes.id || name), notes: graph.notes };
}

/** Nodes and edges of a graph and of the groups in it; a group with nodes inside is no variable itself. */
function collect(source: SourceText, graph: XmlElement, parts: Parts, depth: number): void {
  if (depth > DEEPEST) source.fail(graph.at, `at most ${DEEPEST} groups inside each other`, "more");
  const isDirected = graph.attributes.edgedefault === "directed";
  for (const element of graph.children) {
    if (element.tag === "hyperedge") source.fail(element.at, "edges between two nodes", "a hyperedge");
    if (element.tag === "edge") {
      const own = element.attributes.directed;
      parts.edges.push({ element, isDirected: own === undefined ? isDirected : /^(?:true|1)$/.test(own) });
    }
    if (element.tag !== "node") continue;
    const inner = element.children.filter(({ tag }) => tag === "graph");
    if (inner.some(({ children }) => children.some(({ tag }) => tag === "node")))
      parts.groups.add(element.attributes.id);
    else parts.nodes.push(element);
    for (const one of inner) collect(source, one, parts, depth + 1);
  }
}

/** Values of a node by the names of their keys. */
function dataOf(element: XmlElement, keys: ReadonlyMap<string, Key>): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, byDefault } of keys.values()) if (byDefault) found.set(name, byDefault);
  for (const child of element.children) {
    if (child.tag !== "data") continue;
    const key = keys.get(child.attributes.key)?.name ?? (child.attributes.key ?? "").toLowerCase();
    found.set(key, child.children.length > 0 ? (nodeLabel(child, 0) ?? "") : child.text.trim());
  }
  return found;
}

/** The ends of an edge that yEd draws. */
function drawnEnds({ children }: XmlElement, depth: number): DrawnEnds | undefined {
  if (depth > DEEPEST) return undefined;
  for (const child of children) {
    const { tag, attributes } = child;
    if (tag === "Arrows")
      return {
        tail: endByShape(attributes.source ?? "none"),
        head: endByShape(attributes.target ?? "standard"),
      };
    const found = drawnEnds(child, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** What yEd writes into the picture of a node. */
function nodeLabel({ children }: XmlElement, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  for (const child of children) {
    const found = child.tag === "NodeLabel" ? child.text.trim() : nodeLabel(child, depth + 1);
    if (found) return found;
  }
  return undefined;
}
