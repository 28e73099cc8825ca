import { Command } from "commander";
import { loadModel } from "../../io/index.ts";
import { drawRows } from "../drawRows.ts";
import { refuseWithoutHidden } from "../idleOptions.ts";
import { forceOption, jsonOption, quietOption, seedOption, whole, workersOption } from "../options.ts";

export function sampleCommand(): Command {
  return new Command("sample")
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("-n, --rows <number>", "how many rows", whole(1))
    .requiredOption("-o, --output <file>", "the table to write: .csv, .tsv, .jsonl or .parquet")
    .option("--include-latents", "also write the hidden nodes, in the model's latent units")
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae sample model -n 1000 --seed 1 -o new.csv")
    .action((folder: string, options, command: Command) => {
      const { model } = loadModel(folder);
      refuseWithoutHidden(command, ["includeLatents"], folder, model.latentNames);
      return drawRows({ folder, model }, options, (rows, query) => [
        { kind: "sample", rows, options: query },
      ]);
    });
}
