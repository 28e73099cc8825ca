import type { ColumnType } from "../../data/columnType.ts";
import { InputError } from "../../numeric/errors.ts";
import type { BayesianNetwork } from "../bayesianNetwork.ts";
import { typeOfStates } from "../columnTypes.ts";
import { ConditionalGaussianNetwork } from "../conditionalGaussianNetwork.ts";
import type { ConditionalGaussianNode, GaussianRegression } from "../conditionalGaussianNode.ts";
import { DiscreteNetwork, type DiscreteNode } from "../discreteNetwork.ts";
import type { DiscreteNodeSpec } from "../discreteNodeSpec.ts";
import { LinearGaussianNetwork } from "../linearGaussian.ts";
import { StructureNetwork } from "../structureNetwork.ts";
import type { NetworkReading } from "./networkReader.ts";

/** A node as a file describes it: its parents, and as far as known what it measures and how it depends on them. */
export interface FoundNode {
  readonly name: string;
  readonly parents: readonly string[];
  /** Of a discrete node. */
  readonly states?: readonly string[];
  /** Whether the states are in rising order. */
  readonly isOrdered?: boolean;
  /** Of a discrete node, as in {@link DiscreteNodeSpec.table}. */
  readonly table?: readonly number[];
  /** Of a Gaussian node: one for each configuration of its discrete parents, the first of them slowest. */
  readonly regressions?: readonly GaussianRegression[];
  /** Why there are no parameters, as the rest of a sentence that begins with the node. */
  readonly without?: string;
}

export interface FoundNetwork {
  readonly name: string;
  readonly nodes: readonly FoundNode[];
  /** Default: the leaves. */
  readonly observed?: readonly string[];
  /** Whether a person must be told if there are no parameters: so it is where the format should hold them. */
  readonly expectsParameters: boolean;
}

/**
 * The network with its parameters where every node has some that can be used, and the bare structure with a note that
 * says why not otherwise.
 *
 * @throws InputError beginning with the file if the graph is none
 */
export function networkOf(found: FoundNetwork, file: string): NetworkReading {
  const { name, nodes, observed, expectsParameters } = found;
  const discrete = nodes.flatMap((node): DiscreteNodeSpec[] =>
    node.states === undefined
      ? []
      : [{ name: node.name, states: node.states, parents: node.parents, table: node.table }],
  );
  const more = discrete.length > 0 ? { discrete } : {};
  const bare = structure(found, file);
  const missing = nodes.find((node) => node.without !== undefined || !hasParameters(node));
  if (missing !== undefined) {
    const notes = expectsParameters
      ? [
          `Only the structure of ${file} was read: node "${missing.name}" ${missing.without ?? "has no parameters"}.`,
        ]
      : [];
    return { network: bare, notes, ...more };
  }
  try {
    return { network: withParameters(name, nodes, observed), notes: [], ...more };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const notes = [
      `Only the structure of ${file} was read, since its parameters can't be used. ${error.message}`,
    ];
    return { network: bare, notes, ...more };
  }
}

function hasParameters({ table, regressions }: FoundNode): boolean {
  return table !== undefined || regressions !== undefined;
}

function withParameters(
  name: string,
  nodes: readonly FoundNode[],
  observed: readonly string[] | undefined,
): BayesianNetwork {
  const tables = nodes.filter(({ table }) => table !== undefined);
  if (tables.length === nodes.length) {
    return new DiscreteNetwork({ name, observed, nodes: nodes.map(discreteNode) });
  }
  if (tables.length === 0) {
    const linear = nodes.map((node) => {
      const [{ intercept, coefficients = {}, variance }] = node.regressions!;
      const parents = Object.fromEntries(node.parents.map((parent) => [parent, coefficients[parent]]));
      return { name: node.name, parents, intercept, variance };
    });
    return new LinearGaussianNetwork({ name, observed, nodes: linear });
  }
  const hybrid = nodes.map(
    (node): ConditionalGaussianNode =>
      node.table !== undefined
        ? discreteNode(node)
        : { name: node.name, parents: node.parents, regressions: node.regressions! },
  );
  return new ConditionalGaussianNetwork({ name, observed, nodes: hybrid });
}

function discreteNode({ name, parents, states = [], table = [], isOrdered }: FoundNode): DiscreteNode {
  return { name, parents, states, table, ...(isOrdered && states.length > 2 && { kind: "ordinal" }) };
}

function structure({ name, nodes, observed }: FoundNetwork, file: string): StructureNetwork {
  const types = new Map<string, ColumnType>();
  for (const { name: node, states, isOrdered } of nodes) {
    if (states === undefined || states.length < 2 || new Set(states).size < states.length) continue;
    if (states.includes("")) continue;
    types.set(node, typeOfStates(states, isOrdered && states.length > 2 ? "ordinal" : undefined));
  }
  try {
    const bare = nodes.map((node) => ({ name: node.name, parents: node.parents }));
    return new StructureNetwork({ name, nodes: bare, observed, types });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}: ${error.message}`);
  }
}
