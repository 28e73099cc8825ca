import { builtInNetwork, Random, type TrainOptions, train } from "../../src/internals.ts";

/** A model of the arithmetic circuit on 40 rows, small enough to try every byte of its files. */
export async function quickModel({ seed = 1, ...options }: TrainOptions = {}) {
  const network = builtInNetwork("arithmetic-circuit");
  const data = network.sample(40, new Random(1));
  const architecture = { hidden: [12], blocks: 1, ...options.architecture };
  const tuning = { start: "random", epochs: 5, ...options.tuning } as const;
  const model = await train(network.dag, data, { ...options, seed, architecture, tuning });
  return { model, network, data };
}
