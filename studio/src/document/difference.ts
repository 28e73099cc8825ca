import { documentToJson, type NetworkDocument } from "./document.ts";
import { arcKey } from "./routes.ts";

/** What one network has and another has not. */
export interface NetworkDifference {
  /** In words, one line each: what the present network has in place of the earlier one. */
  readonly lines: readonly string[];
  /** Of the earlier network, the arcs that the present one lacks. */
  readonly gone: readonly { readonly parent: string; readonly child: string }[];
  /** The whole in a few words: "2 arcs and 1 node differ". */
  readonly short: string;
}

/**
 * How the present network differs from an earlier one; undefined where models of the one are models of the other. Where the
 * rows were not drawn from the network its numbers and its name are of no importance to them.
 */
export function networkDifference(
  earlier: NetworkDocument,
  present: NetworkDocument,
  withNumbers: boolean,
): NetworkDifference | undefined {
  const [was, is] = [namesOf(earlier), namesOf(present)];
  const gone = earlier.nodes.filter(({ name }) => !is.has(name)).map(({ name }) => name);
  const fresh = present.nodes.filter(({ name }) => !was.has(name)).map(({ name }) => name);
  const [oldArcs, newArcs] = [arcsOf(earlier), arcsOf(present)];
  const lost = [...oldArcs].filter(([key]) => !newArcs.has(key)).map(([, arc]) => arc);
  const added = [...newArcs].filter(([key]) => !oldArcs.has(key)).map(([, arc]) => arc);
  const [measured, measures] = [new Set(earlier.observed), new Set(present.observed)];
  const roles = [...was].filter((name) => is.has(name) && measured.has(name) !== measures.has(name));
  const numbers = withNumbers ? changedNumbers(earlier, present) : [];
  if (gone.length + fresh.length + lost.length + added.length + roles.length + numbers.length === 0)
    return undefined;
  const other = 2 * gone.length > was.size;
  const counts = [
    counted(lost.length + added.length, "arc"),
    counted(gone.length + fresh.length, "node"),
    roles.length > 0 && `the role${roles.length === 1 ? "" : "s"} of ${counted(roles.length, "node")}`,
    numbers.length > 0 && `numbers of ${counted(numbers.length, "node")}`,
  ].filter((part) => part !== false && part !== "");
  return {
    gone: lost,
    short: other
      ? `that was ${earlier.name}, another one`
      : `${counts.join(", ")} ${counts.length === 1 && /^(1|the role) /.test(String(counts[0])) ? "differs" : "differ"}`,
    lines: [
      listed("nodes that are gone", gone),
      listed("nodes that are new", fresh),
      listed("arcs that are gone", lost.map(arrow)),
      listed("arcs that are new", added.map(arrow)),
      listed(
        "measured then, hidden now",
        roles.filter((name) => measured.has(name)),
      ),
      listed(
        "hidden then, measured now",
        roles.filter((name) => !measured.has(name)),
      ),
      listed("other numbers", numbers),
    ].filter((line) => line !== ""),
  };
}

const MOST_LISTED = 12;

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length - MOST_LISTED;
  return `${what}: ${names.slice(0, MOST_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function counted(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}

function namesOf({ nodes }: NetworkDocument): Set<string> {
  return new Set(nodes.map(({ name }) => name));
}

interface Arc {
  readonly parent: string;
  readonly child: string;
}

function arrow({ parent, child }: Arc): string {
  return `${parent} → ${child}`;
}

function arcsOf({ nodes }: NetworkDocument): Map<string, Arc> {
  return new Map(
    nodes.flatMap(({ name, parents }) =>
      parents.map((parent): [string, Arc] => [arcKey(parent, name), { parent, child: name }]),
    ),
  );
}

/** Nodes of both networks whose parents are the same and whose numbers are not. */
function changedNumbers(earlier: NetworkDocument, present: NetworkDocument): string[] {
  const [before, now] = [jsonOf(earlier), jsonOf(present)];
  const parents = new Map(present.nodes.map((node) => [node.name, new Set(node.parents)]));
  return earlier.nodes.flatMap(({ name, parents: old }) => {
    const same = parents.get(name);
    if (same === undefined || same.size !== old.length || !old.every((parent) => same.has(parent))) return [];
    return before.get(name) === now.get(name) ? [] : [name];
  });
}

function jsonOf(document: NetworkDocument): Map<string, string> {
  const { kind, nodes } = documentToJson(document) as { kind: string; nodes: Record<string, unknown> };
  return new Map(Object.keys(nodes).map((name) => [name, JSON.stringify([kind, nodes[name]], inOrder)]));
}

/** Parents are the same in any order. */
function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
