import { CollectedGraph } from "./collectedGraph.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

/** `1. X1 --> X2 dd nl`: what stands behind the second name tells of confidence and visibility only. */
const EDGE = /^\s*\d+\.\s+(.+?)\s+([-<o]-[->o]|<--)\s+(.+?)\s*$/;
/** A report of the search may stand before the graph; it is no longer than this. */
const REPORT = 65_536;
const NOT_DIRECTED =
  "a directed graph, whose edges are --> or <-> (choose a direction for edges that have none, for example by a DAG of the equivalence class)";

/**
 * Graphs as Tetrad and causal-learn print them: a list of nodes under "Graph Nodes:", numbered edges under "Graph Edges:".
 * Nodes in parentheses are latent; `<->` is a hidden common cause.
 *
 * @throws InputError naming line and column; for edges whose ends are not decided, and cycles
 */
export const tetradReader = {
  name: "tetrad",
  title: "a graph of Tetrad or causal-learn",
  extensions: ["tetrad"],
  recognise: (start) => /^Graph Nodes:/m.test(start.slice(0, REPORT)),
  read: readTetrad,
} as const satisfies TextNetworkReader;

function readTetrad(source: SourceText, name: string): NetworkReading {
  const graph = new CollectedGraph(source);
  let section = "";
  let at = 0;
  const begin = Math.max(0, source.text.search(/^[^\S\n\r\u2028\u2029]*Graph Nodes:/m));
  for (const line of source.text.split("\n")) {
    const start = at + line.search(/\S|$/);
    const heading = /^\s*((?:Graph|Ambiguous|Under|Dotted)[\w ]*):\s*$/.exec(line)?.[1];
    if (heading !== undefined) section = heading;
    else if (at < begin) section = "";
    else if (line.trim() !== "") {
      if (section === "Graph Nodes") nodes(graph, line, at);
      else if (section === "Graph Edges") edge(source, graph, line, start);
      else if (section === "") source.fail(start, '"Graph Nodes:"');
    }
    at += line.length + 1;
  }
  return { network: graph.finish(name), notes: graph.notes };
}

/** Separated by semicolons, by commas in newer versions, and by blanks over several lines in old ones. */
function nodes(graph: CollectedGraph, line: string, at: number): void {
  const separator = [";", ","].find((one) => line.includes(one)) ?? " ";
  let place = at;
  for (const part of line.split(separator)) {
    const text = part.trim();
    const latent = /^\((.+)\)$/.exec(text)?.[1];
    if (text !== "") graph.newNode(latent ?? text, place);
    if (latent !== undefined) graph.role(latent, "latent", place);
    place += part.length + 1;
  }
}

function edge(source: SourceText, graph: CollectedGraph, line: string, at: number): void {
  const [, left, sign, rest] = EDGE.exec(line) ?? source.fail(at, "a numbered edge such as 1. X --> Y");
  const from = declared(graph, left, at);
  const to = declaredBefore(graph, rest, at);
  if (sign === "-->") graph.arc(from, to, at, true);
  else if (sign === "<--") graph.arc(to, from, at, true);
  else if (sign === "<->") graph.commonCause(from, to, at);
  else source.fail(at, NOT_DIRECTED, `${left} ${sign} ${to}`);
}

function declared(graph: CollectedGraph, text: string, at: number): string {
  // A name may hold parentheses itself.
  if (graph.has(text)) return text;
  const bare = /^\((.+)\)$/.exec(text)?.[1] ?? text;
  graph.requireNode(bare, at);
  return bare;
}

/** The longest beginning that is a node: names may hold blanks, and marks of the edge may follow. */
function declaredBefore(graph: CollectedGraph, text: string, at: number): string {
  const words = text.split(" ");
  for (let count = words.length; count > 0; count--) {
    const candidate = words.slice(0, count).join(" ").trim();
    const bare = /^\((.+)\)$/.exec(candidate)?.[1];
    for (const one of [candidate, bare]) if (one !== undefined && graph.has(one)) return one;
  }
  return declared(graph, words[0], at);
}
