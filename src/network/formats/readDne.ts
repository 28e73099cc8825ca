import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedTables } from "./collectedTables.ts";
import { foreignNetwork } from "./foreignNetwork.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { numbersOf } from "./numbersOf.ts";
import { oneStateRows } from "./oneState.ts";
import type { SourceText } from "./sourceText.ts";
import { type Token, Tokens } from "./tokens.ts";

const RULES = {
  symbols: [
    "{",
    "}",
    "(",
    ")",
    "=",
    ";",
    ",",
    "#",
    "[",
    "]",
    "<",
    ">",
    "+",
    "-",
    "*",
    "/",
    ":",
    "?",
    "|",
    "&",
    "!",
    "~",
    "^",
  ],
  lineComments: ["//"],
  blockComments: true,
  escapes: true,
};
const DEEPEST = 100;
/** More than any node has whose states are not named. */
const MOST_STATES = 1000;

/**
 * Netica's .dne: `node X { states = (...); parents = (...); probs = (...); };` in a `bnet`, where the node's own state runs
 * fastest, then the last parent's. Deterministic nodes (`functable`) become tables; of discretised nodes the intervals are
 * the states. Pictures, titles, equations and evidence are passed over.
 *
 * @throws InputError naming line and column; for decision and utility nodes, parents that are no nodes, cycles
 */
export const dneReader = {
  name: "dne",
  title: "Netica's DNE",
  extensions: ["dne", "dnet"],
  recognise: (start) =>
    /^\/\/\s*~->\[DNET/.test(start) ||
    (/^(?:\/\/[^\n]*\n\s*)*bnet\s+\S+\s*\{/.test(start) && foreignNetwork(start) === undefined),
  read: readDne,
} as const satisfies TextNetworkReader;

interface DneNode {
  readonly name: Token;
  readonly fields: ReadonlyMap<string, readonly Token[]>;
}

function readDne(source: SourceText, fallback: string): NetworkReading {
  const tokens = new Tokens(source, RULES);
  tokens.expect("bnet", " at the beginning");
  const title = tokens.name("the name of the network").text || fallback;
  tokens.expect("{");
  const nodes: DneNode[] = [];
  while (!tokens.is("}")) {
    if (tokens.ended) source.fail(tokens.next.at, "} at the end of the network");
    if (tokens.skip(";")) continue;
    const key = tokens.name("a statement of the network");
    if (tokens.skip("=")) value(tokens);
    else if (key.text === "node")
      nodes.push({ name: tokens.name("the name of a node"), fields: block(tokens, 0) });
    else {
      tokens.name("=");
      block(tokens, 0);
    }
  }
  tokens.take();
  while (tokens.skip(";"));
  if (!tokens.ended) source.fail(tokens.next.at, "the end of the file after the network");
  const graph = new CollectedGraph(source);
  const variables = nodes.filter((node) => wordOf(node, "kind")?.toUpperCase() !== "CONSTANT");
  for (const node of variables) {
    const kind = wordOf(node, "kind")?.toUpperCase() ?? "NATURE";
    if (kind !== "NATURE")
      source.fail(
        node.name.at,
        "a network of chance nodes",
        `a ${kind.toLowerCase()} node, whose value is not distributed`,
      );
    graph.newNode(node.name.text, node.name.at);
  }
  const tables = new CollectedTables();
  for (const node of variables) {
    const parents = (node.fields.get("parents") ?? []).filter(({ kind }) => kind !== "symbol");
    for (const parent of parents) {
      graph.requireNode(parent.text, parent.at);
      graph.arc(parent.text, node.name.text, parent.at, true);
    }
    distribution(
      tables,
      node,
      parents.map(({ text }) => text),
    );
  }
  return tables.reading(graph.finish(title));
}

function distribution(tables: CollectedTables, node: DneNode, parents: readonly string[]): void {
  const name = node.name.text;
  const states = statesOf(node);
  const declared = node.fields.has("states") ? wordOf(node, "numstates") : undefined;
  tables.states(name, states, declared === undefined ? undefined : Number(declared));
  const probabilities = node.fields.get("probs");
  const chosen = node.fields.get("functable");
  if (probabilities !== undefined) {
    const numbers = numbersOf(textOf(probabilities));
    if (numbers === undefined) tables.without(name, "has probabilities that are not known or no numbers");
    else tables.table(name, parents, numbers);
  } else if (chosen !== undefined) {
    const rows = oneStateRows(states, namesIn(chosen, states));
    if (rows === undefined) tables.without(name, "has a function of something else than its states");
    else tables.table(name, parents, rows);
  }
}

/** Given by name, else by the values or the intervals that they stand for, or as Netica calls those that are only counted. */
function statesOf(node: DneNode): string[] {
  const named = node.fields.get("states")?.filter(({ kind }) => kind !== "symbol");
  if (named !== undefined) return named.map(({ text }) => text);
  const levels = textOf(node.fields.get("levels") ?? [])
    .split(/\s+/)
    .filter((word) => word !== "");
  if (wordOf(node, "discrete")?.toUpperCase() !== "FALSE") {
    const count = Number(wordOf(node, "numstates") ?? 0);
    if (levels.length > 0 || !(count <= MOST_STATES)) return levels;
    return Array.from({ length: count }, (_, i) => `state${i}`);
  }
  return levels.slice(1).map((level, i) => `${levels[i]} to ${level}`);
}

/** States by name or, behind a number sign, by number. */
function namesIn(tokens: readonly Token[], states: readonly string[]): string[] {
  const names: string[] = [];
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind === "symbol") continue;
    names.push(tokens[i - 1]?.text === "#" ? (states[Number(text)] ?? "") : text);
  }
  return names;
}

function wordOf(node: DneNode, key: string): string | undefined {
  return node.fields.get(key)?.[0]?.text;
}

/** Words with blanks for brackets and commas; a sign belongs to the number behind it. */
function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ kind, text }) => (kind !== "symbol" ? `${text} ` : text === "-" ? "-" : " ")).join("");
}

/** The tokens up to the semicolon; a font or a set of nodes has braces, and semicolons inside. */
function value(tokens: Tokens): Token[] {
  const found: Token[] = [];
  let depth = 0;
  while (depth > 0 || !tokens.is(";")) {
    if (tokens.is("{")) depth++;
    const closes = tokens.is("}") && depth-- === 0;
    if (tokens.ended || closes) tokens.source.fail(tokens.next.at, "; at the end of the value");
    found.push(tokens.take());
  }
  tokens.take();
  return found;
}

/** Statements in braces by their keys; blocks inside, which describe pictures, are passed over. */
function block(tokens: Tokens, depth: number): Map<string, readonly Token[]> {
  if (depth > DEEPEST)
    tokens.source.fail(tokens.next.at, `at most ${DEEPEST} blocks inside each other`, "more");
  tokens.expect("{");
  const fields = new Map<string, readonly Token[]>();
  while (!tokens.is("}")) {
    if (tokens.ended) tokens.source.fail(tokens.next.at, "} at the end of the block");
    if (tokens.skip(";")) continue;
    const key = tokens.name("the name of a value").text;
    if (tokens.skip("=")) fields.set(key, value(tokens));
    else {
      if (!tokens.is("{")) tokens.name("= or {");
      block(tokens, depth + 1);
    }
  }
  tokens.take();
  return fields;
}
