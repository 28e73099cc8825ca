import { CollectedGraph } from "./collectedGraph.ts";
import { beyondComments } from "./comments.ts";
import { DotTokens } from "./dotTokens.ts";
import { CollectedMarks } from "./graphMarks.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { isOldDagitty, readOldDagitty } from "./oldDagitty.ts";
import { MARK_VALUES, markedRole, roleMarks } from "./roleMarks.ts";
import type { SourceText } from "./sourceText.ts";

const HEAD = /^(?:strict\s+)?(dag|pdag|mag|pag)\b\s*(?:"[^"]*"\s*|[\w.-]+\s*)?\{/i;
/** dagitty also writes `graph { a -> b }`, which in DOT could have no arrows. */
const GRAPH = /^graph\b\s*(?:"[^"]*"\s*|[\w.-]+\s*)?\{[\s\S]*(?:->|<-)/i;
/** The first statement of a graph without its head: a node or a set, perhaps with marks, and an arrow. */
const ARROW = /^(?:"[^"\n]*"|[\w.\u0080-\uFFFF]+|\{[^{}]*\})\s*(?:->|<->|<-|@->)/;
/** R code that gives a name to what a call returns. */
const CALL = /^[\w.]+\s*<-\s*[\w.:]+\s*\(/;

export const dagittyReader = {
  name: "dagitty",
  title: "a graph of dagitty",
  extensions: ["dagitty", "dag"],
  recognise: (start) => {
    const text = beyondComments(start, ["//", "#"]);
    return (
      HEAD.test(text) || GRAPH.test(text) || (ARROW.test(text) && !CALL.test(text)) || isOldDagitty(start)
    );
  },
  // R assigns by an arrow.
  isVague: (start) => !hasHead(start),
  read: readDagitty,
} as const satisfies TextNetworkReader;

/** Graphs of dagitty that are no DAGs, and what to do with them. */
const CLASSES: Readonly<Record<string, string>> = {
  pdag: "a partially directed graph (pdag), which stands for all the networks that data alone cannot tell apart. Direct its -- edges (in R, equivalentDAGs of dagitty lists the choices) and write the one you mean as dag { ... }",
  mag: "a maximal ancestral graph (mag), which says what hidden causes leave visible but not what they are. Write a network with its hidden causes as dag { ... } (in R, canonicalize of dagitty gives one)",
  pag: "a partial ancestral graph (pag), which leaves open where arrows point. Choose directions and hidden causes and write them as dag { ... }",
};

function hasHead(text: string): boolean {
  const start = beyondComments(text, ["//", "#"]);
  return HEAD.test(start) || GRAPH.test(start);
}

const DEEPEST = 200;
const MOST_ARCS = 1_000_000;

/**
 * The text of dagitty.net: `dag { u [latent] u -> x; x -> y }`, also without `dag { }` around it, or in the older format of
 * lists of nodes and neighbours. Nodes marked `latent`, `l`, `unobserved` or `u` are latent and all others observed; without
 * such a mark the leaves are. A bidirected arc stands for a hidden common cause and becomes one: a latent named after its
 * two ends.
 *
 * @throws InputError naming line and column; for graphs that are no DAG, undirected edges and cycles
 */
function readDagitty(source: SourceText, name: string): NetworkReading {
  if (isOldDagitty(source.text)) return readOldDagitty(source, name);
  const tokens = new DotTokens(source, "dagitty");
  const graph = new CollectedGraph(source);
  const reader = new DagittyReader(tokens, graph);
  if (hasHead(source.text)) {
    tokens.skip("strict");
    const { at, text } = tokens.take();
    const problem = CLASSES[text.toLowerCase()];
    if (problem !== undefined) source.fail(at, "a directed acyclic graph (dag { ... })", problem);
    if (!tokens.is("{")) tokens.id("{");
    tokens.expect("{");
    reader.statements(0);
    tokens.expect("}", " at the end of the graph");
    if (!tokens.ended) source.fail(tokens.next.at, "nothing after the graph");
  } else {
    const { at } = tokens.next;
    reader.statements(0);
    if (!tokens.ended || reader.arcs === 0)
      source.fail(tokens.ended ? at : tokens.next.at, '"dag {", or arcs such as u -> x');
  }
  return { network: graph.finish(name), notes: graph.notes, marks: reader.marks.finish() };
}

/** Statements of dagitty, whose arcs are added as they are met. */
class DagittyReader {
  readonly #tokens: DotTokens;
  readonly #graph: CollectedGraph;
  readonly marks = new CollectedMarks();
  arcs = 0;

  constructor(tokens: DotTokens, graph: CollectedGraph) {
    this.#tokens = tokens;
    this.#graph = graph;
  }

  /** Statements up to a closing brace or the end; the names of all nodes in them. */
  statements(depth: number): Set<string> {
    const tokens = this.#tokens;
    if (depth > DEEPEST)
      tokens.source.fail(tokens.next.at, `at most ${DEEPEST} sets inside each other`, "more");
    const all = new Set<string>();
    let wasNode = false;
    let comma: number | undefined;
    while (!tokens.is("}") && !tokens.ended) {
      if (tokens.is(",")) {
        const { at } = tokens.take();
        comma = wasNode ? at : undefined;
        continue;
      }
      if (tokens.skip(";")) {
        comma = undefined;
        continue;
      }
      // What concerns the picture.
      if (tokens.is("graph")) {
        tokens.take();
        this.#attributes();
        wasNode = false;
      } else wasNode = this.#statement(depth, all, comma);
    }
    return all;
  }

  /**
   * @param comma where one stands between this statement and a node before it
   * @returns whether it is a node and no more
   */
  #statement(depth: number, all: Set<string>, comma: number | undefined): boolean {
    const tokens = this.#tokens;
    const isSet = tokens.is("{");
    let left = this.#operand(depth);
    // A property of the picture, such as bb="0,0,1,1".
    if (!isSet && tokens.skip("=")) {
      tokens.id("a value");
      return false;
    }
    this.#add(left, all);
    let isChain = false;
    for (;;) {
      const { at } = tokens.next;
      const sign = ARROWS.find((one) => tokens.is(one));
      if (sign === undefined) break;
      this.#checkSign(sign, at);
      // In DOT the arrow would be one of all of them.
      if (comma !== undefined && !isChain)
        tokens.source.fail(comma, "several nodes before an arrow in braces, as in {a b} -> c", "a comma");
      tokens.take();
      isChain = true;
      const right = this.#operand(depth);
      this.#add(right, all);
      this.arcs += left.names.size * right.names.size;
      if (this.arcs > MOST_ARCS)
        tokens.source.fail(at, `at most ${MOST_ARCS} arcs`, `${this.arcs} of them in sets`);
      for (const from of left.names) {
        for (const to of right.names) {
          if (sign === "->") this.#graph.arc(from, to, at);
          else if (sign === "<-") this.#graph.arc(to, from, at);
          else this.#graph.commonCause(from, to, at);
        }
      }
      left = right;
    }
    const attributes = this.#attributes();
    if (isChain || isSet) return false;
    const [node] = left.names;
    for (const [property, { text, at }] of attributes) {
      if (roleMarks.includes(property)) this.#role(node, property, text, at);
      else this.marks.take(node, property, text);
    }
    return attributes.size === 0;
  }

  #checkSign(sign: string, at: number): void {
    const { source } = this.#tokens;
    if (sign === "--") source.fail(at, "a directed arc", "-- (an undirected edge)");
    if (sign.includes("@"))
      source.fail(at, "a directed arc", `${sign}, an edge of a partial ancestral graph with an open end`);
  }

  #operand(depth: number): { names: ReadonlySet<string>; at: number } {
    const tokens = this.#tokens;
    const { at } = tokens.next;
    if (tokens.skip("{")) {
      const names = this.statements(depth + 1);
      tokens.expect("}", " at the end of the set");
      return { names, at };
    }
    const { text } = tokens.id("the name of a node");
    if (text === "") tokens.source.fail(at, "the name of a node", "an empty one");
    return { names: new Set([text]), at };
  }

  #add({ names, at }: { names: ReadonlySet<string>; at: number }, all: Set<string>): void {
    for (const name of names) {
      this.#graph.node(name, at);
      all.add(name);
    }
  }

  #role(name: string, mark: string, value: string, at: number): void {
    const found = markedRole(mark, value);
    const source: SourceText = this.#tokens.source;
    if (found === undefined) source.fail(at, `${mark}=${MARK_VALUES}`, JSON.stringify(value));
    this.#graph.role(name, found.role, at, found.others);
  }

  /** The attributes by name, in lower case, with their values. */
  #attributes(): Map<string, { text: string; at: number }> {
    const tokens = this.#tokens;
    const given = new Map<string, { text: string; at: number }>();
    while (tokens.skip("[")) {
      while (!tokens.is("]")) {
        if (tokens.skip(",") || tokens.skip(";")) continue;
        const key = tokens.id("a property or ]");
        const value = tokens.skip("=") ? tokens.id("a value") : { text: "true", at: key.at };
        given.set(/^[lu]$/.test(key.text) ? "latent" : key.text.toLowerCase(), value);
      }
      tokens.expect("]");
    }
    return given;
  }
}

const ARROWS = ["<->", "->", "<-", "--", "@->", "<-@", "--@", "@-@", "@--"] as const;
