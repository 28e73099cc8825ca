/**
 * The networks that come with the library.
 */
import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { arithmeticCircuit } from "./arithmeticCircuit.ts";
import type { BayesianNetwork } from "./bayesianNetwork.ts";
import { alarm } from "./data/alarm.ts";
import { arth150 } from "./data/arth150.ts";
import { asia } from "./data/asia.ts";
import { ecoli70 } from "./data/ecoli70.ts";
import { magicIrri } from "./data/magicIrri.ts";
import { gaussianTree } from "./gaussianTree.ts";
import { LinearGaussianNetwork } from "./linearGaussian.ts";
import { mixedVariant } from "./mixedVariant.ts";
import { parseNetwork } from "./networkFile.ts";
import { nonlinearVariant } from "./nonlinearVariant.ts";

const builders: Readonly<Record<string, () => BayesianNetwork>> = {
  ecoli70: () => parseNetwork(ecoli70),
  arth150: () => parseNetwork(arth150),
  "magic-irri": () => parseNetwork(magicIrri),
  "arithmetic-circuit": arithmeticCircuit,
  "gaussian-tree": () => gaussianTree(),
  asia: () => parseNetwork(asia),
  alarm: () => parseNetwork(alarm),
};

/** Seeded networks on the graph of a linear-Gaussian one. */
const variants: Readonly<Record<string, (network: LinearGaussianNetwork, seed: number) => BayesianNetwork>> =
  {
    nonlinear: nonlinearVariant,
    mixed: mixedVariant,
  };

/**
 * The names that {@link builtInNetwork} knows; each linear one also has variants named `nonlinear:NAME:SEED` and
 * `mixed:NAME:SEED`.
 *
 * @example
 * builtInNames().includes("ecoli70"); // true
 */
export function builtInNames(): string[] {
  return Object.keys(builders);
}

/**
 * A built-in network by its name, upper or lower case: `ecoli70`, `arth150` and `magic-irri` (linear-Gaussian, published),
 * `arithmetic-circuit` (nonlinear), `gaussian-tree` (linear-Gaussian, depth 5), `asia` and `alarm` (discrete, published), or
 * `nonlinear:NAME:SEED` and `mixed:NAME:SEED`, seeded networks on the graph of a linear-Gaussian one: with nonlinear means, or
 * with leaves of all kinds.
 *
 * @throws InputError if there is no such network; the message lists the names and suggests the nearest
 *
 * @example
 * builtInNetwork("ECOLI70").dag.size; // 46
 * builtInNetwork("nonlinear:ecoli70:1").kind; // "nonlinear-gaussian"
 */
export function builtInNetwork(name: string): BayesianNetwork {
  requireArgument(typeof name === "string", "the name of a built-in network", name);
  const [variant, base, seed, ...rest] = name.toLowerCase().split(":");
  if (base === undefined) return build(variant, name);
  if (!Object.hasOwn(variants, variant) || seed === undefined || rest.length > 0) {
    const hint = didYouMean(variant, Object.keys(variants));
    throw new InputError(`Expected a built-in network (${describedNames()}), got "${name}".${hint}`);
  }
  const network = build(base, name);
  if (!(network instanceof LinearGaussianNetwork)) {
    throw new InputError(
      `Expected the ${variant} variant of a linear-Gaussian network, got "${name}"; "${base}" is ${network.kind} itself.`,
    );
  }
  if (!/^\d+$/.test(seed)) {
    throw new InputError(
      `Expected a whole number as the seed in ${variant}:NAME:SEED, got "${seed}" in "${name}".`,
    );
  }
  return variants[variant](network, Number(seed));
}

function describedNames(): string {
  const patterns = Object.keys(variants).map((variant) => `${variant}:NAME:SEED`);
  return `${builtInNames().join(", ")} or ${patterns.join(" or ")}`;
}

function build(wanted: string, given: string): BayesianNetwork {
  if (!Object.hasOwn(builders, wanted)) {
    throw new InputError(
      `Expected a built-in network (${describedNames()}), got "${given}".${didYouMean(wanted, builtInNames())}`,
    );
  }
  const network = builders[wanted]();
  // Settled, so that a table that has hidden nodes too does not make them measured.
  return network.withObserved(network.dag.observed.map((node) => network.dag.names[node]));
}
