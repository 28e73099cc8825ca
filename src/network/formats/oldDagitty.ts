import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedMarks } from "./graphMarks.ts";
import type { NetworkReading } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

/**
 * `NAME FLAGS @x,y`: a weight, or letters of which U is unobserved, E an exposure, O an outcome and A adjusted for; the place in
 * the picture may be missing.
 */
const NODE = /^\s*(\S.*?)\s+(\d+(?:\.\d+)?|[AEOSU]+)(?:\s+@(\S*))?\s*$/;

/**
 * Whether a text is in the format of dagitty's first versions: lines of nodes with their flags, an empty line, then lines of
 * a node and its children (or a matrix of zeros and ones).
 */
export function isOldDagitty(text: string): boolean {
  const { nodes, rest } = parts(text);
  const names = nodes.map(({ line }) => NODE.exec(line)?.[1]);
  if (names.length === 0 || names.includes(undefined)) return false;
  const first = rest.find(({ line }) => line.trim() !== "")?.line.trim();
  if (first === undefined) return false;
  return (
    /^[01](?:\s+[01])*$/.test(first) || names.some((name) => first === name || first.startsWith(`${name!} `))
  );
}

/**
 * The older format of dagitty, in which names are percent-encoded.
 *
 * @throws InputError naming the line; for names that were not declared and cycles
 */
export function readOldDagitty(source: SourceText, name: string): NetworkReading {
  const { nodes, rest } = parts(source.text);
  const graph = new CollectedGraph(source);
  const marks = new CollectedMarks();
  const names: string[] = [];
  for (const { line, at } of nodes) {
    const found = NODE.exec(line);
    if (found === null) return source.fail(at, "a node and its flags");
    const own = decoded(found[1]);
    graph.newNode(own, at);
    if (found[2].includes("U")) graph.role(own, "latent", at);
    for (const letter of found[2].toLowerCase()) marks.take(own, letter, "yes");
    if (found[3] !== undefined) marks.take(own, "pos", found[3]);
    names.push(own);
  }
  const lines = rest.filter(({ line }) => line.trim() !== "");
  if (lines.every(({ line }) => /^[\s01]+$/.test(line))) readMatrix(source, graph, names, lines);
  else readLists(source, graph, lines);
  return { network: graph.finish(name), notes: graph.notes, marks: marks.finish() };
}

interface Line {
  readonly line: string;
  readonly at: number;
}

/** A sign of percent before two hexadecimal digits begins a name that is encoded, and number signs and slashes in names are. */
const COMMENT = /^\s*(?:#|\/\/|%(?![\da-f]{2}))/i;

/** Lines before the first empty one, and those behind it; comments are none. */
function parts(text: string): { nodes: Line[]; rest: Line[] } {
  const lines: Line[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    if (!COMMENT.test(line)) lines.push({ line, at });
    at += line.length + 1;
  }
  const isBlank = ({ line }: Line) => line.trim() === "";
  const from = lines.findIndex((line) => !isBlank(line));
  const blank = lines.findIndex((line, i) => i > from && isBlank(line));
  if (from < 0 || blank < 0) return { nodes: [], rest: [] };
  return { nodes: lines.slice(from, blank), rest: lines.slice(blank) };
}

function readMatrix(
  source: SourceText,
  graph: CollectedGraph,
  names: readonly string[],
  lines: readonly Line[],
): void {
  const cells = lines.flatMap(({ line, at }) =>
    line
      .trim()
      .split(/\s+/)
      .map((cell) => ({ cell, at })),
  );
  if (cells.length !== names.length ** 2) {
    source.fail(
      lines[0].at,
      `${names.length} x ${names.length} numbers for ${names.length} nodes`,
      `${cells.length}`,
    );
  }
  for (const [i, { cell, at }] of cells.entries()) {
    if (cell === "1") graph.arc(names[Math.floor(i / names.length)], names[i % names.length], at);
  }
}

/** Every line names a node and its children; names may hold blanks, so words are joined until they are a name. */
function readLists(source: SourceText, graph: CollectedGraph, lines: readonly Line[]): void {
  const arcs = new Map<string, { from: string; to: string; at: number; both: boolean }>();
  for (const { line, at } of lines) {
    const words = line.trim().split(/\s+/);
    const listed: string[] = [];
    let pending = "";
    for (const word of words) {
      if (pending === "" && word.startsWith("@")) continue;
      pending = pending === "" ? word : `${pending} ${word}`;
      if (!graph.has(decoded(pending))) continue;
      listed.push(decoded(pending));
      pending = "";
    }
    if (pending !== "") graph.requireNode(decoded(pending), at);
    const [from, ...children] = listed;
    for (const to of children) {
      const reverse = arcs.get(JSON.stringify([to, from]));
      if (reverse !== undefined) reverse.both = true;
      else arcs.set(JSON.stringify([from, to]), { from, to, at, both: false });
    }
  }
  if (lines.length === 0) source.fail(0, "lines of a node and its children");
  for (const { from, to, at, both } of arcs.values()) {
    if (both) graph.commonCause(from, to, at);
    else graph.arc(from, to, at);
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
