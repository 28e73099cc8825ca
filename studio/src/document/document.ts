import {
  type BayesianNetwork,
  LinearGaussianNetwork,
  NonlinearNetwork,
  parseNetwork,
  type Term,
} from "../../../src/internals.ts";

/** A node as the studio edits it; which of the optional fields are set depends on the document's kind. */
export interface DocumentNode {
  readonly name: string;
  readonly parents: readonly string[];
  /** Linear-Gaussian: coefficient by the name of the parent. */
  readonly coefficients?: Readonly<Record<string, number>>;
  /** Nonlinear: the terms of the mean. */
  readonly terms?: readonly Term[];
  readonly intercept?: number;
  readonly variance?: number;
  readonly noise?: string;
  /** The middle of the node in the picture; nodes without one are placed by the page. */
  readonly place?: { readonly x: number; readonly y: number };
}

export type DocumentKind = "linear-gaussian" | "nonlinear-gaussian" | "structure";

/** The network under edit: plain, immutable data, so that undo is a list of these. */
export interface NetworkDocument {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly citation?: string;
  readonly source?: string;
  readonly nodes: readonly DocumentNode[];
  readonly observed: readonly string[];
}

/** The coefficient of an arc of a linear network; 1 where none was ever set. */
export function coefficientOf({ coefficients }: DocumentNode, parent: string): number {
  // A parent may be called like something that every object has.
  return coefficients && Object.hasOwn(coefficients, parent) ? coefficients[parent] : 1;
}

/** Other kinds of networks are taken as the graph alone. */
export function documentOf(network: BayesianNetwork): NetworkDocument {
  const { name, citation, source, dag } = network;
  const observed = dag.observed.map((node) => dag.names[node]);
  const head = {
    name,
    ...(citation !== undefined && { citation }),
    ...(source !== undefined && { source }),
    observed,
  };
  if (network instanceof LinearGaussianNetwork) {
    const nodes = network.nodes.map(({ name, parents, intercept, variance }) => ({
      name,
      parents: Object.keys(parents),
      coefficients: { ...parents },
      intercept,
      variance,
    }));
    return { ...head, kind: "linear-gaussian", nodes };
  }
  if (network instanceof NonlinearNetwork) {
    const nodes = network.nodes.map(({ name, parents, terms, intercept, variance, noise }) => ({
      name,
      parents: [...parents],
      terms,
      intercept,
      variance,
      ...(noise !== undefined && { noise }),
    }));
    return { ...head, kind: "nonlinear-gaussian", nodes };
  }
  return { ...head, kind: "structure", nodes: dag.toSpecs() };
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

function nodeToJson(kind: DocumentKind, node: DocumentNode): Record<string, unknown> {
  const { parents, terms, intercept = 0, variance = 1, noise } = node;
  if (kind === "structure") return { parents };
  if (kind === "linear-gaussian") {
    const weights = parents.map((parent) => [parent, coefficientOf(node, parent)]);
    return { parents: Object.fromEntries(weights), intercept, variance };
  }
  return { parents, intercept, terms: terms ?? [], variance, ...(noise !== undefined && { noise }) };
}

/** @throws InputError as the library's reader does: a cycle is named with its nodes. */
export function networkOf(document: NetworkDocument): BayesianNetwork {
  return parseNetwork(documentToJson(document));
}
