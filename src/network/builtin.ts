/**
 * The networks that come with the library.
 */
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

/** The names that {@link builtInNetwork} knows; each linear one also has variants named `nonlinear:NAME:SEED`. */
export function builtInNames(): string[] {
  return Object.keys(builders);
}

/**
 * A built-in network by its name, upper or lower case: `ecoli70`, `arth150` and `magic-irri` (linear-Gaussian, published),
 * `arithmetic-circuit` (nonlinear), `gaussian-tree` (linear-Gaussian, depth 5), `asia` and `alarm` (discrete, published), or
 * `nonlinear:NAME:SEED`, a seeded nonlinear network on the graph of a linear-Gaussian one.
 *
 * @throws InputError if there is no such network; the message lists the names and suggests the nearest
 *
 * @example
 * builtInNetwork("ECOLI70").dag.size; // 46
 * builtInNetwork("nonlinear:ecoli70:1").kind; // "nonlinear-gaussian"
 */
export function builtInNetwork(name: string): BayesianNetwork {
  const wanted = name.toLowerCase();
  const variant = /^nonlinear:([^:]*):([^:]*)$/.exec(wanted);
  if (variant === null) return build(wanted, name);
  const base = build(variant[1], name);
  if (!(base instanceof LinearGaussianNetwork)) {
    throw new InputError(
      `Expected the nonlinear variant of a linear-Gaussian network, got "${name}"; "${variant[1]}" is ${base.kind} itself.`,
    );
  }
  if (!/^\d+$/.test(variant[2])) {
    throw new InputError(
      `Expected a whole number as the seed in nonlinear:NAME:SEED, got "${variant[2]}" in "${name}".`,
    );
  }
  return nonlinearVariant(base, Number(variant[2]));
}

function build(wanted: string, given: string): BayesianNetwork {
  if (!Object.hasOwn(builders, wanted)) {
    throw new InputError(
      `Expected a built-in network (${builtInNames().join(", ")} or nonlinear:NAME:SEED), got "${given}".${didYouMean(wanted, builtInNames())}`,
    );
  }
  return builders[wanted]();
}
