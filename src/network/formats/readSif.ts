import { arcByWord, isArrow } from "./arrowWord.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

const MOST_SHOWN = 5;

/**
 * Cytoscape's simple interaction format: in every line a node, the kind of its interactions and the nodes that it acts on, or
 * a node alone. Tabs separate where the file has any, blanks otherwise. An arrow as the kind says the direction; any other
 * kind is passed over, and said.
 *
 * @throws InputError naming the line; for lines of two fields, undirected interactions and cycles
 */
export const sifReader = {
  name: "sif",
  title: "a list of interactions (SIF)",
  extensions: ["sif"],
  // Its lines look like much else.
  recognise: () => false,
  read: readSif,
} as const satisfies TextNetworkReader;

function readSif(source: SourceText, name: string): NetworkReading {
  const graph = new CollectedGraph(source);
  const separator = source.text.includes("\t") ? "\t" : /\s+/;
  const kinds = new Set<string>();
  let at = 0;
  for (const line of source.text.split("\n")) {
    const fields = line
      .trim()
      .split(separator)
      .map((field) => field.trim().replace(/^"(.+)"$/, "$1"))
      .filter((field) => field !== "");
    if (fields.length > 0 && !/^#(?:\s|$)/.test(line)) interaction(source, graph, fields, kinds, at);
    at += line.length + 1;
  }
  const shown = [...kinds].slice(0, MOST_SHOWN);
  if (kinds.size > MOST_SHOWN) shown.push(`${kinds.size - MOST_SHOWN} more`);
  const note = `The first node of every line of ${source.name} was read as a cause of the others; the kinds of interactions were passed over: ${shown.join(", ")}.`;
  return { network: graph.finish(name), notes: [...(kinds.size > 0 ? [note] : []), ...graph.notes] };
}

function interaction(
  source: SourceText,
  graph: CollectedGraph,
  [from, kind, ...others]: readonly string[],
  kinds: Set<string>,
  at: number,
): void {
  graph.node(from, at);
  if (kind === undefined) return;
  if (others.length === 0)
    source.fail(
      at,
      "a node, the kind of its interactions and other nodes",
      `two fields: ${JSON.stringify(`${from} ${kind}`.slice(0, 60))}`,
    );
  if (/^undirected$/i.test(kind)) source.fail(at, "arcs with a direction", `an interaction that is ${kind}`);
  // The same two nodes may interact in several ways.
  for (const to of others) {
    if (isArrow(kind)) arcByWord(source, graph, [from, to], kind, at, false);
    else graph.arc(from, to, at);
  }
  if (!isArrow(kind) && !/^directed$/i.test(kind)) kinds.add(kind);
}
