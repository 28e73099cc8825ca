import { CollectedGraph } from "./collectedGraph.ts";
import { headingEnd, headingEnds, plainHeading } from "./edgeHeadings.ts";
import { markNode, uniqueNames } from "./graphNodes.ts";
import { type JsonPath, placesOfItems } from "./jsonPlaces.ts";
import type { NetworkReading } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

interface NodeLinks {
  readonly json: Readonly<Record<string, unknown>>;
  readonly nodes: readonly unknown[];
  readonly edges: readonly unknown[];
  /** Where nodes and edges stand. */
  readonly nodesAt: JsonPath;
  readonly edgesAt: JsonPath;
  /** Of every edge, the item there in which it stands; by default each in its own. */
  readonly itemOf?: readonly number[];
}

/**
 * The graph that parsed JSON is, if it lists nodes and the edges between them: as networkx writes it (`nodes` and `links` or `edges`),
 * or Cytoscape (`elements`, whose attributes stand in `data`). Nodes may be bare names, and edges pairs of them. In networkx's
 * `adjacency`, as CausalNex writes it, every node has a list of those that it points to; a mere array may hold the arcs alone.
 */
export function nodeLinksOf(json: unknown): NodeLinks | undefined {
  if (Array.isArray(json)) return arcsAlone(json);
  if (!isRecord(json) || "cpds" in json || "format" in json) return undefined;
  const inside = isRecord(json.elements);
  const lists = isRecord(json.elements) ? json.elements : json;
  if (Array.isArray(lists.nodes) && Array.isArray(lists.adjacency) && !inside)
    return adjacent(json, lists.nodes, lists.adjacency);
  const key = ["links", "edges"].find((one) => Array.isArray(lists[one]));
  if (!Array.isArray(lists.nodes) || key === undefined) return undefined;
  const above = inside ? ["elements"] : [];
  const nodes = lists.nodes.map((node) => (textOf(node) === undefined ? node : { id: node }));
  const edges = (lists[key] as readonly unknown[]).map((edge) =>
    Array.isArray(edge) && edge.length === 2 ? { source: edge[0], target: edge[1] } : edge,
  );
  const isGraph = [...nodes, ...edges].every(isRecord);
  return isGraph ? { json, nodes, edges, nodesAt: [...above, "nodes"], edgesAt: [...above, key] } : undefined;
}

/** Arcs without a list of nodes: pairs of names, or objects with a `from` and a `to`, or the like. */
function arcsAlone(items: readonly unknown[]): NodeLinks | undefined {
  const edges = items.flatMap((item) => {
    const pair = Array.isArray(item) ? item : isRecord(item) ? namedEnds(item) : undefined;
    return pair?.length === 2 && pair.every((end) => typeof end === "string")
      ? [{ source: pair[0], target: pair[1] }]
      : [];
  });
  if (items.length === 0 || edges.length < items.length) return undefined;
  const nodes = [...new Set(edges.flatMap(({ source, target }) => [source, target]))].map((id) => ({ id }));
  return { json: { directed: true }, nodes, edges, nodesAt: [], edgesAt: [] };
}

function namedEnds(item: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  const keys = Object.keys(item);
  const words = keys.map(plainHeading);
  const ends = headingEnds(words);
  if (ends === undefined) return undefined;
  const isDoubtful = [ends.from, ends.to].some((at) => headingEnd(words[at])?.trust === "doubtful");
  return isDoubtful ? undefined : [item[keys[ends.from]], item[keys[ends.to]]];
}

/** @param rows of every node, those that it points to */
function adjacent(
  json: NodeLinks["json"],
  nodes: readonly unknown[],
  rows: readonly unknown[],
): NodeLinks | undefined {
  if (nodes.length !== rows.length || !nodes.every(isRecord)) return undefined;
  const edges: { source: unknown; target: unknown }[] = [];
  const itemOf: number[] = [];
  for (const [i, row] of rows.entries()) {
    if (!Array.isArray(row) || !row.every(isRecord)) return undefined;
    for (const { id } of row) {
      edges.push({ source: (nodes[i] as Readonly<Record<string, unknown>>).id, target: id });
      itemOf.push(i);
    }
  }
  return { json, nodes, edges, nodesAt: ["nodes"], edgesAt: ["adjacency"], itemOf };
}

/**
 * Nodes are named by their label or name, or by their id where these do not tell them apart; marks such as `latent` give roles.
 *
 * @throws InputError naming line and column; for graphs that are not directed, edges of unknown nodes, cycles
 */
export function readNodeLinks(source: SourceText, found: NodeLinks, name: string): NetworkReading {
  const { json, nodes, edges, nodesAt, edgesAt, itemOf } = found;
  if (json.directed !== true)
    source.fail(
      0,
      'a directed graph ("directed": true)',
      `${JSON.stringify(json.directed) ?? "no word"} of it`,
    );
  const nodePlaces = placesOfItems(source.text, nodesAt);
  const edgePlaces = placesOfItems(source.text, edgesAt);
  const declared = nodes.map((node, i) => {
    const fields = attributes(node);
    const place = nodePlaces[i] ?? 0;
    const id = textOf(fields.id) ?? source.fail(place, "an id of the node", "none");
    return { id, fields, at: place, labels: [textOf(fields.label), textOf(fields.name)] };
  });
  const graph = new CollectedGraph(source);
  const names = uniqueNames(source, graph, declared);
  for (const { id, fields, at: place } of declared) {
    graph.newNode(names.get(id)!, place);
    for (const [key, value] of Object.entries(fields)) {
      const text = textOf(value);
      if (text !== undefined) markNode(source, graph, names.get(id)!, key, text, place);
    }
  }
  for (const [i, edge] of edges.entries()) {
    const fields = attributes(edge);
    const place = edgePlaces[itemOf?.[i] ?? i];
    const [from, to] = ["source", "target"].map((key) => {
      const id = textOf(fields[key]) ?? source.fail(place, `a ${key} of the edge`, "none");
      return names.get(id) ?? source.fail(place, "the id of a node", JSON.stringify(id));
    });
    if (fields.directed === false)
      source.fail(place, "directed edges", `one from "${from}" to "${to}" that says "directed": false`);
    graph.arc(from, to, place, true);
  }
  return { network: graph.finish(titleOf(json) ?? name), notes: graph.notes };
}

function titleOf(json: Readonly<Record<string, unknown>>): string | undefined {
  const title = isRecord(json.graph) ? textOf(json.graph.name) : undefined;
  return title === "" ? undefined : title;
}

function attributes(item: unknown): Readonly<Record<string, unknown>> {
  const fields = item as Readonly<Record<string, unknown>>;
  return isRecord(fields.data) ? fields.data : fields;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
