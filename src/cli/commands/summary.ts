import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Command, Option } from "commander";
import type { Dataset } from "../../data/index.ts";
import {
  checkResamplings,
  intervalKinds,
  type ModelSummary,
  type Resampled,
  readingNumbers,
  resamplingWork,
  summaryTable,
  summaryWork,
  workOfSummary,
} from "../../evaluation/index.ts";
import { programVersion } from "../../experiments/programVersion.ts";
import { withArcs } from "../../graph/index.ts";
import {
  digestOfRows,
  loadModel,
  loadTable,
  openResamplings,
  openThreads,
  refuseExisting,
  resamplingsPath,
  writeWhole,
} from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import type { Threads } from "../../numeric/threads/threadPool.ts";
import { askAll, executorFor } from "../../numeric/work.ts";
import { partsToAsk, promised, type TrainedModel } from "../../query/index.ts";
import { counted } from "../../tables/index.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { type Interruption, interruptible } from "../interruptible.ts";
import { readOptionsFor } from "../modelTable.ts";
import { forceOption, jsonOption, quietOption, seedOption, whole, workersOption } from "../options.ts";
import { tellOtherUnits } from "../otherUnits.ts";
import { keepInputs } from "../outputs.ts";
import { confidenceOption } from "../queryWords.ts";
import { collected } from "../repeatedOptions.ts";
import { summaryDocument } from "../summaryDocument.ts";
import { withTableOptions } from "../tableOptions.ts";
import { named, note, progress, say } from "../terminal.ts";
import { terminalDocument } from "../terminalDocument.ts";
import { refuseWrongEnding, SVG } from "../writtenEnding.ts";

export function summaryCommand(): Command {
  return withTableOptions(new Command("summary"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--data <file>", "the rows that the model was trained on; gaps allowed")
    .option(
      "--effect <from,to>",
      "direct, indirect and total effect of one node on another; may be repeated",
      collected,
    )
    .option(
      "--resamplings <number>",
      "bootstrap resamplings behind the intervals, at least 40; 0 for none",
      whole(0, 100_000),
      200,
    )
    .addOption(
      new Option(
        "--intervals <kind>",
        "between quantiles of the resampled values, or between those moved by how far the value is from their median",
      )
        .choices(intervalKinds)
        .default("percentile"),
    )
    .addOption(confidenceOption())
    .addOption(workersOption())
    .option("--svg <file>", "also draw a path diagram")
    .option("--markdown", "print Markdown instead of text")
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText(
      "after",
      "\nResamplings are kept beside the model: after Ctrl-C, or for more of them, the same command goes on." +
        "\n\nExample:\n  siren-vae summary model --data table.csv --effect ind60,dem65 --svg paths.svg",
    )
    .action(async (folder: string, options, command: Command) => {
      const { quiet = false, force = false, resamplings, seed } = options;
      if (options.json && options.markdown) {
        throw new InputError("Expected one way to print, got both --json and --markdown. Drop one of them.");
      }
      checkResamplings(resamplings, options.confidence);
      for (const option of ["intervals", "confidence"]) {
        if (resamplings > 0 || command.getOptionValueSource(option) !== "cli") continue;
        throw new InputError(
          `Expected resamplings for --${option}, got --resamplings 0, which makes none. Leave one of them out.`,
        );
      }
      keepInputs([options.svg], { table: options.data, model: folder });
      refuseWrongEnding(options.svg, SVG);
      if (options.svg !== undefined) refuseExisting(options.svg, force);
      const { model, network } = loadModel(folder);
      const names = [...model.latentNames, ...model.observedNames];
      const effects = parseEffects(options.effect ?? [], names);
      const { data, ignored } = await loadTable(
        options.data,
        model.observedNames,
        readOptionsFor(model, options),
      );
      tellIgnored(ignored, quiet);
      tellOtherUnits(model, data, quiet);
      if (data.rowCount !== model.training.rows) {
        note(
          `The table has ${counted(data.rowCount, "row")}, but the model was trained on ${model.training.rows}: intervals and fit are those of the table.`,
          quiet,
        );
      }
      const title = network?.name ?? basename(folder);
      let told = "Interrupted: nothing was written.";
      const summarized = async (run: Interruption): Promise<ModelSummary> => {
        const threads = openThreads({ workers: options.workers });
        try {
          const table = summaryTable(model, data);
          const resampled = await resample(folder, model, table, {
            ...{ run, quiet, effects, seed, resamplings, threads },
            onKept: (sentence) => {
              told = sentence;
            },
          });
          await run.breathe();
          const crew = executorFor(threads, workOfSummary(model)).open(summaryWork, {
            parts: partsToAsk(model),
            data: table,
          });
          const { intervals, confidence } = options;
          return await crew.run(
            { resampled, options: { seed, effects, intervals, confidence } },
            { signal: run.signal },
          );
        } finally {
          await threads.close();
        }
      };
      await interruptible(
        async (run) => {
          const summary = await summarized(run);
          if (options.svg !== undefined) {
            writeWhole(options.svg, `${await picture(model, summary, title)}\n`, force);
            note(`Wrote ${options.svg}.`, quiet);
          }
          if (options.json) {
            say(JSON.stringify(summary));
            return;
          }
          const document = summaryDocument(title, summary);
          if (!options.markdown) {
            say(terminalDocument(document));
            return;
          }
          // Loaded here only: the reports' libraries take longer to start than the rest of the command.
          const { markdownDocument } = await import("../../report/index.ts");
          say(markdownDocument(document).trimEnd());
        },
        () => told,
      );
    });
}

/** `from,to`; where names hold commas themselves, the place where both parts are names counts. */
function parseEffects(texts: readonly string[], names: readonly string[]): (readonly [string, string])[] {
  return texts.map((text) => {
    const parts = text.split(",");
    const splits = parts.slice(1).map(
      (_, i) =>
        [
          parts
            .slice(0, i + 1)
            .join(",")
            .trim(),
          parts
            .slice(i + 1)
            .join(",")
            .trim(),
        ] as const,
    );
    const found = splits.find((pair) => pair.every((name) => names.includes(name)));
    if (found) return found;
    if (splits.length === 0) {
      throw new InputError(
        `Expected --effect from,to, such as --effect ${names[0]},${names[names.length - 1]}, got "${text}". Put a comma between the nodes.`,
      );
    }
    const unknown = splits[0].find((name) => !names.includes(name))!;
    throw new InputError(
      `Expected two nodes of the network in --effect ${text}, but "${unknown}" is none.${didYouMean(unknown, names)}`,
    );
  });
}

interface Resampling {
  readonly run: Interruption;
  readonly quiet: boolean;
  readonly effects: readonly (readonly [string, string])[];
  readonly seed: number;
  readonly resamplings: number;
  readonly threads: Threads;
  /** Told what to say when interrupted. */
  readonly onKept: (sentence: string) => void;
}

/** The resamplings that are asked for: those that are kept from before, and the rest made now. */
async function resample(
  folder: string,
  model: TrainedModel,
  table: Dataset,
  { run, quiet, effects, seed, resamplings, threads, onKept }: Resampling,
): Promise<Resampled> {
  if (resamplings === 0) return { numbers: [], failed: 0 };
  const reference = await promised(model, { executor: threads }).pathCoefficients(table, {
    ...{ seed, effects, signal: run.signal },
  });
  const parts = model.toParts();
  const key = createHash("sha256").update(
    JSON.stringify([
      programVersion(),
      digestOfRows(table),
      seed,
      effects,
      parts.architecture,
      parts.training,
    ]),
  );
  for (const { values } of parts.parameters) key.update(bytesOf(values));
  key.update(bytesOf(readingNumbers(reference)));
  const file = openResamplings(resamplingsPath(folder), key.digest("hex"));
  const line = progress("Resampling", quiet);
  try {
    if (file.dropped > 0) {
      note(
        `Replaced ${file.dropped} resamplings in ${named(file.path)}, which were of another model, table, seed or effects.`,
        quiet,
      );
    }
    const results = new Map(file.known);
    const indices = Array.from({ length: resamplings }, (_, index) => index);
    const left = indices.filter((index) => !results.has(index));
    const before = resamplings - left.length;
    if (before > 0 && left.length > 0) note(`Going on after ${before} resamplings.`, quiet);
    const tell = (done: number) =>
      onKept(
        `Interrupted: ${done} of ${resamplings} resamplings are kept in ${named(file.path)}; the same command goes on after them.`,
      );
    tell(before);
    const begun = performance.now();
    let made = 0;
    const crew = threads.open(resamplingWork, { parts, data: table, reference, seed, effects });
    const make = async (at: number, signal: AbortSignal) => {
      const index = left[at];
      const result = await crew.run(index, { signal });
      file.keep(index, result);
      results.set(index, result);
      made++;
      tell(before + made);
      const rate = made / ((performance.now() - begun) / 1000);
      line.update(made / left.length, `${rate.toPrecision(3)} a second, ${before + made} of ${resamplings}`);
    };
    await askAll(crew, left.length, make, run.signal);
    const wanted = indices.map((index) => results.get(index)!);
    const numbers = wanted.flatMap((result) => ("numbers" in result ? [result.numbers] : []));
    return { numbers, failed: wanted.length - numbers.length };
  } finally {
    line.done();
    file.close();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

async function picture(model: TrainedModel, { paths }: ModelSummary, name: string): Promise<string> {
  // Loaded here only: the layout's library takes longer to start than the rest of the command.
  const { networkFigure } = await import("../../report/index.ts");
  const added = model.architecture.added ?? [];
  const byArc = new Map<string, typeof paths>();
  for (const path of paths) {
    const arc = `${path.parent}\n${path.child}`;
    byArc.set(arc, [...(byArc.get(arc) ?? []), path]);
  }
  return networkFigure(withArcs(model.dag, added), {
    title: `${name}: standardised coefficients`,
    labels: [...byArc.values()].map((list) => {
      const sizes = list.map(({ standardized }) => standardized.value).filter(Number.isFinite);
      return {
        parent: list[0].parent,
        child: list[0].child,
        // An arc with a coefficient for every level has no single number, and one without a finite variance none at all.
        text: list.length === 1 && sizes.length === 1 ? sizes[0].toFixed(2) : "",
        strength: Math.max(0, ...sizes.map(Math.abs)),
      };
    }),
    marked: added.map((arc) => ({ ...arc, mark: "added" as const })),
  });
}
