import { Command } from "commander";
import { loadModel } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import { type SettingEffect, SettingEffects, type TrainedModel } from "../../query/index.ts";
import { drawRows } from "../drawRows.ts";
import { effectText } from "../effectText.ts";
import { refuseWithoutHidden } from "../idleOptions.ts";
import { noteInstead } from "../insteadSentence.ts";
import { INTERRUPTED } from "../interruptible.ts";
import { forceOption, jsonOption, quietOption, seedOption, whole, workersOption } from "../options.ts";
import { tellFarSettings } from "../otherUnits.ts";
import { confidenceOption } from "../queryWords.ts";
import { collected } from "../repeatedOptions.ts";
import { note, wrapped } from "../terminal.ts";

export function doCommand(): Command {
  return new Command("do")
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--set <node=value>", "a node and its value or label; may be repeated", collected)
    .option(
      "--versus <node=value>",
      "compare with this setting; may be repeated (default: no node is set)",
      collected,
    )
    .requiredOption("-n, --rows <number>", "how many rows", whole(1))
    .requiredOption("-o, --output <file>", "the table to write: .csv, .tsv, .jsonl or .parquet")
    .option("--include-latents", "also write the hidden nodes, in the model's latent units")
    .addOption(confidenceOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae do model --set eutG=1 -n 1000 --seed 1 -o under-eutG.csv\n  siren-vae do model --set eutG=1 --versus eutG=0 -n 1000 -o under-eutG.csv",
    )
    .action(async (folder: string, options, command: Command) => {
      const { model } = loadModel(folder);
      refuseWithoutHidden(command, ["includeLatents"], folder, model.latentNames);
      noteInstead(model.training, options.quiet === true);
      const settings = settingsOf(model, options.set, "--set");
      const versus = options.versus === undefined ? undefined : settingsOf(model, options.versus, "--versus");
      // One row tells whether the model takes the intervention, before a file is begun.
      model.intervene(settings, 1);
      if (versus) model.intervene(versus, 1);
      tellFarSettings(model, settings, options.quiet === true);
      if (versus) tellFarSettings(model, versus, options.quiet === true);
      const tally = new SettingEffects();
      const effects = () => reached(tally.effects(options), settings, versus);
      let lost = 0;
      await drawRows(
        { folder, model },
        options,
        (rows, query) => [
          { kind: "intervene", nodes: settings, rows, options: query },
          versus
            ? { kind: "intervene", nodes: versus, rows, options: query }
            : { kind: "sample", rows, options: query },
        ],
        {
          block: ([drawn, other]) => {
            lost += other.inversion.total - other.inversion.converged;
            tally.add(drawn.data, other.data);
          },
          json: () => ({
            set: settings,
            versus: versus ?? null,
            confidence: options.confidence,
            effects: effects(),
            ...(lost > 0 && { versusNotConverged: lost }),
            note: causalNote(settings, model.latentNames),
          }),
          text: () => effectText(effects(), versus ? "versus" : "without", options.confidence),
        },
      );
      if (lost > 0) {
        note(
          `Warning: ${lost} of ${options.rows} rows to compare with come from inversions that did not converge; the effects are not to be trusted.`,
          false,
        );
      }
      if (!options.json && process.exitCode !== INTERRUPTED)
        note(
          `\n${wrapped(causalNote(settings, model.latentNames), process.stderr.isTTY ? process.stderr.columns : Infinity)}`,
          options.quiet === true,
        );
    });
}

type NodeSettings = Readonly<Record<string, number | string>>;

/** What is set under both settings moves because it is set. */
function reached(
  effects: readonly SettingEffect[],
  settings: NodeSettings,
  versus: NodeSettings = {},
): SettingEffect[] {
  return effects.filter(({ node }) => !(node in settings) && !(node in versus));
}

function settingsOf(model: TrainedModel, texts: readonly string[], option: string): NodeSettings {
  const levels = new Map(model.coding.columns.map(({ name, type }) => [name, type.levels]));
  return parseSettings(texts, [...model.latentNames, ...model.observedNames], option, (node) =>
    levels.get(node),
  );
}

/**
 * `node=value`; where a name itself has an equals sign, the longest part that is a name counts. Labels for nodes that have
 * levels, numbers for all others.
 */
function parseSettings(
  texts: readonly string[],
  names: readonly string[],
  option: string,
  levelsOf: (node: string) => readonly string[] | undefined,
): NodeSettings {
  const settings = new Map<string, number | string>();
  for (const text of texts) {
    const known = names.filter((name) => text.startsWith(`${name}=`)).sort((a, b) => b.length - a.length);
    const split = known.length > 0 ? known[0].length : text.lastIndexOf("=");
    if (split < 1) {
      throw new InputError(
        `Expected ${option} node=value, such as ${option} ${names[0]}=1.5, got "${text}". Put an equals sign between them.`,
      );
    }
    const node = text.slice(0, split).trim();
    const value = text.slice(split + 1).trim();
    const levels = levelsOf(node);
    if (levels !== undefined) {
      if (!levels.includes(value)) {
        throw new InputError(
          `Expected one of the levels ${levels.join(", ")} to set ${node} to, got "${value}".${didYouMean(value, levels)}`,
        );
      }
    } else if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value) || !Number.isFinite(Number(value))) {
      throw new InputError(
        `Expected a number to set ${node} to, got "${value}". Write it as in ${node}=1.5.`,
      );
    }
    if (settings.has(node)) {
      throw new InputError(`Expected one value for ${node}, got two. Drop one ${option}.`);
    }
    settings.set(node, levels === undefined ? Number(value) : value);
  }
  return Object.fromEntries(settings);
}

/** When the rows say what would happen, and when only what the model makes of it. */
function causalNote(settings: NodeSettings, latents: readonly string[]): string {
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
