import type { Dag } from "../../graph/dag.ts";
import { InputError } from "../../numeric/errors.ts";
import type { BayesianNetwork } from "../bayesianNetwork.ts";
import { LinearGaussianNetwork } from "../linearGaussian.ts";
import type { GraphMarks } from "./graphMarks.ts";
import { linearGaussianToJson } from "./writeGaussianJson.ts";
import { dagToGraphMl } from "./writeGraphMl.ts";
import { dagToLavaan, linearGaussianToLavaan } from "./writeLavaan.ts";
import { dagToModelString } from "./writeModelString.ts";
import { dagToDagitty, dagToEdgeList } from "./writeStructure.ts";

/** A graph to write, and the network that it belongs to where its parameters are wanted too. */
interface Written {
  readonly dag: Dag;
  readonly name: string;
  readonly network?: BayesianNetwork;
  /** Where a file said more of the nodes, for formats that can say it again. */
  readonly marks?: GraphMarks;
}

const WRITERS = {
  dagitty: ({ dag, marks }) => dagToDagitty(dag, marks),
  edges: ({ dag }) => dagToEdgeList(dag),
  graphml: ({ dag, name }) => dagToGraphMl(dag, name),
  bnlearn: ({ dag }) => dagToModelString(dag),
  lavaan: ({ dag, network }) =>
    network instanceof LinearGaussianNetwork ? linearGaussianToLavaan(network) : dagToLavaan(dag),
  pgmpy: ({ name, network }) => {
    if (network instanceof LinearGaussianNetwork) return linearGaussianToJson(network);
    throw new InputError(
      `Expected a linear-Gaussian network for pgmpy's JSON, got ${network === undefined ? "a bare graph" : `"${name}", which is ${network.kind}`}. Choose another format.`,
    );
  },
} as const satisfies Readonly<Record<string, (written: Written) => string>>;

export type WrittenFormat = keyof typeof WRITERS;

/** Formats of other programs that networks are written in, beside DOT. */
export const writtenFormats = Object.keys(WRITERS) as WrittenFormat[];

/**
 * A graph, or a network with what the format can hold of its parameters, as another program reads it.
 *
 * @throws InputError where the format can't hold it: names, roles, parameters
 *
 * @example
 * const { dag, name } = builtInNetwork("ecoli70");
 * writeNetwork("bnlearn", { dag, name }).startsWith("[b1191]"); // true
 */
export function writeNetwork(format: WrittenFormat, written: Written): string {
  return WRITERS[format](written);
}
