import type { DotTokens } from "./dotTokens.ts";
import type { SourceText } from "./sourceText.ts";

export interface DotValue {
  readonly text: string;
  /** In angle brackets: text with markup. */
  readonly html: boolean;
  readonly at: number;
}

/** By lower-case name. */
export type DotAttributes = ReadonlyMap<string, DotValue>;

export interface DotNode {
  readonly id: string;
  readonly at: number;
  readonly attributes: DotAttributes;
}

export interface DotEdge {
  readonly tail: DotNode;
  readonly head: DotNode;
  /** `<-` and `<->` are no signs of DOT but of dagitty, whose graphs otherwise are DOT. */
  readonly sign: "->" | "--" | "<-" | "<->";
  readonly at: number;
  readonly attributes: DotAttributes;
}

export interface DotGraph {
  readonly name: string;
  readonly directed: boolean;
  readonly at: number;
  readonly nodes: readonly DotNode[];
  readonly edges: readonly DotEdge[];
  /** Sets in braces that have attributes behind them, which Graphviz passes over. */
  readonly attributedSets: readonly {
    readonly nodes: readonly DotNode[];
    readonly attributes: DotAttributes;
  }[];
}

interface OpenNode extends DotNode {
  readonly html: boolean;
  readonly attributes: Map<string, DotValue>;
}

interface OpenEdge extends DotEdge {
  /** The edges of a statement share theirs until one of them is changed. */
  attributes: DotAttributes;
}

/** A graph or subgraph, with what it makes the default of the nodes and edges that appear in it first. */
interface Scope {
  readonly parent?: Scope;
  readonly nodes: Set<OpenNode>;
  readonly subgraphs: Map<string, Scope>;
  readonly nodeDefaults: Map<string, DotValue>;
  readonly edgeDefaults: Map<string, DotValue>;
}

const DEEPEST = 200;
/** A few kilobytes of sets can name millions of edges. */
const MOST_EDGES = 1_000_000;

/**
 * The nodes and edges of a graph in DOT with their attributes, as Graphviz gives them: defaults hold for what appears first
 * in their graph or subgraph after them, a strict graph has one edge between two nodes, a subgraph that is named again goes
 * on.
 *
 * @param wanted names of attributes, lower case; others are passed over
 * @throws InputError naming line and column
 */
export function parseDot(tokens: DotTokens, wanted: ReadonlySet<string>): DotGraph {
  return new DotParser(tokens, wanted).graph();
}

class DotParser {
  readonly #tokens: DotTokens;
  readonly #wanted: ReadonlySet<string>;
  readonly #nodes = new Map<string, OpenNode>();
  readonly #edges: OpenEdge[] = [];
  readonly #only = new Map<string, OpenEdge>();
  readonly #attributedSets: { nodes: DotNode[]; attributes: DotAttributes }[] = [];
  #edgeCount = 0;
  #strict = false;
  #directed = true;

  constructor(tokens: DotTokens, wanted: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#wanted = wanted;
  }

  graph(): DotGraph {
    const tokens = this.#tokens;
    this.#strict = tokens.skip("strict");
    const { at } = tokens.next;
    this.#directed = !tokens.skip("graph");
    if (this.#directed) tokens.expect("digraph", " at the beginning");
    const name = tokens.is("{") ? "" : tokens.id("a name or {").text;
    tokens.expect("{");
    this.#statements(newScope(), 0);
    tokens.expect("}", " at the end of the graph");
    // Graphviz itself takes no notice of these.
    while (tokens.skip(";"));
    if (!tokens.ended) tokens.source.fail(tokens.next.at, "nothing after the graph");
    return {
      name,
      directed: this.#directed,
      at,
      nodes: [...this.#nodes.values()],
      edges: this.#edges,
      attributedSets: this.#attributedSets,
    };
  }

  /** Statements up to the closing brace. */
  #statements(scope: Scope, depth: number): void {
    const tokens = this.#tokens;
    if (depth > DEEPEST)
      tokens.source.fail(tokens.next.at, `at most ${DEEPEST} subgraphs inside each other`, "more");
    while (!tokens.is("}") && !tokens.ended) {
      if (tokens.skip(";")) continue;
      if (tokens.is("graph") || tokens.is("node") || tokens.is("edge")) this.#defaults(scope);
      else this.#statement(scope, depth);
    }
  }

  #defaults(scope: Scope): void {
    const { text } = this.#tokens.take();
    const kind = text.toLowerCase();
    const given = this.#attributes();
    const target =
      kind === "node"
        ? scope.nodeDefaults
        : kind === "edge"
          ? scope.edgeDefaults
          : new Map<string, DotValue>();
    for (const [key, value] of given) target.set(key, value);
  }

  #statement(scope: Scope, depth: number): void {
    const tokens = this.#tokens;
    const source: SourceText = tokens.source;
    const left = this.#operand(scope, depth);
    if (left === undefined) return;
    const links: { sign: DotEdge["sign"]; at: number; nodes: ReadonlySet<OpenNode> }[] = [];
    for (;;) {
      const sign = (["->", "--", "<->", "<-"] as const).find((one) => tokens.is(one));
      if (sign === undefined) break;
      const { at } = tokens.take();
      this.#checkSign(sign, at);
      const right = this.#operand(scope, depth);
      if (right === undefined) source.fail(at, "a node after the arc");
      else links.push({ sign, at, nodes: right.nodes });
    }
    const given = this.#attributes();
    if (links.length === 0) {
      if (left.isSet && given.size > 0)
        this.#attributedSets.push({ nodes: [...left.nodes], attributes: given });
      if (left.isSet) return;
      for (const node of left.nodes) for (const [key, value] of given) node.attributes.set(key, value);
      return;
    }
    // A subgraph that is named again in the chain has all its nodes in both places.
    const edges: OpenEdge[] = [];
    let ends = left.nodes;
    for (const { sign, at, nodes } of links) {
      this.#edgeCount += ends.size * nodes.size;
      if (this.#edgeCount > MOST_EDGES)
        source.fail(at, `at most ${MOST_EDGES} arcs`, `${this.#edgeCount} of them in sets`);
      for (const tail of ends)
        for (const head of nodes) edges.push({ tail, head, sign, at, attributes: NONE });
      ends = nodes;
    }
    this.#addEdges(scope, edges, given);
  }

  #checkSign(sign: DotEdge["sign"], at: number): void {
    if (this.#directed === (sign !== "--")) return;
    const { source } = this.#tokens;
    if (this.#directed) source.fail(at, "->, an arc with a direction", "-- (an undirected edge)");
    source.fail(at, "-- in an undirected graph, or digraph at the beginning", sign);
  }

  /** Nodes between commas, or a subgraph; nothing for an attribute of the graph itself. */
  #operand(scope: Scope, depth: number): { nodes: ReadonlySet<OpenNode>; isSet: boolean } | undefined {
    const tokens = this.#tokens;
    if (tokens.is("subgraph") || tokens.is("{")) {
      let name: string | undefined;
      if (tokens.skip("subgraph") && !tokens.is("{")) name = tokens.id("the name of the subgraph").text;
      tokens.expect("{");
      const inner = subgraph(scope, name);
      this.#statements(inner, depth + 1);
      tokens.expect("}", " at the end of the subgraph");
      return { nodes: inner.nodes, isSet: true };
    }
    const nodes = new Set<OpenNode>();
    do {
      const token = tokens.id("the name of a node");
      if (nodes.size === 0 && tokens.skip("=")) {
        tokens.id("a value");
        return undefined;
      }
      for (let ports = 0; ports < 2 && tokens.skip(":"); ports++) tokens.id("a port");
      nodes.add(this.#node(scope, token.text, token.kind === "html", token.at));
    } while (tokens.skip(","));
    return { nodes, isSet: false };
  }

  #node(scope: Scope, id: string, html: boolean, at: number): OpenNode {
    let node = this.#nodes.get(id);
    if (node === undefined) {
      if (id === "") this.#tokens.source.fail(at, "the name of a node", "an empty one");
      node = { id, html, at, attributes: inherited(scope, "nodeDefaults") };
      this.#nodes.set(id, node);
    } else if (node.html !== html) {
      this.#tokens.source.fail(
        at,
        "different names",
        `"${id}" with and without angle brackets, which are two nodes`,
      );
    }
    for (let one: Scope | undefined = scope; one !== undefined && !one.nodes.has(node); one = one.parent)
      one.nodes.add(node);
    return node;
  }

  /** In a strict graph two nodes have one edge, elsewhere one of each key: later statements only change its attributes. */
  #addEdges(scope: Scope, edges: readonly OpenEdge[], given: DotAttributes): void {
    const fresh = inherited(scope, "edgeDefaults");
    for (const [name, value] of given) fresh.set(name, value);
    const key = this.#strict ? "" : given.get("key")?.text;
    for (const edge of edges) {
      edge.attributes = fresh;
      const pair = key === undefined ? undefined : this.#pair(edge, key);
      const known = pair === undefined ? undefined : this.#only.get(pair);
      if (known !== undefined) {
        known.attributes = new Map([...known.attributes, ...given]);
        continue;
      }
      if (pair !== undefined) this.#only.set(pair, edge);
      this.#edges.push(edge);
    }
  }

  #pair({ tail, head, sign }: OpenEdge, key: string): string {
    const ends = [tail.id, head.id];
    if (sign === "<-" || (!this.#directed && head.id < tail.id)) ends.reverse();
    return JSON.stringify([...ends, sign === "<->", key]);
  }

  #attributes(): Map<string, DotValue> {
    const tokens = this.#tokens;
    const given = new Map<string, DotValue>();
    while (tokens.skip("[")) {
      while (!tokens.is("]")) {
        if (tokens.skip(";") || tokens.skip(",")) continue;
        const key = tokens.id("an attribute or ]");
        let value: DotValue = { text: "true", html: false, at: key.at };
        if (tokens.skip("=")) {
          const { kind, text, at } = tokens.id("a value");
          value = { text, html: kind === "html", at };
        }
        // Marks without a value, as dagitty has them.
        const isBare = value.at === key.at;
        const name = isBare && /^[lu]$/.test(key.text) ? "latent" : key.text.toLowerCase();
        if (this.#wanted.has(name)) given.set(name, value);
      }
      tokens.expect("]");
    }
    return given;
  }
}

const NONE: DotAttributes = new Map();

function newScope(parent?: Scope): Scope {
  return {
    parent,
    nodes: new Set(),
    subgraphs: new Map(),
    nodeDefaults: new Map(),
    edgeDefaults: new Map(),
  };
}

function subgraph(parent: Scope, name: string | undefined): Scope {
  const known = name === undefined ? undefined : parent.subgraphs.get(name);
  if (known !== undefined) return known;
  const scope = newScope(parent);
  if (name !== undefined) parent.subgraphs.set(name, scope);
  return scope;
}

function inherited(scope: Scope, which: "nodeDefaults" | "edgeDefaults"): Map<string, DotValue> {
  const chain: Scope[] = [];
  for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) chain.push(one);
  const values = new Map<string, DotValue>();
  for (const one of chain.reverse()) for (const [key, value] of one[which]) values.set(key, value);
  return values;
}
