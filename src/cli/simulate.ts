import { Command } from "commander";
import { simulationStream } from "../experiments/streams.ts";
import { refuseExisting, resolveNetwork, writeTable } from "../io/index.ts";
import type { BayesianNetwork, Dataset } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { forceOption, jsonOption, observedOption, quietOption, seedOption, whole } from "./options.ts";
import { note, say } from "./terminal.ts";

export function simulateCommand(): Command {
  return new Command("simulate")
    .description("draw rows from a network into a CSV file")
    .argument("<network>", "a built-in name (see `siren-vae networks`) or the path of a network file")
    .requiredOption("-n, --rows <number>", "how many rows", whole(1))
    .requiredOption("-o, --output <file>", "the CSV file to write")
    .option("--include-latents", "also write the hidden nodes")
    .addOption(observedOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae simulate ecoli70 -n 1000 --seed 1 -o data.csv")
    .action((source: string, options) => {
      let network = resolveNetwork(source);
      if (options.observed) network = network.withObserved(options.observed);
      refuseExisting(options.output, options.force === true);
      const data = simulated(network, options.rows, simulationStream(options.seed), {
        includeLatents: options.includeLatents === true,
      });
      writeTable(options.output, data, options.force === true);
      if (options.json) {
        say(
          JSON.stringify({
            file: options.output,
            rows: data.rowCount,
            columns: data.columns,
            seed: options.seed,
          }),
        );
      } else {
        note(
          `Wrote ${data.rowCount} rows of ${data.columns.length} columns to ${options.output}.`,
          options.quiet === true,
        );
      }
    });
}

/** A gigabyte of numbers, hidden nodes included: beyond it memory would run out on many machines. */
const MOST_NUMBERS = 2 ** 27;

/** @throws InputError for more rows than memory can be expected to hold. */
export function simulated(
  network: BayesianNetwork,
  rows: number,
  stream: Random,
  options: { includeLatents?: boolean } = {},
): Dataset {
  const most = Math.floor(MOST_NUMBERS / network.dag.size);
  if (rows > most) {
    throw new InputError(
      `Expected at most ${most} rows of ${network.name} with its ${network.dag.size} nodes, got ${rows}. Draw fewer, or several times with other seeds.`,
    );
  }
  return network.sample(rows, stream, options);
}
