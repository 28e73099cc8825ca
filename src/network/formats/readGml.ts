import { type DrawnEnds, endByShape, FORWARD } from "./arrowEnds.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { drawnEdge } from "./drawnEdge.ts";
import { markNode, uniqueNames } from "./graphNodes.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

interface Entry {
  readonly key: string;
  readonly value: string | readonly Entry[];
  readonly at: number;
}

const KEY = /[A-Za-z][\w.]*/y;
const WORD = /[^\s[\]"]+/y;
const DEEPEST = 100;
const LINE: DrawnEnds = { tail: "none", head: "none" };

/**
 * GML (M. Himsolt, 1996), as igraph, networkx and yEd write it: `node [ id 1 label "A" ]`, `edge [ source 1 target 2 ]` in
 * a `graph` with `directed 1`. Nodes are named by `label` or `name`, by what yEd shows, or by their `id` where all labels are not
 * different; marks such as `latent 1` give roles. What an edge has for arrowheads says its direction.
 *
 * @throws InputError naming line and column; for undirected graphs and edges, edges of unknown nodes, cycles
 */
export const gmlReader = {
  name: "gml",
  title: "GML",
  extensions: ["gml"],
  recognise: (start) =>
    /^(?:#[^\n]*\n\s*|(?:Creator|Version|comment)\s+(?:"[^"]*"|\S+)\s+)*graph\s*\[/i.test(start),
  read: readGml,
} as const satisfies TextNetworkReader;

function readGml(source: SourceText, name: string): NetworkReading {
  const graphs = new GmlText(source).entries().filter(({ key }) => isKey(key, "graph"));
  if (graphs.length !== 1)
    source.fail(graphs[1]?.at ?? 0, "one graph [ ... ]", graphs.length === 0 ? "none" : "a second one");
  const content = listOf(source, graphs[0]);
  const isDirected = textOf(content, "directed") === "1";
  const graph = new CollectedGraph(source);
  const nodes = content
    .filter(({ key }) => isKey(key, "node"))
    .map((entry) => {
      const fields = listOf(source, entry);
      const id = textOf(fields, "id") ?? source.fail(entry.at, "an id of the node", "none");
      return { id, fields, at: entry.at, labels: labelsOf(fields) };
    });
  const names = uniqueNames(source, graph, nodes);
  for (const { id, fields, at } of nodes) {
    const node = names.get(id)!;
    graph.newNode(node, at);
    for (const { key, value } of fields)
      if (typeof value === "string") markNode(source, graph, node, key, value, at);
  }
  const edges = content
    .filter(({ key }) => isKey(key, "edge"))
    .map((entry) => {
      const fields = listOf(source, entry);
      return { entry, fields, ends: drawnEnds(fields) };
    });
  if (!isDirected && edges.every(({ ends }) => ends === undefined))
    source.fail(graphs[0].at, "a directed graph (directed 1)", "an undirected one");
  const areDrawn = edges.some(({ ends }) => ends !== undefined);
  for (const { entry, fields, ends } of edges) {
    const [from, to] = ["source", "target"].map((key) => {
      const id = textOf(fields, key) ?? source.fail(entry.at, `a ${key} of the edge`, "none");
      return names.get(id) ?? source.fail(entry.at, "the id of a node", JSON.stringify(id));
    });
    // What draws arrowheads draws them at every edge that has one.
    const isPlain = areDrawn && fields.some(({ key }) => isKey(key, "graphics"));
    const without = isDirected && !isPlain ? FORWARD : LINE;
    drawnEdge(source, graph, [from, to], ends ?? without, entry.at);
  }
  return { network: graph.finish(textOf(content, "label") || name), notes: graph.notes };
}

function labelsOf(fields: readonly Entry[]): readonly (string | undefined)[] {
  return [textOf(fields, "label"), textOf(fields, "name"), textOf(partOf(fields, "labelgraphics"), "text")];
}

/** The ends that yEd and others draw: `arrow "last"`, or `targetArrow "standard"` and `sourceArrow`. */
function drawnEnds(fields: readonly Entry[]): DrawnEnds | undefined {
  const graphics = partOf(fields, "graphics");
  const arrow = textOf(graphics, "arrow")?.toLowerCase();
  if (arrow !== undefined && /^(?:none|first|last|both)$/.test(arrow)) {
    return {
      tail: arrow === "first" || arrow === "both" ? "arrow" : "none",
      head: arrow === "last" || arrow === "both" ? "arrow" : "none",
    };
  }
  const [tail, head] = ["sourcearrow", "targetarrow"].map((key) => textOf(graphics, key)?.toLowerCase());
  if (tail === undefined && head === undefined) return undefined;
  return { tail: endByShape(tail ?? "none"), head: endByShape(head ?? "none") };
}

function partOf(fields: readonly Entry[], key: string): readonly Entry[] {
  const found = fields.find((entry) => isKey(entry.key, key))?.value;
  return typeof found === "object" ? found : [];
}

function listOf(source: SourceText, { key, value, at }: Entry): readonly Entry[] {
  return typeof value === "string" ? source.fail(at, `[ after ${key}`, JSON.stringify(value)) : value;
}

/** A capital only tells programs that change the graph to leave the key out, so programs differ in where they write one. */
function isKey(key: string, wanted: string): boolean {
  return key.toLowerCase() === wanted;
}

function textOf(entries: readonly Entry[], key: string): string | undefined {
  const found = (entries.find((entry) => entry.key === key) ?? entries.find((entry) => isKey(entry.key, key)))
    ?.value;
  return typeof found === "string" ? found : undefined;
}

/** Keys and values of GML, in one pass. */
class GmlText {
  readonly #source: SourceText;
  #at = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  entries(depth = 0): Entry[] {
    if (depth > DEEPEST) this.#source.fail(this.#at, `at most ${DEEPEST} lists inside each other`, "more");
    const { text } = this.#source;
    const found: Entry[] = [];
    for (;;) {
      this.#skipSpace();
      const at = this.#at;
      if (at >= text.length) {
        return depth === 0 ? found : this.#source.fail(at, "] at the end of the list");
      }
      if (text[at] === "]") {
        if (depth === 0) this.#source.fail(at, "a key");
        this.#at++;
        return found;
      }
      const key = this.#match(KEY) ?? this.#source.fail(at, "a key");
      this.#skipSpace();
      found.push({ key, value: this.#value(depth), at });
    }
  }

  #value(depth: number): string | Entry[] {
    const { text } = this.#source;
    const at = this.#at;
    if (text[at] === "[") {
      this.#at++;
      return this.entries(depth + 1);
    }
    if (text[at] === '"') {
      const end = text.indexOf('"', at + 1);
      if (end < 0)
        this.#source.fail(at, "a closing quotation mark for the text that begins", "the end of the file");
      this.#at = end + 1;
      return plainText(text.slice(at + 1, end));
    }
    return this.#match(WORD) ?? this.#source.fail(at, "a value");
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skipSpace(): void {
    const { text } = this.#source;
    for (;;) {
      while (this.#at < text.length && /\s/.test(text[this.#at])) this.#at++;
      if (text[this.#at] !== "#") return;
      const end = text.indexOf("\n", this.#at);
      this.#at = end < 0 ? text.length : end;
    }
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Texts are ASCII by the letter, and write all else as HTML does. */
function plainText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hexadecimal, decimal, word) => {
    if (word !== undefined) return Object.hasOwn(NAMED, word) ? NAMED[word] : whole;
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
