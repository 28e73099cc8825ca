import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";
import { Tokens } from "./tokens.ts";

const RULES = {
  symbols: ["<->", "->", "<-", "--", "{", "}", "[", "]", ";", ",", "=", "<"],
  lineComments: ["//", "#"],
  blockComments: true,
  escapes: true,
};

/**
 * The text of dagitty.net: `dag { u [latent] u -> x; x -> y }`. Nodes marked `latent`, `unobserved` or `u` are latent and
 * all others observed; without such a mark the leaves are. A bidirected arc stands for a hidden common cause and becomes
 * one: a latent named after its two ends.
 *
 * @throws InputError naming line and column; for undirected edges and cycles
 */
export const dagittyReader = {
  name: "dagitty",
  title: "a graph of dagitty",
  extensions: ["dagitty", "dag"],
  recognise: (start) => /^(dag|pdag|mag|pag)\b[^{;]*\{/i.test(start),
  read: (source, name) => ({ network: readDagitty(source, name), notes: [] }),
} as const satisfies TextNetworkReader;

function readDagitty(source: SourceText, name: string): StructureNetwork {
  const tokens = new Tokens(source, RULES);
  const graph = new CollectedGraph(source);
  if (!tokens.is("dag")) source.fail(tokens.next.at, '"dag {" (of dagitty\'s graphs only DAGs are networks)');
  tokens.take();
  if (!tokens.is("{")) tokens.name("{");
  tokens.expect("{");
  const bidirected: { ends: readonly [string, string]; at: number }[] = [];
  while (!tokens.is("}")) {
    if (tokens.ended) source.fail(tokens.next.at, "} at the end of the graph");
    if (tokens.skip(";") || tokens.skip(",")) continue;
    statement(tokens, graph, bidirected);
  }
  tokens.take();
  if (!tokens.ended) source.fail(tokens.next.at, "nothing after the graph");
  for (const { ends, at } of bidirected) {
    let cause = `u_${ends[0]}_${ends[1]}`;
    while (graph.has(cause)) cause += "_";
    for (const end of ends) graph.arc(cause, end, at);
    graph.role(cause, "latent", at);
  }
  return graph.finish(name);
}

function statement(
  tokens: Tokens,
  graph: CollectedGraph,
  bidirected: { ends: readonly [string, string]; at: number }[],
): void {
  let left = operand(tokens, graph);
  // A property of the picture, such as bb="0,0,1,1".
  if (left === undefined) return;
  for (;;) {
    const { at } = tokens.next;
    const sign = ["<->", "->", "<-", "--"].find((one) => tokens.is(one));
    if (sign === undefined) return;
    if (sign === "--") tokens.source.fail(at, "a directed arc", "-- (an undirected edge)");
    tokens.take();
    const right = operand(tokens, graph);
    if (right === undefined) tokens.source.fail(at, "a node after the arc");
    for (const from of left) {
      for (const to of right) {
        if (sign === "->") graph.arc(from, to, at);
        else if (sign === "<-") graph.arc(to, from, at);
        else bidirected.push({ ends: [from, to], at });
      }
    }
    left = right;
  }
}

/** One node or a set in braces; undefined for a property. */
function operand(tokens: Tokens, graph: CollectedGraph): string[] | undefined {
  if (tokens.skip("{")) {
    const names: string[] = [];
    while (!tokens.is("}")) {
      if (tokens.skip(";") || tokens.skip(",")) continue;
      names.push(node(tokens, graph));
    }
    tokens.take();
    return names;
  }
  const { at } = tokens.next;
  const { text } = tokens.name("the name of a node");
  if (tokens.skip("=")) {
    tokens.name("a value");
    return undefined;
  }
  graph.node(text, at);
  marks(tokens, graph, text);
  return [text];
}

function node(tokens: Tokens, graph: CollectedGraph): string {
  const { text, at } = tokens.name("the name of a node");
  graph.node(text, at);
  marks(tokens, graph, text);
  return text;
}

function marks(tokens: Tokens, graph: CollectedGraph, name: string): void {
  if (!tokens.skip("[")) return;
  while (!tokens.is("]")) {
    if (tokens.skip(",") || tokens.skip(";")) continue;
    const key = tokens.name("a property or ]").text.toLowerCase();
    if (tokens.skip("=")) tokens.name("a value");
    else if (key === "latent" || key === "unobserved" || key === "u")
      graph.role(name, "latent", tokens.next.at);
  }
  tokens.take();
}
