import { requireArgument } from "../numeric/arguments.ts";
import type { BayesianNetwork } from "./bayesianNetwork.ts";

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

/** @throws InputError unless somebody gave what a network is made of */
export function requireSpec(spec: unknown): void {
  const given = spec as { name?: unknown; nodes?: unknown } | null | undefined;
  const form = "{ name, nodes } to make a network of";
  requireArgument(typeof given === "object" && given !== null, form, spec);
  requireArgument(typeof given?.name === "string", "a text as the name of the network", given?.name);
  requireArgument(Array.isArray(given?.nodes), "a list of nodes in the network", given?.nodes);
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
