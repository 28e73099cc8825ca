import { Command } from "commander";
import { simulationStream } from "../experiments/streams.ts";
import { refuseExisting, resolveNetwork, writeTable } from "../io/index.ts";
import { type BayesianNetwork, type Dataset, missingAtRandom } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import {
  decimal,
  forceOption,
  jsonOption,
  observedOption,
  quietOption,
  seedOption,
  whole,
} from "./options.ts";
import { note, say } from "./terminal.ts";

export function simulateCommand(): Command {
  return new Command("simulate")
    .description("draw rows from a network into a table")
    .argument("<network>", "a built-in name (see `siren-vae networks`) or the path of a network file")
    .requiredOption("-n, --rows <number>", "how many rows", whole(1))
    .requiredOption("-o, --output <file>", "the table to write: .csv, .tsv, .jsonl or .parquet")
    .option("--include-latents", "also write the hidden nodes")
    .option("--missing <share>", "leave out this share of the values, completely at random", decimal)
    .addOption(observedOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae simulate ecoli70 -n 1000 --seed 1 -o data.csv\n  siren-vae simulate ecoli70 -n 1000 --missing 0.2 -o gaps.parquet",
    )
    .action((source: string, options) => {
      let network = resolveNetwork(source);
      if (options.observed) network = network.withObserved(options.observed);
      refuseExisting(options.output, options.force === true);
      const whole = simulated(network, options.rows, simulationStream(options.seed), {
        includeLatents: options.includeLatents === true,
      });
      const data =
        options.missing === undefined
          ? whole
          : missingAtRandom(whole, options.missing, new Random(options.seed).fork("missing"));
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
