import type { Dataset } from "../data/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";

/** A gigabyte of numbers, hidden nodes included: beyond it memory would run out on many machines. */
const MOST_NUMBERS = 2 ** 27;

/** @throws InputError for more rows than memory can be expected to hold. */
export function simulated(network: BayesianNetwork, rows: number, stream: Random): Dataset {
  const most = Math.floor(MOST_NUMBERS / network.dag.size);
  if (rows > most) {
    throw new InputError(
      `Expected at most ${most} rows of ${network.name} with its ${network.dag.size} nodes, got ${rows}. Draw fewer, or several times with other seeds.`,
    );
  }
  return network.sample(rows, stream);
}
