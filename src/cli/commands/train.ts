import { Command, InvalidArgumentError, Option } from "commander";
import { activationKinds } from "../../engine/index.ts";
import { flowKinds } from "../../flow/index.ts";
import { families, modelKinds, normalizationKinds, objectiveKinds } from "../../model/index.ts";
import { presets, startKinds } from "../../train/index.ts";
import {
  decimal,
  forceOption,
  jsonOption,
  observedOption,
  quietOption,
  seedOption,
  whole,
  widths,
  workersOption,
} from "../options.ts";
import { mayRepeat } from "../repeatedOptions.ts";
import { withKindOptions, withTableOptions } from "../tableOptions.ts";
import { begin, goOn } from "../training/begun.ts";
import { carryOut } from "../training/carriedOut.ts";

export function trainCommand(): Command {
  const command = new Command("train")
    .argument("[network]", "a built-in name or the path of a network file")
    .option("-o, --output <folder>", "the model folder to write")
    .option("--data <file>", "a table with a column for every measured node")
    .option(
      "--simulate <rows>",
      "train on rows drawn from the network (10000 for the family posterior)",
      whole(2),
    )
    .option("--config <file>", "a JSON file with any of these options as keys, such as warmUp; options win")
    .option("--resume <folder>", "go on with an interrupted training, bit for bit")
    .addOption(
      new Option("--model <kind>", "which dependencies the model carries (default: true)").choices(
        modelKinds,
      ),
    )
    .addOption(new Option("--preset <name>", "how it is trained (default: recommended)").choices(presets))
    .option(
      "--trust <how>",
      "auto: where held-out rows gain by it, arcs that the network lacks may take part, or the structure fc in its place; full: the network as it is; or a number, how much more firmly they are held at nothing (default: auto)",
      trustOf,
    )
    .option(
      "--anchor <node=child>",
      "a hidden node raises this node, or lowers it with a minus, as in severity=-crp; may be repeated (default: it raises its first child)",
      mayRepeat(anchorOf),
    )
    .option(
      "--hidden <widths>",
      "width of the hidden layers, once for each, as in 60,60; several are trained without path gradients (default: 100, and in parts of a larger network as many as its graph needs)",
      widths,
    )
    .addOption(
      new Option("--family <name>", "what kind of model (default: siren, or vae with --model vae)").choices(
        families,
      ),
    )
    .option(
      "--layers <widths>",
      "of the family ladder, from the top down, as in 4,8 (default: as deep as the network)",
      widths,
    )
    .addOption(
      new Option("--flow <name>", "what prior and encoder are made of (default: residual)").choices(
        flowKinds,
      ),
    )
    .option("--blocks <number>", "residual blocks or steps in each flow (default: 4)", whole(0))
    .addOption(
      new Option("--activation <name>", "of the hidden units (default: lipswish)").choices(activationKinds),
    )
    .option("--coefficient <number>", "largest norm of a block's layer, below 1 (default: 0.97)", decimal)
    .addOption(
      new Option("--factorisation <name>", "how the prior factorises (default: paper)").choices([
        "paper",
        "exact",
      ]),
    )
    .addOption(
      new Option(
        "--normalization <name>",
        "how the norms of residual blocks are bounded: proven, or estimated by power iteration as published (default: certified, or power with the preset paper)",
      ).choices(normalizationKinds),
    )
    .option("--no-affine", "leave out the affine layers beside the blocks")
    .option(
      "--no-interactions",
      "keep products of two parents out of the means of the family flow (default: in, with more than 600 rows)",
    )
    .addOption(
      new Option("--objective <name>", "the bound that is raised (default: elbo)").choices(objectiveKinds),
    )
    .option(
      "--samples <number>",
      "draws of each row in a step (default: 1 for elbo, 5 for iwae and dreg)",
      whole(1, 1000),
    )
    .option("--batch <rows>", "rows a step (default: 100)", whole(1))
    .option("--rate <number>", "Adam's learning rate (default: the preset's)", decimal)
    .option("--warm-up <epochs>", "epochs until the KL term counts in full", whole(0))
    .option("--precision <number>", "of the normal prior on nonlinear weights (default: 2)", decimal)
    .addOption(new Option("--start <kind>", "the only start to try (default: both)").choices(startKinds))
    .option("--epochs <number>", "exactly so many, without a choice by held-out rows", whole(0))
    .option("--maximum-epochs <number>", "the most that may be chosen", whole(1))
    .option("--folds <number>", "of the cross-validation on up to 600 rows (default: 5)", whole(2))
    .option("--validation-share <number>", "held out of more than 600 rows (default: 0.15)", decimal)
    .addOption(observedOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption());
  return withKindOptions(withTableOptions(command))
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae train ecoli70 --simulate 92 --model true --seed 1 -o model\n  siren-vae train --config training.json\n  siren-vae train --resume model\n\nWhat is done is kept every 10 seconds; SIREN_VAE_CHECKPOINT_SECONDS in the environment says otherwise.",
    )
    .action(async (source: string | undefined, options, command: Command) => {
      // Defaults would hide what the configuration file says.
      const given = Object.fromEntries(
        Object.entries(options).filter(([key]) => command.getOptionValueSource(key) === "cli"),
      );
      const begun = options.resume === undefined ? begin(source, given) : goOn(source, given, options.resume);
      await carryOut(await begun, options);
    });
}

function trustOf(text: string): "auto" | "full" | number {
  if (text === "auto" || text === "full") return text;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError("Expected auto, full or a number above 0.");
}

function anchorOf(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError("Expected a hidden node and one that depends on it, as in severity=crp.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
