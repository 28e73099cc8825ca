import { Command } from "commander";
import { testStream } from "../../experiments/streams.ts";
import { loadModel, loadTable } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { evaluateRows, type ModelEvaluation } from "../evaluateRows.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { interruptible } from "../interruptible.ts";
import { readOptionsFor } from "../modelTable.ts";
import {
  importanceOption,
  jsonOption,
  quietOption,
  requireOneSource,
  seedOption,
  whole,
  workersOption,
} from "../options.ts";
import { tellOtherUnits } from "../otherUnits.ts";
import { warnOfPoorEstimates } from "../queryWords.ts";
import { simulated } from "../simulatedRows.ts";
import { refuseWithoutTable, withTableOptions } from "../tableOptions.ts";
import { say, table, wrapped } from "../terminal.ts";

export function evaluateCommand(): Command {
  return withTableOptions(new Command("evaluate"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .option("--data <file>", "a table with a column for every measured node")
    .option("--simulate <rows>", "fresh rows from the network that the model was trained for", whole(1))
    .addOption(importanceOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText("after", "\nExample:\n  siren-vae evaluate model --simulate 1000 --seed 1")
    .action((folder: string, options, command: Command) =>
      interruptible(async (run) => {
        requireOneSource(options);
        refuseWithoutTable(command, options.data);
        const quiet = options.quiet === true;
        const { model, network } = loadModel(folder);
        if (options.simulate !== undefined && network === undefined) {
          throw new InputError(
            `Expected a model whose network can be simulated, but ${folder} was trained for a bare structure. Give --data FILE.`,
          );
        }
        const read = options.data
          ? await loadTable(options.data, model.observedNames, readOptionsFor(model, options))
          : undefined;
        tellIgnored(read?.ignored ?? [], quiet);
        if (read !== undefined) tellOtherUnits(model, read.data, quiet);
        const data = read?.data ?? simulated(network!, options.simulate, testStream(options.seed));
        const result = await evaluateRows(model, network, data, run, {
          samples: options.importanceSamples,
          seed: options.seed,
          quiet,
          workers: options.workers,
        });
        if (options.json) say(JSON.stringify(result));
        else print(result);
        const { count, worst } = result.poorRows;
        if (worst !== undefined) {
          warnOfPoorEstimates(count, worst, options.importanceSamples, quiet);
        }
      }),
    );
}

function print(result: ModelEvaluation): void {
  const known = (value: number | null) => (value === null ? "unknown" : value.toFixed(3));
  const exactText = ({ exactNll, exactNllStandardError: error }: ModelEvaluation) =>
    error === null || error === 0 ? known(exactNll) : `${known(exactNll)} ± ${error.toFixed(3)}`;
  const { latents, activeLatents } = result;
  say(
    table(
      ["quantity", "value"],
      [
        [
          `NLL (nats a row)${result.exact ? ", exact" : ""}`,
          `${result.nll.toFixed(3)} ± ${known(result.nllStandardError)}`,
        ],
        ["exact NLL under the network", exactText(result)],
        ["excess", known(result.excess)],
        ["ELBO", result.elbo.toFixed(3)],
        ...(Number.isNaN(result.re) ? [] : [["reconstruction error", result.re.toFixed(3)]]),
        ...(result.posterior
          ? [
              [
                "KL from the exact posterior",
                `${result.posterior.exact ? "" : "at most about "}${result.posterior.distance.toFixed(3)} ± ${result.posterior.standardError.toFixed(3)}`,
              ],
            ]
          : []),
        [`effective samples of ${result.importanceSamples}`, result.effectiveSampleSize.toFixed(1)],
        [`active latents of ${latents.length}`, `${activeLatents}`],
        ["Lipschitz bound", result.certificate.toFixed(4)],
        ["rows", `${result.rows}`],
      ],
    ),
  );
  const collapsed = latents.filter(({ active }) => !active).map(({ latent }) => latent);
  if (collapsed.length > 0) {
    say(wrapped(`\nCollapsed latents, about which the rows say nothing: ${collapsed.join(", ")}.`));
  }
}
