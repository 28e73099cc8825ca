import { InputError } from "../../../src/internals.ts";
import {
  bareStructure,
  coefficientOf,
  type DocumentNode,
  hasCoefficients,
  NEW_NAME,
  type NetworkDocument,
  networkOf,
} from "./document.ts";

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
  const read = text.split("\n").flatMap((line, i) => parseLine(line, i + 1) ?? []);
  const numbers = keepsNumbers(before, read) ? before : bareStructure(before);
  const known = new Map(numbers.nodes.map((node) => [node.name, node]));
  const nodes = read.map(({ name, parents }) => carryNumbers(numbers, known.get(name), name, parents));
  const observed = read.filter((line) => !line.latent).map((line) => line.name);
  const document = {
    ...(nodes.some(({ name }) => known.has(name)) ? numbers : unnamed(numbers)),
    nodes,
    observed,
  };
  for (const { name, parents, at } of read) {
    const stray = parents.find((parent) => !read.some((other) => other.name === parent));
    if (stray !== undefined) {
      throw new InputError(`Line ${at}: ${name} reads "${stray}", which has no line of its own. Add one.`);
    }
  }
  networkOf(document);
  return document;
}

/** Of a network of which no node is left, neither its name nor where it was published. */
function unnamed({ citation, source, ...document }: NetworkDocument): NetworkDocument {
  return { ...document, name: NEW_NAME };
}

/** Kinds with an entry of their own for every node keep their numbers for as long as no arc and no name is another. */
function keepsNumbers({ kind, nodes }: NetworkDocument, read: readonly Line[]): boolean {
  if (kind === "structure" || kind === "linear-gaussian" || kind === "nonlinear-gaussian") return true;
  const known = new Map(nodes.map(({ name, parents }) => [name, parents.join("\0")]));
  return read.every(({ name, parents }) => known.get(name) === parents.join("\0"));
}

interface Line {
  readonly name: string;
  readonly parents: readonly string[];
  readonly latent: boolean;
  readonly at: number;
}

/** Quoted names, arrows, commas, a comment to the end of the line, and plain names. */
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|<-|,|#.*$|[^\s",#<]+|.)/y;

function parseLine(text: string, at: number): Line | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) tokens.push(found[1]);
  if (tokens.at(-1)?.startsWith("#")) tokens.pop();
  if (tokens.length === 0 || tokens.every((token) => token.trim() === "")) return undefined;
  const latent = tokens[0] === "latent" && tokens.length > 1 && tokens[1] !== "<-";
  const [head, ...rest] = latent ? tokens.slice(1) : tokens;
  const name = nameOf(head, text, at);
  if (rest.length === 0) return { name, parents: [], latent, at };
  if (rest[0] !== "<-") throw malformed(text, at);
  const parents: string[] = [];
  for (let i = 1; i < rest.length; i += 2) {
    parents.push(nameOf(rest[i], text, at));
    if (i + 1 < rest.length && rest[i + 1] !== ",") throw malformed(text, at);
  }
  return { name, parents, latent, at };
}

function nameOf(token: string, text: string, at: number): string {
  if (PLAIN.test(token)) return token;
  try {
    const name: unknown = JSON.parse(token);
    if (typeof name === "string" && name !== "") return name;
  } catch {}
  throw malformed(text, at);
}

function malformed(text: string, at: number): InputError {
  return new InputError(
    `Line ${at}: expected a name, or "name <- parent, parent", got "${text.trim()}". Put names with spaces into quotes.`,
  );
}

function carryNumbers(
  document: NetworkDocument,
  old: DocumentNode | undefined,
  name: string,
  parents: readonly string[],
): DocumentNode {
  const kept = old?.place && { place: old.place };
  if (document.kind === "structure") return { name, parents, ...(old?.rest && { rest: old.rest }), ...kept };
  if (document.kind !== "linear-gaussian" && document.kind !== "nonlinear-gaussian") return old!;
  const base = {
    name,
    parents,
    intercept: old?.intercept ?? 0,
    variance: old?.variance ?? 1,
    ...(old?.rest && { rest: old.rest }),
    ...kept,
  };
  if (hasCoefficients(document)) {
    const coefficients = Object.fromEntries(
      parents.map((parent) => [parent, old ? coefficientOf(old, parent) : 1]),
    );
    return { ...base, coefficients };
  }
  const terms = (old?.terms ?? []).filter((term) =>
    term.factors.every((factor) => Object.keys(factor.parents).every((parent) => parents.includes(parent))),
  );
  const added = parents
    .filter((parent) => !old?.parents.includes(parent))
    .map((parent) => ({ factors: [{ function: "linear" as const, parents: { [parent]: 1 } }] }));
  return { ...base, terms: [...terms, ...added], ...(old?.noise !== undefined && { noise: old.noise }) };
}

function quoted(name: string): string {
  return PLAIN.test(name) && name !== "latent" ? name : JSON.stringify(name);
}
