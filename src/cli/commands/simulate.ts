import { Command } from "commander";
import { type Dataset, missingAtRandom } from "../../data/index.ts";
import { simulationStream } from "../../experiments/streams.ts";
import { resolveNetwork } from "../../io/index.ts";
import type { BayesianNetwork } from "../../network/index.ts";
import { Random } from "../../numeric/random.ts";
import { counted } from "../../tables/index.ts";
import { refuseWithoutHidden } from "../idleOptions.ts";
import { interruptible } from "../interruptible.ts";
import {
  decimal,
  forceOption,
  jsonOption,
  observedOption,
  quietOption,
  seedOption,
  whole,
} from "../options.ts";
import { checkOutputs, writingTables } from "../outputs.ts";
import { note, progress, say } from "../terminal.ts";

export function simulateCommand(): Command {
  return new Command("simulate")
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
    .action((source: string, options, command: Command) =>
      interruptible(async (run) => {
        const quiet = options.quiet === true;
        const force = options.force === true;
        const rows: number = options.rows;
        const output: string = options.output;
        let network = resolveNetwork(source);
        if (options.observed) network = network.withObserved(options.observed);
        refuseWithoutHidden(command, ["includeLatents"], source, network.dag.latent);
        checkOutputs([output], force, { network: source });
        const includeLatents = options.includeLatents === true;
        const draw = drawer(network, options.seed, options.missing, includeLatents);
        const first = draw(Math.min(BLOCK, rows));
        const { columns } = first;
        const line = progress(`Simulating ${counted(rows, "row")}`, quiet);
        const begun = performance.now();
        try {
          await writingTables([{ file: output, columns, rows }], force, async ([writer]) => {
            writer.write(first);
            for (let done = first.rowCount; done < rows; done += Math.min(BLOCK, rows - done)) {
              writer.write(draw(Math.min(BLOCK, rows - done)));
              const rate = done / ((performance.now() - begun) / 1000);
              line.update(done / rows, `${rate.toPrecision(3)} rows/s`);
              await run.breathe();
            }
          });
        } finally {
          line.done();
        }
        if (options.json) say(JSON.stringify({ file: output, rows, columns, seed: options.seed }));
        else
          note(`Wrote ${counted(rows, "row")} of ${counted(columns.length, "column")} to ${output}.`, quiet);
      }),
    );
}

/** Rows at a time; streams of random numbers go on from one to the next, so that results do not depend on it. */
const BLOCK = 4096;

function drawer(
  network: BayesianNetwork,
  seed: number,
  missing: number | undefined,
  includeLatents: boolean,
): (rows: number) => Dataset {
  const stream = simulationStream(seed);
  const gaps = new Random(seed).fork("missing");
  return (rows) => {
    const whole = network.sample(rows, stream, { includeLatents });
    return missing === undefined ? whole : missingAtRandom(whole, missing, gaps);
  };
}
