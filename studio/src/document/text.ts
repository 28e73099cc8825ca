import { InputError } from "../../../src/index.ts";
import { type DocumentNode, type NetworkDocument, networkOf } from "./document.ts";

const PLAIN = /^[^\s",#<]+$/;

/** One line a node: `child <- parent, parent`, with `latent` in front where it is not measured. */
export function formatGraph(document: NetworkDocument): string {
  const observed = new Set(document.observed);
  return document.nodes
    .map(({ name, parents }) => {
      const head = observed.has(name) ? quoted(name) : `latent ${quoted(name)}`;
      return parents.length > 0 ? `${head} <- ${parents.map(quoted).join(", ")}` : head;
    })
    .join("\n");
}

/**
 * Reads what {@link formatGraph} writes. Numbers stay with the nodes and arcs that keep their names; new ones get those
 * that a new arc gets in the picture.
 *
 * @throws InputError naming the line.
 */
export function parseGraph(text: string, before: NetworkDocument): NetworkDocument {
  const lines = text
    .split("\n")
    .map((line, i) => ({ text: line.replace(/(^|\s)#.*$/, "").trim(), at: i + 1 }));
  const read = lines.filter((line) => line.text !== "").map(({ text, at }) => parseLine(text, at));
  const known = new Map(before.nodes.map((node) => [node.name, node]));
  const nodes = read.map(({ name, parents }) => carryNumbers(before, known.get(name), name, parents));
  const observed = read.filter((line) => !line.latent).map((line) => line.name);
  const document = { ...before, nodes, observed };
  for (const { name, parents, at } of read) {
    const stray = parents.find((parent) => !read.some((other) => other.name === parent));
    if (stray !== undefined) {
      throw new InputError(`Line ${at}: ${name} reads "${stray}", which has no line of its own. Add one.`);
    }
  }
  networkOf(document);
  return document;
}

interface Line {
  readonly name: string;
  readonly parents: readonly string[];
  readonly latent: boolean;
  readonly at: number;
}

function parseLine(text: string, at: number): Line {
  const arrow = text.indexOf("<-");
  const latent = /^latent\s+\S/.test(text) && !/^latent\s*<-/.test(text);
  const head = text.slice(0, arrow < 0 ? undefined : arrow).replace(latent ? /^latent\s+/ : "", "");
  const names = splitNames(head, at);
  if (names.length !== 1) {
    throw new InputError(
      `Line ${at}: expected one name, or "name <- parent, parent", got "${text}". Put names with spaces into quotes.`,
    );
  }
  return { name: names[0], parents: arrow < 0 ? [] : splitNames(text.slice(arrow + 2), at), latent, at };
}

function splitNames(text: string, at: number): string[] {
  const pieces = text.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (PLAIN.test(piece)) return piece;
      try {
        const name: unknown = JSON.parse(piece);
        if (typeof name === "string" && name !== "") return name;
      } catch {}
      throw new InputError(
        `Line ${at}: expected a name, got ${piece}. Separate parents by commas and quote names with spaces.`,
      );
    });
}

function carryNumbers(
  document: NetworkDocument,
  old: DocumentNode | undefined,
  name: string,
  parents: readonly string[],
): DocumentNode {
  if (document.kind === "structure") return { name, parents };
  const base = { name, parents, intercept: old?.intercept ?? 0, variance: old?.variance ?? 1 };
  if (document.kind === "linear-gaussian") {
    const coefficients = Object.fromEntries(
      parents.map((parent) => [parent, old?.coefficients?.[parent] ?? 1]),
    );
    return { ...base, coefficients };
  }
  const kept = (old?.terms ?? []).filter((term) =>
    term.factors.every((factor) => Object.keys(factor.parents).every((parent) => parents.includes(parent))),
  );
  const added = parents
    .filter((parent) => !old?.parents.includes(parent))
    .map((parent) => ({ factors: [{ function: "linear" as const, parents: { [parent]: 1 } }] }));
  return { ...base, terms: [...kept, ...added], ...(old?.noise !== undefined && { noise: old.noise }) };
}

function quoted(name: string): string {
  return PLAIN.test(name) && name !== "latent" ? name : JSON.stringify(name);
}
