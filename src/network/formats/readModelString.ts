import { CollectedGraph } from "./collectedGraph.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

/** One node in brackets, told from JSON by what JSON can't have between them. */
const BEGINS = /^\[[^[\]{}"',|:]*[^[\]{}"',|:\s\d.][^[\]{}"',|:]*(?:\|[^[\]|]+)?\][^\S\t]*(?:\[|$)/;

/**
 * bnlearn's model string, as `modelstring` writes it: `[A][B][C|A:B]`, every node in brackets with its parents behind the
 * bar. Names keep every character but brackets, bars and colons.
 *
 * @throws InputError naming line and column; for nodes given twice, parents that are no nodes, cycles
 */
export const modelStringReader = {
  name: "bnlearn",
  title: "a model string of bnlearn",
  extensions: ["bnlearn", "modelstring"],
  recognise: (start) => BEGINS.test(start),
  read: readModelString,
} as const satisfies TextNetworkReader;

export function readModelString(source: SourceText, name: string): NetworkReading {
  const { text } = source;
  const graph = new CollectedGraph(source);
  const given: { child: string; parents: { name: string; at: number }[] }[] = [];
  let at = afterSpace(text, 0);
  while (at < text.length) {
    if (text[at] !== "[") source.fail(at, "[ before the name of a node");
    const end = text.indexOf("]", at);
    if (end < 0) source.fail(at, "] at the end of the node that begins", "the end of the file");
    const inner = text.slice(at + 1, end);
    const open = inner.indexOf("[");
    if (open >= 0) source.fail(at + 1 + open, "] at the end of the node before");
    const [own, behind, ...more] = inner.split("|");
    if (more.length > 0)
      source.fail(at + 1 + own.length + 1 + behind.length, "one bar in a node", "a second one");
    const child = own.trim();
    if (child === "") source.fail(at + 1, "the name of a node");
    if (child.includes(":")) source.fail(at + 1 + own.indexOf(":"), "a bar before the parents of a node");
    graph.newNode(child, at + 1);
    const parents: { name: string; at: number }[] = [];
    let place = at + 2 + own.length;
    for (const part of behind === undefined ? [] : behind.split(":")) {
      if (part.trim() === "") source.fail(place, "the name of a parent");
      parents.push({ name: part.trim(), at: place });
      place += part.length + 1;
    }
    given.push({ child, parents });
    at = afterSpace(text, end + 1);
  }
  for (const { child, parents } of given) {
    for (const parent of parents) {
      graph.requireNode(parent.name, parent.at);
      graph.arc(parent.name, child, parent.at, true);
    }
  }
  return { network: graph.finish(name), notes: [] };
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at])) at++;
  return at;
}
