import { isObject, requireArgument, requireTexts } from "../numeric/arguments.ts";
import {
  listShape,
  mapShape,
  needed,
  type OptionShape,
  type OptionShapes,
  requireOptions,
  textShape,
  textsShape,
} from "../numeric/optionShapes.ts";
import type { BayesianNetwork, NetworkOrigin, NetworkTypes } from "./bayesianNetwork.ts";

/** @throws InputError unless somebody gave a network, where its graph alone is often tried */
export function requireNetwork(network: BayesianNetwork): void {
  const given = network as Partial<BayesianNetwork> | null | undefined;
  requireArgument(
    given?.dag !== undefined && typeof given.kind === "string",
    "a network",
    network,
    "Give what builtInNetwork, readNetwork(...).network or resolveNetwork returns.",
  );
}

interface NetworkSpec extends NetworkOrigin {
  readonly name: string;
  readonly nodes: readonly object[];
  readonly observed?: readonly string[];
}

/** What a network is made of, where the kinds of its nodes are their own. */
export const specShapes: OptionShapes<NetworkSpec> = {
  name: needed(textShape),
  nodes: needed(listShape("a list of nodes", isObject)),
  observed: textsShape,
  citation: textShape,
  source: textShape,
};

/** Likewise where something else says of what kinds its nodes are. */
export const typedSpecShapes: OptionShapes<NetworkSpec & NetworkTypes> = {
  ...specShapes,
  types: mapShape("Give kinds and levels by the names of nodes."),
};

/** @throws InputError unless somebody gave what a network is made of */
export function requireSpec(spec: unknown, shapes: Readonly<Record<string, OptionShape>>): void {
  requireOptions(spec, shapes, { what: "parts of a network", example: "such as { name, nodes }" });
}

/** @throws InputError unless somebody named nodes */
export function requireObserved(names: readonly string[]): void {
  requireTexts("a list of names of observed nodes", names);
}

/** @throws InputError unless the network is linear-Gaussian, of which others are made */
export function requireLinearGaussian(network: BayesianNetwork): void {
  requireNetwork(network);
  requireArgument(
    network.kind === "linear-gaussian",
    "a linear-Gaussian network",
    network.kind,
    'Give a LinearGaussianNetwork, such as that of builtInNetwork("ecoli70").',
  );
}
