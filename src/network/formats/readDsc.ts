import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedTables } from "./collectedTables.ts";
import { beyondComments } from "./comments.ts";
import { rowOfStates, tableOfRows } from "./listedRows.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";
import { type Token, Tokens } from "./tokens.ts";

const RULES = {
  symbols: ["{", "}", "(", ")", "[", "]", "|", ":", ",", ";", "="],
  lineComments: ["//"],
  blockComments: true,
  escapes: false,
} as const;

/**
 * Microsoft's format of belief networks (.dsc), as bnlearn writes it: `node A { type : discrete [ 2 ] = { "yes", "no" }; }` and
 * `probability ( B | A ) { (0) : 0.1, 0.9; (1) : 0.4, 0.6; }`, where the numbers in parentheses count the states of the
 * parents from 0. Names beside, places and properties are passed over.
 *
 * @throws InputError naming line and column; for nodes that were not declared and cycles
 */
export const dscReader = {
  name: "dsc",
  title: "DSC",
  extensions: ["dsc"],
  recognise: (start) => /^belief\s+network\b/i.test(beyondComments(start, ["//"])),
  read: readDsc,
} as const satisfies TextNetworkReader;

function readDsc(source: SourceText, name: string): NetworkReading {
  const tokens = new Tokens(source, RULES);
  const graph = new CollectedGraph(source);
  const tables = new CollectedTables();
  let title = "";
  tokens.expect("belief", " network at the beginning");
  tokens.expect("network");
  if (tokens.next.kind === "string") title = tokens.take().text;
  else if (!["node", "probability", "properties"].some((word) => tokens.is(word)) && !tokens.ended)
    title = tokens.name("the name of the network").text;
  tokens.skip(";");
  const defined = new Set<string>();
  while (!tokens.ended) {
    const { at } = tokens.next;
    if (tokens.skip("node")) node(tokens, graph, tables);
    else if (tokens.skip("probability")) distribution(tokens, graph, tables, defined, at);
    else if (tokens.skip("properties") || tokens.skip("network")) passOver(tokens);
    else source.fail(at, '"node" or "probability"');
  }
  return tables.reading(graph.finish(title === "" || title === "unknown" ? name : title));
}

function node(tokens: Tokens, graph: CollectedGraph, tables: CollectedTables): void {
  const { text: own, at } = tokens.name("the name of a node");
  graph.newNode(own, at);
  const open = tokens.expect(
    "{",
    " behind the name of a node, which stands in quotation marks where it has blanks",
  );
  while (!tokens.skip("}")) {
    requireMore(tokens, open);
    if (!tokens.skip("type")) {
      statement(tokens, open);
      continue;
    }
    tokens.skip(":");
    if (!tokens.skip("discrete")) {
      statement(tokens, open);
      continue;
    }
    const count = tokens.skip("[") ? Number(tokens.name("the number of states").text) : undefined;
    if (count !== undefined) tokens.expect("]");
    const states: string[] = [];
    if (tokens.skip("=")) {
      tokens.expect("{");
      while (!tokens.skip("}")) {
        states.push(tokens.name("the name of a state or }").text);
        if (!tokens.is("}")) tokens.expect(",");
      }
    }
    tables.states(own, states, count);
    tokens.expect(";");
  }
}

function distribution(
  tokens: Tokens,
  graph: CollectedGraph,
  tables: CollectedTables,
  defined: Set<string>,
  at: number,
): void {
  tokens.expect("(");
  const child = declared(tokens, graph);
  const parents: string[] = [];
  if (tokens.skip("|")) {
    do parents.push(declared(tokens, graph));
    while (tokens.skip(","));
  }
  tokens.expect(")");
  if (defined.has(child)) tokens.source.fail(at, "one distribution a variable", `a second one of "${child}"`);
  defined.add(child);
  for (const parent of parents) graph.arc(parent, child, at, true);
  tables.table(child, parents, rows(tokens, tables, child, parents));
}

function declared(tokens: Tokens, graph: CollectedGraph): string {
  const { text, at } = tokens.name("the name of a node");
  graph.requireNode(text, at);
  return text;
}

/** The table, or what is wrong with it as the rest of a sentence about the node. */
function rows(
  tokens: Tokens,
  tables: CollectedTables,
  child: string,
  parents: readonly string[],
): readonly number[] | string {
  const own = tables.statesOf(child)?.length ?? 0;
  const states = parents.map((parent) => tables.statesOf(parent) ?? []);
  const count = states.reduce((product, one) => product * one.length, 1);
  const listed = new Map<number, readonly number[]>();
  let rest: readonly number[] | undefined;
  let problem: string | undefined;
  const open = tokens.expect("{");
  while (!tokens.skip("}")) {
    requireMore(tokens, open);
    let row: number | undefined = 0;
    const isDefault = tokens.skip("default");
    if (tokens.is("(")) row = rowOf(tokens, states);
    else if (!isDefault && parents.length > 0) row = undefined;
    tokens.skip(":");
    const numbers = statement(tokens, open)
      .filter(({ text }) => text !== ",")
      .map(({ text }) => (text.trim() === "" ? Number.NaN : Number(text)));
    if (!numbers.every(Number.isFinite)) problem ??= "has a table with something else than numbers";
    else if (numbers.length !== own)
      problem ??= `has ${numbers.length} numbers in a row for its ${own} states`;
    else if (isDefault) rest = numbers;
    else if (row === undefined || listed.has(row)) problem ??= "has a row of its table that does not fit";
    else listed.set(row, numbers);
  }
  if (problem !== undefined) return problem;
  return tableOfRows(listed, rest, count, own);
}

/** The index of the row of a configuration: the states of the parents by number, counted from 0, or by name. */
function rowOf(tokens: Tokens, states: readonly (readonly string[])[]): number | undefined {
  tokens.expect("(");
  const given: string[] = [];
  while (!tokens.skip(")")) {
    given.push(tokens.name("a state or )").text);
    if (!tokens.is(")")) tokens.expect(",");
  }
  return rowOfStates(given, states, (text, of) => (/^\d+$/.test(text) ? Number(text) : of.indexOf(text)));
}

/** All up to a semicolon, or to the end of the block. */
function statement(tokens: Tokens, open: Token): Token[] {
  const found: Token[] = [];
  while (!tokens.skip(";")) {
    if (tokens.is("}")) break;
    requireMore(tokens, open);
    found.push(tokens.take());
  }
  return found;
}

function passOver(tokens: Tokens): void {
  const open = tokens.expect("{");
  let depth = 1;
  while (depth > 0) {
    requireMore(tokens, open);
    const { kind, text } = tokens.take();
    if (kind === "symbol" && text === "{") depth++;
    if (kind === "symbol" && text === "}") depth--;
  }
}

function requireMore(tokens: Tokens, open: Token): void {
  if (tokens.ended) tokens.source.fail(open.at, "a closing brace for the block that begins", "none");
}
