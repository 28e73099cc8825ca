import { join } from "node:path";
import { Command } from "commander";
import { type Dataset, GAUSSIAN, isGaussian, splitFolds } from "../../data/index.ts";
import { criticiseTable } from "../../evaluation/index.ts";
import { withArcs } from "../../graph/index.ts";
import {
  isNetworkFile,
  loadMeasuredTable,
  openNetwork,
  openThreads,
  refuseExisting,
  writeWhole,
} from "../../io/index.ts";
import { makeFolder } from "../../io/makeFolder.ts";
import { type Critique, pairedDifference } from "../../learn/index.ts";
import type { BayesianNetwork } from "../../network/index.ts";
import { counted } from "../../tables/index.ts";
import { train } from "../../train/index.ts";
import { critiqueText, type TrainedRival } from "../critiqueText.ts";
import { refuseIdle } from "../idleOptions.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { interruptible } from "../interruptible.ts";
import { tellKinds } from "../kindLines.ts";
import { forceOption, jsonOption, observedOption, quietOption, seedOption, whole } from "../options.ts";
import { keepInputs } from "../outputs.ts";
import { checkRepairPath, repairedNetwork } from "../repairedNetwork.ts";
import { givenKinds, layoutOf, withKindOptions, withTableOptions } from "../tableOptions.ts";
import { note, progress, say } from "../terminal.ts";
import { refuseFileName } from "../writtenEnding.ts";

export function criticiseCommand(): Command {
  const command = new Command("criticise")
    .argument("<network>", "a built-in name or the path of a network file")
    .requiredOption("--data <file>", "rows with a column for every measured node; gaps allowed")
    .addOption(observedOption())
    .option("--folds <number>", "folds that are held out in turn", whole(2, 100), 5)
    .option("--resamplings <number>", "bootstrap resamplings behind every arc's share", whole(0, 1000), 20)
    .option("--vae", "also train a plain VAE in every fold, which takes most of the time")
    .option(
      "--repair <file>",
      "write the amended network, with the reasons as comments (.json, .dag or .dot)",
    )
    .option("-o, --output <folder>", "write critique.json, critique.md and network.svg into a folder")
    .addOption(seedOption())
    .option(
      "--workers <number>",
      "threads of the trainings that --vae asks for; the results do not depend on it (default: one a core)",
      whole(1, 1024),
    )
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption());
  return withKindOptions(withTableOptions(command))
    .addHelpText(
      "after",
      "\nExample:\n  siren-vae criticise network.dot --data table.csv --repair amended.json -o critique",
    )
    .action(async (source: string, options, command: Command) => {
      const quiet = options.quiet === true;
      const force = options.force === true;
      if (!options.vae) {
        const got = "a critique without --vae, which trains nothing";
        refuseIdle(command, ["workers"], { expected: "trainings", got, remedy: "Add --vae" });
      }
      refuseFileName(options.output);
      if (options.repair !== undefined) {
        checkRepairPath(options.repair);
        refuseExisting(options.repair, force);
      }
      const files = options.output === undefined ? undefined : outputsIn(options.output);
      keepInputs([options.repair, ...Object.values(files ?? {})], { table: options.data, network: source });
      for (const path of Object.values(files ?? {})) refuseExisting(path, force);
      const opened = openNetwork(source);
      for (const text of opened.notes) note(text, quiet);
      const given = options.observed ? opened.network.withObserved(options.observed) : opened.network;
      const read = await loadMeasuredTable(given, options.data, {
        builtIn: !isNetworkFile(source),
        layout: layoutOf(options),
        kinds: (columns) => givenKinds(options.kind ?? [], options.levels ?? [], columns),
      });
      const { network, data, kinds, ignored } = read;
      const { dag } = network;
      for (const text of read.notes) note(text, quiet);
      tellIgnored(ignored, quiet);
      if (kinds.some(({ type }) => type.kind !== GAUSSIAN.kind)) tellKinds(kinds, quiet);
      if (!isGaussian(data))
        note("Columns that are no Gaussian numbers are taken by the features that they are coded by.", quiet);
      await interruptible(async ({ signal, breathe }) => {
        const line = progress("Criticising", quiet);
        const { folds, resamplings, seed } = options;
        const critique = await criticiseTable(dag, data, {
          folds,
          resamplings,
          seed,
          signal,
          onProgress: (phase, done, total) => line.update(Math.min(1, done / total), phase, { done, total }),
          onRareLevels: (rare) => {
            for (const { column, level, rows, into } of rare)
              note(
                `${column} is "${level}" in ${counted(rows, "row")}, too few to be told apart in every fold: taken as "${into}", the commonest.`,
                quiet,
              );
          },
        });
        const trained: TrainedRival[] = options.vae
          ? [await vaeRival(network, data, critique, { folds, seed, workers: options.workers, signal, line })]
          : [];
        line.done();
        await breathe();
        const text = critiqueText(network.name, critique, trained);
        const json = JSON.stringify({ network: network.name, ...critique, trained }, null, 2);
        if (options.repair !== undefined)
          writeWhole(options.repair, repairedNetwork(options.repair, network, critique), force);
        if (files !== undefined) {
          makeFolder(options.output);
          writeWhole(files.json, `${json}\n`, force);
          writeWhole(files.text, `# ${network.name}\n\n\`\`\`\n${text}\n\`\`\`\n`, force);
          writeWhole(files.picture, `${await picture(network, critique)}\n`, force);
        }
        say(options.json ? json : text);
        for (const path of [options.repair, options.output])
          if (path !== undefined) note(`Wrote ${path}.`, quiet);
      });
    });
}

function outputsIn(folder: string) {
  return {
    json: join(folder, "critique.json"),
    text: join(folder, "critique.md"),
    picture: join(folder, "network.svg"),
  };
}

interface RivalTraining {
  readonly folds: number;
  readonly seed: number;
  readonly workers: number | undefined;
  readonly signal: AbortSignal;
  readonly line: ReturnType<typeof progress>;
}

/**
 * A plain VAE on the folds of the critique, against the linear-Gaussian network; where columns are of other kinds, whose features'
 * density is no density of the table, against a model of the network that is trained on the same folds.
 */
async function vaeRival(
  { dag, types }: BayesianNetwork,
  data: Dataset,
  { rowDensities }: Critique,
  { folds, seed, workers, signal, line }: RivalTraining,
): Promise<TrainedRival> {
  const coded = !isGaussian(data);
  const kinds = coded ? (["vae", "true"] as const) : (["vae"] as const);
  const rows = kinds.map(() => new Float64Array(data.rowCount));
  const parts = splitFolds(data, folds, seed);
  const threads = openThreads({ workers });
  try {
    for (const [fold, { training, heldOut, heldOutRows }] of parts.entries()) {
      for (const [k, model] of kinds.entries()) {
        const trained = await train(dag, training, {
          model,
          ...(model === "true" && { trust: "full" }),
          types,
          seed,
          executor: threads,
          signal,
          onProgress: ({ done, total }) =>
            line.update(
              (fold + (k + done / total) / kinds.length) / folds,
              `${model === "vae" ? "plain VAE" : "the network"}, fold ${fold + 1}`,
            ),
        });
        trained.logLikelihood(heldOut, { samples: 500, seed }).perRow.forEach((density, i) => {
          rows[k][heldOutRows[i]] = density;
        });
      }
    }
  } finally {
    await threads.close();
  }
  const [vae, network = rowDensities] = rows;
  return {
    name: coded ? "plain VAE, against a trained model of the network" : "plain VAE",
    advantage: pairedDifference(network, vae),
  };
}

async function picture({ dag, name }: BayesianNetwork, { requested, needless }: Critique): Promise<string> {
  // Loaded here only: the layout's library takes longer to start than the rest of the command.
  const { networkFigure } = await import("../../report/index.ts");
  return networkFigure(withArcs(dag, requested), {
    title: `${name}: green arcs are asked for, red ones not needed`,
    marked: [
      ...requested.map(({ parent, child }) => ({ parent, child, mark: "added" as const })),
      ...needless.map(({ parent, child }) => ({ parent, child, mark: "doubted" as const })),
    ],
  });
}
