/**
 * Networks as JSON: the format of the files in networks/ and of the network inside a model folder.
 */

import type { ColumnType } from "../data/columnType.ts";
import { NodeError } from "../graph/nodeError.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import type { BayesianNetwork } from "./bayesianNetwork.ts";
import { ConditionalGaussianNetwork } from "./conditionalGaussianNetwork.ts";
import type { ConditionalGaussianNode } from "./conditionalGaussianNode.ts";
import { DiscreteNetwork } from "./discreteNetwork.ts";
import { GeneralizedLinearNetwork } from "./generalizedLinearNetwork.ts";
import { LinearGaussianNetwork } from "./linearGaussian.ts";
import {
  NETWORK_FORMAT,
  NETWORK_VERSION,
  type NetworkJson,
  type NetworkKind,
  networkSchemas,
} from "./networkSchema.ts";
import { NonlinearNetwork } from "./nonlinear.ts";
import { PlacedError } from "./placedError.ts";
import { placeInNetwork } from "./placeInNetwork.ts";
import { requireNetwork } from "./requireNetwork.ts";
import { describeProblem } from "./schemaProblem.ts";
import { StructureNetwork } from "./structureNetwork.ts";

/**
 * Checks the contents of a network file and builds the network.
 *
 * Names that look like whole numbers come first in the order of nodes (JavaScript sorts the keys of an object so), unless
 * the file gives an `order`.
 *
 * @param json the parsed file
 * @param where the file's name, to begin every error message with
 * @throws InputError naming the node and the field if the file is not as it must be: another format or version, an unknown
 *   kind, an unknown or missing key, a value of the wrong type, a graph that is not one, a variance that is not positive
 *
 * @example
 * const network = parseNetwork({
 *   format: "siren-vae/network",
 *   version: 1,
 *   name: "pair",
 *   kind: "linear-gaussian",
 *   nodes: {
 *     z: { parents: {}, intercept: 0, variance: 1 },
 *     x: { parents: { z: 2 }, intercept: 1, variance: 0.5 },
 *   },
 * });
 * network.dag.arcCount; // 1
 */
export function parseNetwork(json: unknown, where?: string): BayesianNetwork {
  try {
    return build(check(json));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const path =
      error instanceof PlacedError
        ? error.path
        : error instanceof NodeError
          ? placeInNetwork(json, error.subject)
          : [];
    throw new PlacedError(where === undefined ? error.message : `${where}: ${error.message}`, path);
  }
}

/**
 * The network as {@link parseNetwork} reads it back, equal in every node, parameter and role.
 *
 * @throws InputError if the network is not of a kind that the format knows
 *
 * @example
 * networkToJson(builtInNetwork("ecoli70")).kind; // "linear-gaussian"
 */
export function networkToJson(network: BayesianNetwork): NetworkJson {
  requireNetwork(network);
  const { name, kind, citation, source, dag } = network;
  const nodes = Object.hasOwn(networkSchemas, kind) ? network.fileNodes?.() : undefined;
  if (nodes === undefined) {
    throw new InputError(
      `Expected a network of kind ${Object.keys(networkSchemas).join(", ")} to write, got "${kind}".`,
    );
  }
  const keys = Object.keys(nodes);
  const isOrdered = dag.names.every((node, index) => node === keys[index]);
  const observesLeaves = dag.names.every(
    (_, node) => (dag.children(node).length === 0) === (dag.roles[node] === "observed"),
  );
  return {
    format: NETWORK_FORMAT,
    version: NETWORK_VERSION,
    name,
    kind,
    ...(citation !== undefined && { citation }),
    ...(source !== undefined && { source }),
    ...(!(observesLeaves && dag.rolesAssumed) && { observed: dag.observed.map((node) => dag.names[node]) }),
    ...(!isOrdered && { order: [...dag.names] }),
    nodes,
  } as NetworkJson;
}

function check(json: unknown): NetworkJson {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError(
      `Expected a JSON object that describes a network, got ${json === null ? "null" : Array.isArray(json) ? "an array" : `a ${typeof json}`}. Write pairs such as [["cause", "effect"]], for example.`,
    );
  }
  const { format, version, kind } = json as Record<string, unknown>;
  if (format !== NETWORK_FORMAT) {
    throw new PlacedError(
      `Expected "format": "${NETWORK_FORMAT}" in the network file, got ${JSON.stringify(format) ?? "nothing"}.`,
      ["format"],
    );
  }
  if (version !== NETWORK_VERSION) {
    throw new PlacedError(
      `Expected "version": ${NETWORK_VERSION} in the network file, got ${JSON.stringify(version) ?? "nothing"}. Newer files need a newer release.`,
      ["version"],
    );
  }
  const kinds = Object.keys(networkSchemas);
  if (typeof kind !== "string" || !kinds.includes(kind)) {
    const hint = typeof kind === "string" ? didYouMean(kind, kinds) : "";
    throw new PlacedError(
      `Expected "kind" to be one of ${kinds.join(", ")} in the network file, got ${JSON.stringify(kind) ?? "nothing"}.${hint}`,
      ["kind"],
    );
  }
  refuseLostNames((json as { nodes?: unknown }).nodes);
  const result = networkSchemas[kind as NetworkKind].safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
    throw new PlacedError(describeProblem(kind as NetworkKind, json, issue), path);
  }
  return result.data;
}

/** The schema would pass over a key that JavaScript keeps for itself, and with it a node or an arc. */
function refuseLostNames(nodes: unknown): void {
  if (typeof nodes !== "object" || nodes === null) return;
  const refuse = (path: readonly string[]) => {
    throw new PlacedError(
      'Expected other names of nodes than "__proto__", which JavaScript keeps for itself. Rename the node.',
      path,
    );
  };
  if (Object.hasOwn(nodes, "__proto__")) refuse(["nodes", "__proto__"]);
  for (const [name, node] of Object.entries(nodes)) {
    const parents: unknown = (node as { parents?: unknown } | null)?.parents;
    if (typeof parents === "object" && parents !== null && Object.hasOwn(parents, "__proto__"))
      refuse(["nodes", name, "parents", "__proto__"]);
  }
}

function build(file: NetworkJson): BayesianNetwork {
  const { name, citation, source, observed, order } = file;
  const head = { name, citation, source, observed };
  switch (file.kind) {
    case "linear-gaussian":
      return new LinearGaussianNetwork({ ...head, ...typedNodes(file.nodes, order) });
    case "nonlinear-gaussian":
      return new NonlinearNetwork({ ...head, ...typedNodes(file.nodes, order) });
    case "structure":
      return new StructureNetwork({ ...head, ...typedNodes(file.nodes, order) });
    case "discrete":
      return new DiscreteNetwork({
        ...head,
        nodes: namedNodes(file.nodes, order).map((node) => ({ ...node, table: flatTable(node) })),
      });
    case "generalized-linear":
      return new GeneralizedLinearNetwork({ ...head, nodes: namedNodes(file.nodes, order) });
    case "conditional-gaussian":
      return new ConditionalGaussianNetwork({
        ...head,
        nodes: namedNodes(file.nodes, order).map(hybridNode),
      });
  }
}

/** Nodes without their kinds and levels, and these beside them. */
function typedNodes<Node extends { readonly kind?: string; readonly levels?: readonly string[] }>(
  nodes: Readonly<Record<string, Node>>,
  order?: readonly string[],
): { nodes: (Omit<Node, "kind" | "levels"> & { name: string })[]; types: Map<string, ColumnType> } {
  const types = new Map<string, ColumnType>();
  const bare = namedNodes(nodes, order).map(({ kind, levels, ...node }) => {
    if (kind === undefined && levels !== undefined) {
      throw new NodeError(
        `Expected the kind of node "${node.name}" beside its levels (binary, categorical or ordinal), got levels alone.`,
        { node: node.name, at: ["levels"] },
      );
    }
    if (kind !== undefined) types.set(node.name, { kind, ...(levels && { levels }) });
    return node;
  });
  return { nodes: bare, types };
}

/** @throws InputError naming the node unless it has states and a table, or else regressions */
function hybridNode({
  name,
  parents,
  states,
  table,
  regressions,
  kind,
}: Extract<NetworkJson, { kind: "conditional-gaussian" }>["nodes"][string] & {
  name: string;
}): ConditionalGaussianNode {
  if (states !== undefined && table !== undefined && regressions === undefined) {
    const type = kind === undefined ? {} : { kind };
    return { name, parents, states, table: flatTable({ name, states, table }), ...type };
  }
  if (regressions === undefined || states !== undefined || table !== undefined) {
    const given = Object.entries({ states, table, regressions }).filter(([, value]) => value !== undefined);
    throw new NodeError(
      `Expected node "${name}" to have either states and a table, or regressions, got ${given.map(([key]) => key).join(" and ") || "none of them"}.`,
      { node: name },
    );
  }
  if (kind !== undefined && kind !== "gaussian") {
    throw new NodeError(
      `Expected the kind of node "${name}", which has regressions, to be gaussian, got "${kind}".`,
      { node: name, at: ["kind"] },
    );
  }
  return { name, parents, regressions };
}

/** @throws InputError naming the node if a row is not as long as there are states */
function flatTable({
  name,
  states,
  table,
}: {
  name: string;
  states: readonly string[];
  table: readonly (readonly number[])[];
}): number[] {
  table.forEach((row, i) => {
    if (row.length === states.length) return;
    throw new NodeError(
      `Expected a probability for each of the ${states.length} states in every row of the table of node "${name}", got ${row.length} in row ${i + 1}.`,
      { node: name, at: ["table", i] },
    );
  });
  return table.flat();
}

function namedNodes<Node extends object>(
  nodes: Readonly<Record<string, Node>>,
  order: readonly string[] = Object.keys(nodes),
): (Node & { name: string })[] {
  const names = Object.keys(nodes);
  if (order.length !== names.length || new Set([...order, ...names]).size !== names.length) {
    const stray = order.find((name) => !names.includes(name)) ?? names.find((name) => !order.includes(name));
    throw new PlacedError(
      `Expected the order to name each of the ${names.length} nodes once, got ${order.length} names; ${stray === undefined ? "one comes twice" : `look at "${stray}"`}.`,
      ["order"],
    );
  }
  return order.map((name) => ({ ...nodes[name], name }));
}
