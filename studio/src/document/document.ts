import { type BayesianNetwork, networkToJson, parseNetwork, type Term } from "../../../src/internals.ts";
import type { Point, Routes } from "./routes.ts";

/** What a network is called that came from nowhere. */
export const NEW_NAME = "new network";

/** A node as the studio edits it; which of the optional fields are set depends on the document's kind. */
export interface DocumentNode {
  readonly name: string;
  readonly parents: readonly string[];
  /** Linear and generalized linear: coefficient by the name of the parent. */
  readonly coefficients?: Readonly<Record<string, number>>;
  /** Nonlinear: the terms of the mean. */
  readonly terms?: readonly Term[];
  readonly intercept?: number;
  readonly variance?: number;
  readonly noise?: string;
  /** What else the network's file says of the node: its kind, levels, tables, regressions; kept as it is. */
  readonly rest?: Readonly<Record<string, unknown>>;
  /** The middle of the node in the picture; nodes without one are placed by the page. */
  readonly place?: Point;
}

export type DocumentKind =
  | "linear-gaussian"
  | "nonlinear-gaussian"
  | "structure"
  | "discrete"
  | "conditional-gaussian"
  | "generalized-linear";

/** The network under edit: plain, immutable data, so that undo is a list of these. */
export interface NetworkDocument {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly citation?: string;
  readonly source?: string;
  readonly nodes: readonly DocumentNode[];
  readonly observed: readonly string[];
  /** Arcs that rows have suggested and no person has looked at yet. */
  readonly suggested?: readonly SuggestedArc[];
  /** Of the last layout; arcs whose ends it did not put where they stand have none that count. */
  readonly routes?: Routes;
}

export interface SuggestedArc {
  readonly parent: string;
  readonly child: string;
}

export function isSuggested({ suggested }: NetworkDocument, parent: string, child: string): boolean {
  return suggested?.some((arc) => arc.parent === parent && arc.child === child) ?? false;
}

/** Whether an arc is one number, its coefficient. */
export function hasCoefficients({ kind }: { readonly kind: DocumentKind }): boolean {
  return kind === "linear-gaussian" || kind === "generalized-linear";
}

/** Whether nodes have an intercept and a variance that can be typed. */
export function hasMoments({ kind }: { readonly kind: DocumentKind }): boolean {
  return kind === "linear-gaussian" || kind === "nonlinear-gaussian";
}

/** Whether a node has a table over its parents, which no longer fits once these change. */
export function hasTables({ kind }: { readonly kind: DocumentKind }): boolean {
  return kind === "discrete" || kind === "conditional-gaussian";
}

/** The coefficient of an arc; 1 where none was ever set. */
export function coefficientOf({ coefficients }: DocumentNode, parent: string): number {
  // A parent may be called like something that every object has.
  return coefficients && Object.hasOwn(coefficients, parent) ? coefficients[parent] : 1;
}

/** Levels of a node that the network itself knows. */
export function levelsOf({ rest }: DocumentNode): readonly string[] | undefined {
  return (rest?.levels ?? rest?.states) as readonly string[] | undefined;
}

export function documentOf(network: BayesianNetwork): NetworkDocument {
  const { name, citation, source, dag } = network;
  const { kind, nodes } = networkToJson(network);
  return {
    name,
    ...(citation !== undefined && { citation }),
    ...(source !== undefined && { source }),
    observed: dag.observed.map((node) => dag.names[node]),
    kind,
    nodes: dag.names.map((node) => nodeOfJson(kind, node, nodes[node] as JsonNode)),
  };
}

type JsonNode = {
  readonly parents: readonly string[] | Readonly<Record<string, number>>;
} & Readonly<Record<string, unknown>>;

function nodeOfJson(kind: DocumentKind, name: string, node: JsonNode): DocumentNode {
  const { parents, ...content } = node;
  const names = Array.isArray(parents) ? [...parents] : Object.keys(parents);
  const base = {
    name,
    parents: names,
    ...(!Array.isArray(parents) && { coefficients: { ...(parents as Record<string, number>) } }),
  };
  const { intercept, variance, terms, noise, ...rest } = content as {
    intercept?: number;
    variance?: number;
    terms?: readonly Term[];
    noise?: string;
  };
  const others = Object.keys(rest).length > 0 && { rest };
  if (hasTables({ kind }) || kind === "structure") return { ...base, ...others };
  return {
    ...base,
    ...(terms && { terms }),
    ...(intercept !== undefined && { intercept }),
    ...(variance !== undefined && { variance }),
    ...(noise !== undefined && { noise }),
    ...others,
  };
}

/** The document in the project's own file format. */
export function documentToJson(document: NetworkDocument): Record<string, unknown> {
  const { name, kind, citation, source, nodes, observed } = document;
  return {
    format: "siren-vae/network",
    version: 1,
    name,
    kind,
    ...(citation !== undefined && { citation }),
    ...(source !== undefined && { source }),
    observed,
    order: nodes.map((node) => node.name),
    nodes: Object.fromEntries(nodes.map((node) => [node.name, nodeToJson(kind, node)])),
  };
}

/** The same as the text of a file. */
export function networkText(document: NetworkDocument): string {
  return `${JSON.stringify(documentToJson(document), null, 1)}\n`;
}

function nodeToJson(kind: DocumentKind, node: DocumentNode): Record<string, unknown> {
  const { parents, terms, intercept = 0, variance, noise, rest } = node;
  if (hasTables({ kind }) || kind === "structure") return { parents, ...rest };
  if (hasCoefficients({ kind })) {
    const weights = parents.map((parent) => [parent, coefficientOf(node, parent)]);
    return {
      parents: Object.fromEntries(weights),
      intercept,
      ...(kind === "linear-gaussian" ? { variance: variance ?? 1 } : variance !== undefined && { variance }),
      ...rest,
    };
  }
  return {
    parents,
    intercept,
    terms: terms ?? [],
    variance: variance ?? 1,
    ...(noise !== undefined && { noise }),
    ...rest,
  };
}

/** The graph alone, with what its nodes measure: what is left of a network whose tables no longer fit. */
export function bareStructure(document: NetworkDocument): NetworkDocument {
  return {
    ...document,
    kind: "structure",
    nodes: document.nodes.map(({ name, parents, place, rest }) => {
      const { kind, levels, states } = (rest ?? {}) as Readonly<Record<string, unknown>>;
      const known = states ?? levels;
      const type = {
        ...(kind !== undefined
          ? { kind }
          : Array.isArray(states) && { kind: states.length === 2 ? "binary" : "categorical" }),
        ...(known !== undefined && { levels: known }),
      };
      return {
        name,
        parents,
        ...(document.observed.includes(name) && Object.keys(type).length > 0 && { rest: type }),
        ...(place && { place }),
      };
    }),
  };
}

/** A document is checked before it is shown, and shown in many places: it is read once. */
const read = new WeakMap<NetworkDocument, BayesianNetwork>();

/** @throws InputError as the library's reader does: a cycle is named with its nodes. */
export function networkOf(document: NetworkDocument): BayesianNetwork {
  const known = read.get(document);
  if (known) return known;
  const network = parseNetwork(documentToJson(document));
  read.set(document, network);
  return network;
}
