import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { TextNetworkReader } from "./networkReader.ts";
import { TABLES_PASSED_OVER } from "./passedOver.ts";
import type { SourceText } from "./sourceText.ts";
import { Tokens } from "./tokens.ts";

const RULES = {
  symbols: [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "|",
    ";",
    ",",
    "=",
    ":",
    "?",
    "<",
    ">",
    "/",
    "*",
    "+",
    "-",
    "&",
    "!",
  ],
  lineComments: ["%", "//"],
  blockComments: true,
  escapes: true,
};

/**
 * Hugin's .net format: `node X { ... }` (also discrete, continuous) and `potential ( X | A B ) { ... }`. States, tables and
 * positions are passed over.
 *
 * @throws InputError naming line and column; for decision and utility nodes, nodes that were not declared, cycles
 */
export const huginNetReader = {
  name: "net",
  title: "Hugin's NET",
  extensions: ["net", "hugin"],
  recognise: (start) =>
    /^(net|node|potential|discrete|continuous|decision|utility|class)\b[^{]*\{/.test(start),
  read: (source, name) => ({ network: readHuginNet(source, name), notes: [TABLES_PASSED_OVER] }),
} as const satisfies TextNetworkReader;

function readHuginNet(source: SourceText, name: string): StructureNetwork {
  const tokens = new Tokens(source, RULES);
  const graph = new CollectedGraph(source);
  while (!tokens.ended) {
    if (tokens.is("decision") || tokens.is("utility")) {
      source.fail(tokens.next.at, "a network of chance nodes", `a ${tokens.next.text} node`);
    }
    if (tokens.skip("net")) {
      passBlock(tokens);
      continue;
    }
    while (tokens.is("discrete") || tokens.is("continuous")) tokens.take();
    if (tokens.skip("node")) {
      const { text, at } = tokens.name("the name of a node");
      graph.newNode(text, at);
      passBlock(tokens);
    } else if (tokens.skip("potential")) {
      potential(tokens, graph);
      passBlock(tokens);
    } else source.fail(tokens.next.at, '"net", "node" or "potential"');
  }
  return graph.finish(name);
}

function potential(tokens: Tokens, graph: CollectedGraph): void {
  tokens.expect("(", " after potential");
  const child = tokens.name("the name of a node");
  graph.requireNode(child.text, child.at);
  if (tokens.skip("|")) {
    while (!tokens.is(")")) {
      if (tokens.skip(",")) continue;
      const parent = tokens.name("the name of a parent or )");
      graph.requireNode(parent.text, parent.at);
      graph.arc(parent.text, child.text, parent.at, true);
    }
  }
  tokens.expect(")", " at the end of the nodes");
}

function passBlock(tokens: Tokens): void {
  if (!tokens.is("{")) return;
  const { at } = tokens.take();
  for (let depth = 1; depth > 0; ) {
    if (tokens.ended) tokens.source.fail(at, "a closing brace for the block that begins", "none");
    if (tokens.is("{")) depth++;
    else if (tokens.is("}")) depth--;
    tokens.take();
  }
}
