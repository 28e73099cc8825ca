import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";
import { Tokens } from "./tokens.ts";

const RULES = {
  symbols: ["->", "--", "{", "}", "[", "]", ";", ",", "=", ":", "+"],
  lineComments: ["//", "#"],
  blockComments: true,
  escapes: true,
};

/**
 * A directed graph in Graphviz's DOT language: chains and sets of arcs, subgraphs, attributes. Of the attributes only
 * `latent=true` and `observed=true` of nodes are read.
 *
 * @throws InputError naming line and column; for an undirected graph, HTML names and cycles
 */
export const dotReader = {
  name: "dot",
  title: "DOT",
  extensions: ["dot", "gv"],
  recognise: (start) => /^(strict\s+)?(di)?graph\b[^{;[\]]*\{/i.test(start),
  read: (source, name) => ({ network: readDot(source, name), notes: [] }),
} as const satisfies TextNetworkReader;

function readDot(source: SourceText, name: string): StructureNetwork {
  const tokens = new Tokens(source, RULES);
  const graph = new CollectedGraph(source);
  tokens.skip("strict");
  if (tokens.is("graph")) source.fail(tokens.next.at, "a directed graph (digraph)", "an undirected one");
  tokens.expect("digraph", " at the beginning");
  let title = name;
  if (!tokens.is("{")) title = tokens.name("a name or {").text;
  tokens.expect("{");
  statements(tokens, graph, 0);
  tokens.expect("}", " at the end of the graph");
  if (!tokens.ended) source.fail(tokens.next.at, "nothing after the graph");
  return graph.finish(title);
}

const DEEPEST = 200;

/** Statements up to the closing brace; the names of all nodes in them. */
function statements(tokens: Tokens, graph: CollectedGraph, depth: number): Set<string> {
  if (depth > DEEPEST)
    tokens.source.fail(tokens.next.at, `at most ${DEEPEST} subgraphs inside each other`, "more");
  const all = new Set<string>();
  while (!tokens.is("}") && !tokens.ended) {
    if (tokens.skip(";")) continue;
    if (tokens.is("graph") || tokens.is("node") || tokens.is("edge")) {
      tokens.take();
      attributes(tokens);
      continue;
    }
    let left = operand(tokens, graph, depth);
    if (left.single && tokens.is("=")) {
      tokens.take();
      tokens.name("a value");
      continue;
    }
    for (const node of left.nodes) {
      if (left.single) graph.node(node, left.at);
      all.add(node);
    }
    if (tokens.is("--")) tokens.source.fail(tokens.next.at, "->", "-- (an undirected edge)");
    const nodes = [...left.nodes];
    let chain = false;
    while (tokens.is("->")) {
      chain = true;
      const { at } = tokens.take();
      const right = operand(tokens, graph, depth);
      for (const from of left.nodes) for (const to of right.nodes) graph.arc(from, to, at);
      for (const node of right.nodes) all.add(node);
      left = right;
    }
    const given = attributes(tokens);
    if (chain) continue;
    for (const role of ["latent", "observed"] as const) {
      if (/^(true|1|yes)$/i.test(given.get(role) ?? ""))
        for (const node of nodes) graph.role(node, role, left.at);
    }
  }
  return all;
}

function operand(
  tokens: Tokens,
  graph: CollectedGraph,
  depth: number,
): { nodes: ReadonlySet<string>; single: boolean; at: number } {
  const { at } = tokens.next;
  if (tokens.is("subgraph") || tokens.is("{")) {
    if (tokens.skip("subgraph") && !tokens.is("{")) tokens.name("the name of the subgraph");
    tokens.expect("{");
    const nodes = statements(tokens, graph, depth + 1);
    tokens.expect("}", " at the end of the subgraph");
    return { nodes, single: false, at };
  }
  let { text } = tokens.name("the name of a node");
  // Strings may be joined by +.
  while (tokens.skip("+")) text += tokens.name("a string after +").text;
  while (tokens.skip(":")) tokens.name("a port");
  return { nodes: new Set([text]), single: true, at };
}

function attributes(tokens: Tokens): Map<string, string> {
  const given = new Map<string, string>();
  while (tokens.skip("[")) {
    while (!tokens.is("]")) {
      if (tokens.skip(";") || tokens.skip(",")) continue;
      const key = tokens.name("an attribute or ]").text.toLowerCase();
      given.set(key, tokens.skip("=") ? tokens.name("a value").text : "true");
    }
    tokens.expect("]");
  }
  return given;
}
