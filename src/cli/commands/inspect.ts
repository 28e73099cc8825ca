import { Command, Option } from "commander";
import type { FoundKind } from "../../data/index.ts";
import { withArcs } from "../../graph/index.ts";
import { isDirectory, loadMeasuredTable, loadModel, refuseExisting, writeWhole } from "../../io/index.ts";
import { isNetworkFile, openNetwork } from "../../io/networkSource.ts";
import { familyDefinitions, familyOf, modelKinds, type TrainingSummary } from "../../model/index.ts";
import {
  type BayesianNetwork,
  type GraphMarks,
  StructureNetwork,
  type WrittenFormat,
  writeNetwork,
  writtenFormats,
} from "../../network/index.ts";
import { InputError } from "../../numeric/errors.ts";
import type { AddedArc } from "../../query/index.ts";
import { distilledSentence } from "../distilledSentence.ts";
import { refuseIdle } from "../idleOptions.ts";
import { type Inspection, inspection } from "../inspection.ts";
import { insteadSentence } from "../insteadSentence.ts";
import { kindLines, kindsJson } from "../kindLines.ts";
import { forceOption, jsonOption, observedOption, quietOption, seedOption, whole } from "../options.ts";
import { keepInputs } from "../outputs.ts";
import {
  givenKinds,
  layoutOf,
  refuseWithoutTable,
  withKindOptions,
  withTableOptions,
} from "../tableOptions.ts";
import { note, say, table, wrapped } from "../terminal.ts";
import { JSON_TEXT, refuseWrongEnding, SVG, type WrittenText } from "../writtenEnding.ts";

type Format = "table" | "json" | "dot" | "svg" | WrittenFormat;

const WRITTEN: Readonly<Record<Format, WrittenText>> = {
  table: { title: "text", endings: [] },
  json: JSON_TEXT,
  dot: { title: "DOT", endings: ["dot", "gv"] },
  svg: SVG,
  dagitty: { title: "a graph of dagitty", endings: ["dagitty", "dag"] },
  edges: { title: "a list of arcs", endings: ["csv"] },
  graphml: { title: "GraphML", endings: ["graphml", "xml"] },
  bnlearn: { title: "a model string of bnlearn", endings: ["bnlearn", "modelstring"] },
  lavaan: { title: "lavaan's syntax", endings: ["lavaan", "lav"] },
  pgmpy: { title: "pgmpy's JSON", endings: ["json"] },
};

/** The option by which a format is written that an ending stands for. */
function formatOption(ending: string): string | undefined {
  const format = Object.entries(WRITTEN).find(([, { endings }]) => endings.includes(ending))?.[0];
  return format && `--format ${format}`;
}

/** @throws InputError for an option that is passed over without a table, or in the format that is printed. */
function refuseIdleOptions(
  command: Command,
  { data, json, format }: { data?: string; json?: boolean; format: Format },
): void {
  refuseWithoutTable(command, data);
  if (json || format === "json") {
    const got = "JSON, which has the inverse beside the network";
    refuseIdle(command, ["inverse"], { expected: "another format than JSON", got });
  } else if (format !== "table") {
    refuseIdle(command, ["trace", "hidden", "blocks", "factorisation"], {
      expected: "a table or JSON",
      got: `--format ${format}, which holds a graph alone`,
      remedy: "Print one of them",
    });
  }
}

export function inspectCommand(): Command {
  const command = new Command("inspect")
    .argument("<network>", "a built-in name, the path of a network file, or a model folder")
    .addOption(observedOption())
    .addOption(
      new Option("--structure <kind>", "the structure that the model is given")
        .choices(modelKinds.filter((kind) => kind !== "vae"))
        .default("true"),
    )
    .option("--inverse", "draw or print the faithful inverse in place of the network")
    .option("--trace", "also print the elimination, step by step")
    .addOption(
      new Option("--format <name>", "what to print")
        .choices(["table", "json", "dot", "svg", ...writtenFormats])
        .default("table"),
    )
    .option(
      "--hidden <width>",
      "hidden width behind the mask densities (default: 100, or as many as a larger network needs)",
      whole(1),
    )
    .option("--blocks <number>", "residual blocks behind the dependence", whole(0), 4)
    .addOption(
      new Option("--factorisation <name>", "how the prior factorises")
        .choices(["paper", "exact"])
        .default("paper"),
    )
    .option("--data <file>", "a table: shows what its columns measure, and which nodes are measured")
    .option("-o, --output <file>", "write to a file instead of the terminal")
    .addOption(seedOption("of nothing here: nothing is random"))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption());
  return withKindOptions(withTableOptions(command))
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae inspect ecoli70\n  siren-vae inspect ecoli70 --inverse --trace\n  siren-vae inspect network.dot --data table.csv\n  siren-vae inspect ecoli70 --inverse --format svg -o inverse.svg\n  siren-vae inspect model",
    )
    .action(async (source: string, options, command: Command) => {
      if (options.json && options.format !== "json" && command.getOptionValueSource("format") === "cli") {
        throw new InputError(
          `Expected one format, got both --json and --format ${options.format}. Drop one of them.`,
        );
      }
      refuseIdleOptions(command, options);
      keepInputs([options.output], {
        table: options.data,
        ...(isDirectory(source) ? { model: source } : { network: source }),
      });
      const printed: Format = options.json ? "json" : options.format;
      refuseWrongEnding(options.output, WRITTEN[printed], formatOption);
      if (options.output !== undefined) refuseExisting(options.output, options.force === true);
      const trained = isDirectory(source) ? inspectedModel(source) : undefined;
      if (trained !== undefined) {
        const own = ["structure", "hidden", "blocks", "factorisation", "observed"].find(
          (name) => command.getOptionValueSource(name) === "cli",
        );
        if (own !== undefined) {
          throw new InputError(
            `Expected no --${own} with a model, which has its own, got ${source} and --${own}. Drop the option, or inspect the network.`,
          );
        }
        Object.assign(options, trained.settings);
      }
      const opened = trained ?? openNetwork(source);
      for (const text of opened.notes) note(text, options.quiet === true);
      let { network } = opened;
      if (options.observed) network = network.withObserved(options.observed);
      const read =
        options.data === undefined
          ? undefined
          : await loadMeasuredTable(network, options.data, {
              builtIn: !isNetworkFile(source),
              layout: layoutOf(options),
              kinds: (columns) => givenKinds(options.kind ?? [], options.levels ?? [], columns),
            });
      if (read !== undefined) ({ network } = read);
      for (const text of read?.notes ?? []) note(text, options.quiet === true);
      // One hidden unit for every component of any part of the model is always enough.
      const { latent, observed } = network.dag;
      const hidden = options.hidden ?? Math.max(100, latent.length, observed.length);
      const found = inspection(network, { ...options, hidden });
      const more = {
        ...options,
        added: trained?.added,
        training: trained?.training,
        kinds: read?.kinds,
        marks: "marks" in opened ? opened.marks : undefined,
      };
      const text = await render(found, network, printed, more);
      if (options.output === undefined) {
        say(text);
        return;
      }
      writeWhole(options.output, `${text}\n`, options.force === true);
      note(`Wrote ${options.output}.`, options.quiet === true);
    });
}

/** A trained model as a network with the arcs that were added to it, and how it was made. */
function inspectedModel(folder: string) {
  const { model } = loadModel(folder);
  const { dag, architecture } = model;
  if (architecture.model === "vae") {
    const { title } = familyDefinitions[familyOf(architecture)];
    throw new InputError(
      `Expected a model that carries a network, got the ${title} in ${folder}. Inspect the network itself.`,
    );
  }
  const added = model.addedArcs();
  const network: BayesianNetwork = new StructureNetwork({
    name: folder,
    nodes: withArcs(dag, added).toSpecs(),
    observed: dag.observed.map((node) => dag.names[node]),
  });
  const settings = {
    structure: architecture.model,
    hidden: Math.min(...architecture.hidden),
    widen: architecture.widen,
    blocks: architecture.blocks,
    factorisation: architecture.factorisation,
  };
  return { network, notes: [], added, settings, training: model.training };
}

interface RenderOptions {
  readonly inverse?: boolean;
  readonly trace?: boolean;
  readonly structure: string;
  /** Of a trained model. */
  readonly added?: readonly AddedArc[];
  readonly training?: Pick<TrainingSummary, "trust" | "distilled">;
  /** Of the columns of a table. */
  readonly kinds?: readonly FoundKind[];
  /** Of the network's file. */
  readonly marks?: GraphMarks;
}

async function render(
  found: Inspection,
  network: BayesianNetwork,
  format: Format,
  options: RenderOptions,
): Promise<string> {
  const { kinds } = options;
  const dag = options.inverse ? found.inverseDag : found.dag;
  switch (format) {
    case "json":
      return JSON.stringify(
        {
          ...found.summary,
          ...(kinds && { kinds: kindsJson(kinds) }),
          ...(options.added && { added: options.added }),
          ...(options.training?.trust?.instead && { instead: options.training.trust.instead }),
          ...(options.training?.distilled && { distilled: options.training.distilled }),
          ...(options.trace && { trace: found.trace }),
        },
        null,
        2,
      );
    case "dot":
    case "svg": {
      // Loaded here only: the layout's library takes longer to start than the rest of the command.
      const { networkDot, networkFigure } = await import("../../report/index.ts");
      if (format === "dot") return networkDot(dag).trimEnd();
      const what = options.inverse ? "faithful inverse" : "network";
      const marked = options.inverse ? [] : (options.added ?? []);
      return networkFigure(dag, {
        title: `${found.summary.network}, ${found.summary.structure}: ${what}`,
        marked: marked.map(({ parent, child }) => ({ parent, child, mark: "added" as const })),
      });
    }
    case "table":
      return [...(kinds ? [kindsText(kinds)] : []), asTables(found, options)].join("\n\n");
    default: {
      // Parameters are those of the network's own arcs.
      const isOwn = !options.inverse && options.structure === "true";
      const written = { dag, name: network.name, ...(isOwn && { network, marks: options.marks }) };
      return writeNetwork(format, written).trimEnd();
    }
  }
}

/** The kinds of the columns, and below them what a person should know before training. */
function kindsText(kinds: readonly FoundKind[]): string {
  const warnings = kinds.flatMap((kind) => kind.warnings.map((text) => `Warning: ${text}`));
  return [
    kindLines(kinds),
    ...(warnings.length > 0 ? [warnings.map((text) => wrapped(text)).join("\n")] : []),
  ].join("\n\n");
}

function asTables({ summary, trace }: Inspection, options: RenderOptions): string {
  const { observed, latent, arcs, longestPath, inverse, masks, nodes } = summary;
  const parts = [
    wrapped(
      `${summary.network}, structure ${summary.structure}: ${observed} observed and ${latent} latent nodes, ${arcs} arcs, longest path ${longestPath}. ` +
        `Faithful inverse (${inverse.mode}): ${inverse.arcs} arcs, at most ${inverse.widest} parents.`,
    ),
    table(
      [
        "node",
        "role",
        options.inverse ? "parents in the inverse" : "parents",
        "prior hears",
        "encoder hears",
      ],
      nodes.map((node) => [
        node.name,
        node.role,
        listed((options.inverse ? node.inverseParents : node.parents) ?? []),
        node.priorHears === null ? "-" : `${node.priorHears.length}`,
        node.encoderHears === null ? "-" : `${node.encoderHears.length}`,
      ]),
    ),
    table(
      ["masks", "weights stored", "of a dense layer's", "density"],
      masks.map(({ name, stored, dense }) => [
        name,
        `${stored}`,
        `${dense}`,
        dense === 0 ? "-" : `${((100 * stored) / dense).toFixed(1)} %`,
      ]),
    ),
    wrapped(
      `"Hears" counts the nodes that a latent depends on after ${summary.blocks} blocks and the affine layer, itself included (factorisation ${summary.factorisation}). The masks are those of hidden width ${summary.hidden}${summary.widen ? ", or more where a part needs it" : ""}.`,
    ),
  ];
  const taught = options.training && distilledSentence(options.training);
  if (taught) parts.push(wrapped(taught));
  const contradicted = options.training && insteadSentence(options.training);
  if (contradicted) parts.push(wrapped(contradicted));
  else if (options.added) {
    parts.push(
      options.added.length === 0
        ? "No arcs were added to the network."
        : `Arcs that the data added to the network, in the affine layers only:\n${table(
            ["arc", "weight"],
            options.added.map(({ parent, child, weight }) => [`${parent} -> ${child}`, weight.toFixed(3)]),
          )}`,
    );
  }
  if (options.trace) {
    parts.push(
      table(
        ["step", "eliminated", "fill-in", "parents in the inverse", "arcs added between"],
        trace.map(({ node, fillIn, parents, added }, i) => [
          `${i + 1}`,
          node,
          `${fillIn}`,
          listed(parents),
          listed(added.map((pair) => pair.join(" - "))),
        ]),
      ),
    );
  }
  return parts.join("\n\n");
}

const WIDEST_LIST = 60;

/** Names in one cell; of a long list as many as fit, and how many there are (JSON has them all). */
function listed(names: readonly string[]): string {
  if (names.length === 0) return "-";
  const whole = names.join(", ");
  if (whole.length <= WIDEST_LIST) return whole;
  const fitting = names.filter((_, i) => names.slice(0, i + 1).join(", ").length <= WIDEST_LIST - 12);
  return `${fitting.join(", ")}, ... (${names.length})`;
}
