import { Command, Option } from "commander";
import { activationKinds } from "../engine/index.ts";
import { simulationStream } from "../experiments/streams.ts";
import { readTable, refuseFolder, resolveNetwork, saveModel } from "../io/index.ts";
import { modelKinds } from "../model/index.ts";
import { presets, train } from "../train/index.ts";
import {
  forceOption,
  jsonOption,
  observedOption,
  quietOption,
  requireOneSource,
  seedOption,
  whole,
  widths,
} from "./options.ts";
import { simulated } from "./simulate.ts";
import { duration, note, progress, say, table, wrapped } from "./terminal.ts";

export function trainCommand(): Command {
  return new Command("train")
    .description("train a model of a network on a table and store it in a folder")
    .argument("<network>", "a built-in name or the path of a network file")
    .requiredOption("-o, --output <folder>", "the model folder to write")
    .option("--data <file>", "a CSV file with a column for every measured node")
    .option("--simulate <rows>", "train on rows drawn from the network", whole(2))
    .addOption(
      new Option("--model <kind>", "which dependencies the model carries")
        .choices(modelKinds)
        .default("true"),
    )
    .addOption(new Option("--preset <name>", "how it is trained").choices(presets).default("recommended"))
    .option("--hidden <widths>", "hidden widths, separated by commas", widths)
    .option("--blocks <number>", "residual blocks in each flow", whole(0))
    .addOption(new Option("--activation <name>", "activation of the hidden units").choices(activationKinds))
    .addOption(new Option("--factorisation <name>", "how the prior factorises").choices(["paper", "exact"]))
    .addOption(observedOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText(
      "after",
      "\nExample:\n  siren-vae train ecoli70 --simulate 92 --model true --seed 1 -o model",
    )
    .action(async (source: string, options) => {
      requireOneSource(options);
      let network = resolveNetwork(source);
      if (options.observed) network = network.withObserved(options.observed);
      refuseFolder(options.output, options.force === true);
      const quiet = options.quiet === true;
      const observed = network.dag.observed.map((node) => network.dag.names[node]);
      const read = options.data ? readTable(options.data, observed) : undefined;
      if (read && read.ignored.length > 0) {
        note(
          `Ignored ${read.ignored.length} columns that are no measured nodes: ${read.ignored.join(", ")}.`,
          quiet,
        );
      }
      const data = read?.data ?? simulated(network, options.simulate, simulationStream(options.seed));
      const controller = new AbortController();
      const interrupt = () => controller.abort();
      process.once("SIGINT", interrupt);
      const line = progress(`Training ${options.model} on ${data.rowCount} rows`, quiet);
      try {
        const model = await train(network.dag, data, {
          model: options.model,
          preset: options.preset,
          seed: options.seed,
          architecture: {
            ...(options.hidden && { hidden: options.hidden }),
            ...(options.blocks !== undefined && { blocks: options.blocks }),
            ...(options.activation && { activation: options.activation }),
            ...(options.factorisation && { factorisation: options.factorisation }),
          },
          signal: controller.signal,
          onProgress: ({ phase, done, total, loss }) => {
            const shown = loss === undefined ? "" : `, loss ${loss.toFixed(2)}`;
            line.update(Math.min(0.99, done / total), `${phase}, epoch ${done}${shown}`);
          },
        });
        line.done();
        saveModel(
          options.output,
          model,
          network.kind === "structure" ? undefined : network,
          options.force === true,
        );
        const { training } = model;
        const { bound } = model.certificate();
        if (options.json) {
          const { history: _, ...summary } = training;
          say(
            JSON.stringify({ folder: options.output, model: options.model, certificate: bound, ...summary }),
          );
          return;
        }
        if (quiet) return;
        if (training.choices.length > 0) {
          const choices = training.choices.map(({ candidate, score }) => [candidate, score.toFixed(3)]);
          say(`${table(["held-out choice", "NLL"], choices)}\n`);
        }
        // The plain VAE has no flows, and so nothing to bound.
        const certified =
          bound === 0
            ? ""
            : bound < 1
              ? `; every block's Lipschitz bound is at most ${bound.toFixed(3)}`
              : `; a block's Lipschitz bound is ${bound.toFixed(3)}, so its inverse, and with it sampling, is not proved`;
        say(
          wrapped(
            `Trained in ${duration(training.seconds)}: ${training.start} start, ${training.epochs} epochs${certified}.`,
          ),
        );
        say(`Stored in ${options.output}. Next: siren-vae evaluate ${options.output} --data FILE`);
      } catch (error) {
        line.done();
        if (!controller.signal.aborted) throw error;
        note("Interrupted: nothing was written.", false);
        process.exitCode = 130;
      } finally {
        process.removeListener("SIGINT", interrupt);
      }
    });
}
