import { Command } from "commander";
import { loadModel } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { drawRows } from "../drawRows.ts";
import { INTERRUPTED } from "../interruptible.ts";
import { forceOption, jsonOption, quietOption, seedOption, whole } from "../options.ts";
import { note, wrapped } from "../terminal.ts";

export function doCommand(): Command {
  return new Command("do")
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--set <node=value>", "a node and its value; may be repeated", collected)
    .requiredOption("-n, --rows <number>", "how many rows", whole(1))
    .requiredOption("-o, --output <file>", "the table to write: .csv, .tsv, .jsonl or .parquet")
    .option("--include-latents", "also write the hidden nodes, in the model's latent units")
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae do model --set eutG=1 -n 1000 --seed 1 -o under-eutG.csv")
    .action(async (folder: string, options) => {
      const { model } = loadModel(folder);
      const settings = parseSettings(options.set, [...model.latentNames, ...model.observedNames]);
      // One row tells whether the model takes the intervention, before a file is begun.
      model.intervene(settings, 1);
      await drawRows(model, options, (rows, query) => model.intervene(settings, rows, query), {
        set: settings,
        note: causalNote(settings, model.latentNames),
      });
      if (!options.json && process.exitCode !== INTERRUPTED)
        note(
          `\n${wrapped(causalNote(settings, model.latentNames), process.stderr.isTTY ? process.stderr.columns : Infinity)}`,
          options.quiet === true,
        );
    });
}

const collected = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** `node=value`; where a name itself has an equals sign, the longest part that is a name counts. */
export function parseSettings(texts: readonly string[], names: readonly string[]): Record<string, number> {
  const settings = new Map<string, number>();
  for (const text of texts) {
    const known = names.filter((name) => text.startsWith(`${name}=`)).sort((a, b) => b.length - a.length);
    const split = known.length > 0 ? known[0].length : text.lastIndexOf("=");
    if (split < 1) {
      throw new InputError(
        `Expected --set node=value, such as --set ${names[0]}=1.5, got "${text}". Put an equals sign between them.`,
      );
    }
    const node = text.slice(0, split).trim();
    const value = text.slice(split + 1).trim();
    if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value) || !Number.isFinite(Number(value))) {
      throw new InputError(
        `Expected a number to set ${node} to, got "${value}". Write it as in ${node}=1.5.`,
      );
    }
    if (settings.has(node)) {
      throw new InputError(`Expected one value for ${node}, got two. Drop one --set.`);
    }
    settings.set(node, Number(value));
  }
  return Object.fromEntries(settings);
}

/** When the rows say what would happen, and when only what the model makes of it. */
export function causalNote(settings: Readonly<Record<string, number>>, latents: readonly string[]): string {
  const hidden = Object.keys(settings).filter((name) => latents.includes(name));
  return (
    "These rows are a causal statement only if the network's arcs are causes (not mere associations) and every common " +
    "cause of two nodes is itself a node, measured or hidden: then they show what would happen if the values were set by " +
    "hand. Otherwise they show what the model makes of a graph from which the arcs into the set nodes were cut, no more. " +
    "The data cannot tell these cases apart." +
    (hidden.length === 0
      ? ""
      : ` ${hidden.join(", ")} ${hidden.length === 1 ? "is" : "are"} hidden: values are in the model's own latent units ` +
        "(not in units of nature, with an arbitrary sign), and the hidden nodes mean what the network says only as far as data and arcs pin them down.")
  );
}
