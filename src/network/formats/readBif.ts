import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { TextNetworkReader } from "./networkReader.ts";
import { TABLES_PASSED_OVER } from "./passedOver.ts";
import type { SourceText } from "./sourceText.ts";
import { Tokens } from "./tokens.ts";

const RULES = {
  symbols: ["{", "}", "(", ")", "[", "]", "|", ";", ",", "=", ":", "?", "<", ">", "/", "*", "+", "-"],
  lineComments: ["//", "#"],
  blockComments: true,
  escapes: true,
};

/**
 * The Bayesian interchange format (.bif): `variable X { ... }` and `probability ( X | A, B ) { ... }`. Tables and states
 * are passed over.
 *
 * @throws InputError naming line and column; for nodes that were not declared and cycles
 */
export const bifReader = {
  name: "bif",
  title: "BIF",
  extensions: ["bif"],
  recognise: (start) => /^(network|variable|probability)\b[^{]*\{/.test(start),
  read: (source, name) => ({ network: readBif(source, name), notes: [TABLES_PASSED_OVER] }),
} as const satisfies TextNetworkReader;

function readBif(source: SourceText, name: string): StructureNetwork {
  const tokens = new Tokens(source, RULES);
  const graph = new CollectedGraph(source);
  let title = name;
  while (!tokens.ended) {
    if (tokens.skip("network")) {
      if (!tokens.is("{")) title = tokens.name("the name of the network").text;
      block(tokens);
    } else if (tokens.skip("variable")) {
      const { text, at } = tokens.name("the name of a variable");
      graph.newNode(text, at);
      block(tokens);
    } else if (tokens.skip("probability")) {
      probability(tokens, graph);
      block(tokens);
    } else source.fail(tokens.next.at, '"network", "variable" or "probability"');
  }
  return graph.finish(title === "unknown" ? name : title);
}

function probability(tokens: Tokens, graph: CollectedGraph): void {
  tokens.expect("(", " after probability");
  const child = tokens.name("the name of a variable");
  graph.requireNode(child.text, child.at);
  // Some programs write (X, A, B) for (X | A, B).
  if (tokens.skip("|") || tokens.skip(",")) {
    while (!tokens.is(")")) {
      if (tokens.skip(",")) continue;
      const parent = tokens.name("the name of a parent or )");
      graph.requireNode(parent.text, parent.at);
      graph.arc(parent.text, child.text, parent.at, true);
    }
  }
  tokens.expect(")", " at the end of the variables");
}

/** Passes over a block in braces. */
function block(tokens: Tokens): void {
  const { at } = tokens.expect("{");
  for (let depth = 1; depth > 0; ) {
    if (tokens.ended) tokens.source.fail(at, "a closing brace for the block that begins", "none");
    if (tokens.is("{")) depth++;
    else if (tokens.is("}")) depth--;
    tokens.take();
  }
}
