import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import {
  apartComparisons,
  type ComparedModel,
  type ComparisonResult,
  comparedModels,
  comparisonCost,
  comparisonJobs,
  comparisonPlan,
  comparisonRows,
  followed,
  isComparedModel,
  packMaterial,
  type RowNats,
  rowNats,
  rowsProblem,
} from "../../experiments/comparison/index.ts";
import { programVersion } from "../../experiments/programVersion.ts";
import { failureReport, openResults, type RunSummary, runAll } from "../../experiments/runner/index.ts";
import { writeWhole } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import { formatTable } from "../../tables/index.ts";
import { comparisonTables } from "../comparisonTables.ts";
import { type ComparisonDocument, comparisonText } from "../comparisonText.ts";
import { refuseIdle, refuseOwnThreads } from "../idleOptions.ts";
import { INTERRUPTED } from "../interruptible.ts";
import { tellKinds } from "../kindLines.ts";
import { liveView } from "../liveView.ts";
import {
  importanceOption,
  jsonOption,
  names,
  observedOption,
  queueOption,
  quietOption,
  seedOption,
  whole,
} from "../options.ts";
import { keepForeign, keepInputs } from "../outputs.ts";
import { type TableOptions, withKindOptions, withTableOptions } from "../tableOptions.ts";
import { duration, named, note, say } from "../terminal.ts";
import { refuseFileName } from "../writtenEnding.ts";

/** What the folder holds. */
const FILES = { fits: "comparison.jsonl", json: "comparison.json", text: "comparison.md", rows: "rows.csv" };

export function compareCommand(): Command {
  const command = new Command("compare")
    .argument("<network...>", "built-in names or paths of network files; several are compared as hypotheses")
    .requiredOption("--data <file>", "rows with a column for every measured node; gaps allowed")
    .option(
      "--models <names>",
      `what to compare, separated by commas, among ${comparedModels.join(", ")} (default: all of them)`,
      modelsOf,
    )
    .option("--folds <number>", "folds that are held out in turn", whole(2, 100), 5)
    .option("--seeds <number>", "deals into folds, each with trainings of its own", whole(1, 100), 1)
    .option(
      "--by <column>",
      "also fit each group of rows apart, and say whether one model for all predicts as well",
    )
    .addOption(observedOption())
    .option(
      "-o, --output <folder>",
      "where fits and tables go; fits that are there already are not made again",
      "siren-vae-compare",
    )
    .option("--workers <number>", "threads (default: one a core)", whole(1, 1024))
    .addOption(queueOption("fits"))
    .addOption(importanceOption())
    .addOption(seedOption("seed of the first deal; the others have those that follow").default(1))
    .addOption(jsonOption())
    .addOption(quietOption());
  return withKindOptions(withTableOptions(command))
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae compare network.dot --data table.csv --models trust,true,baselines\n  siren-vae compare one.dot other.dot --data table.csv --folds 10 -o hypotheses\n\nCtrl-C keeps all finished fits; the same command goes on.",
    )
    .action((sources: string[], options: CompareOptions, command: Command) => {
      refuseIdleOptions(command, options);
      return compare(sources, options);
    });
}

interface CompareOptions extends TableOptions {
  readonly data: string;
  readonly models?: readonly ComparedModel[];
  readonly folds: number;
  readonly seeds: number;
  readonly by?: string;
  readonly observed?: readonly string[];
  readonly output: string;
  readonly workers?: number;
  readonly queue?: string;
  readonly importanceSamples: number;
  readonly seed: number;
  readonly kind?: readonly string[];
  readonly levels?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** @throws InputError for an option that is passed over. */
function refuseIdleOptions(command: Command, { models, queue }: CompareOptions): void {
  if (models?.every((model) => model === "baselines")) {
    const got = "baselines alone, whose likelihoods are exact";
    refuseIdle(command, ["importanceSamples"], { expected: "a model that is trained", got });
  }
  if (queue !== undefined) refuseOwnThreads(command);
}

function modelsOf(text: string): ComparedModel[] {
  const words = names(text);
  const unknown = words.find((word) => !isComparedModel(word));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `Expected models among ${comparedModels.join(", ")}, got "${unknown}".${didYouMean(unknown, comparedModels)}`,
    );
  }
  const twice = words.find((word, i) => words.indexOf(word) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`Expected every model once, got ${twice} twice.`);
  return words.filter(isComparedModel);
}

async function compare(sources: readonly string[], options: CompareOptions): Promise<void> {
  const { output, folds, seeds, seed, models = comparedModels, importanceSamples } = options;
  const quiet = options.quiet === true;
  refuseFileName(output);
  const outputs = Object.values(FILES).map((name) => join(output, name));
  for (const network of [undefined, ...sources]) keepInputs(outputs, { table: options.data, network });
  const { fits, ...written } = FILES;
  keepForeign(output, fits, Object.values(written));
  // Until there is something to keep, Ctrl-C ends it by itself.
  const read = await comparisonTables(sources, options);
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);
  const { material } = read;
  const { data, networks, groups } = material;
  if (data.rowCount < 4) {
    throw new InputError(`Expected at least 4 rows to compare models on, got ${data.rowCount}. Add rows.`);
  }
  if (folds > data.rowCount / 2) {
    throw new InputError(
      `Expected at most half as many folds as rows, got ${folds} folds of ${data.rowCount} rows. Lower --folds.`,
    );
  }
  const idle = models.filter((model) => followed(model, networks).length === 0);
  if (idle.length === models.length) {
    throw new InputError(
      `Expected a network with a hidden node to compare ${idle.join(", ")}, but every node is measured. Compare other models, as by --models trust,baselines.`,
    );
  }
  for (const text of read.notes) note(text, quiet);
  if (idle.length > 0)
    note(`Every node is measured, so that there is no ${idle.join(", ")} to compare.`, quiet);
  tellKinds(read.kinds, quiet);
  const version = programVersion();
  const packed = packMaterial(material, version);
  const jobs = comparisonPlan(material, {
    material: packed.name,
    models,
    folds,
    seed,
    seeds,
    importanceSamples,
  });
  const results = openResults(comparisonJobs, join(output, FILES.fits), {
    onDropped: (line) => note(`Line ${line} of the fits was written by half; that fit is made again.`, quiet),
  });
  const view = liveView(quiet);
  const begun = performance.now();
  let summary: RunSummary<ComparisonResult>;
  try {
    summary = await runAll(comparisonJobs, jobs, {
      results,
      materials: new Map([[packed.name, packed.text]]),
      workers: options.workers,
      queue: options.queue,
      version,
      problemOf: rowsProblem(material),
      cost: comparisonCost(material),
      signal: controller.signal,
      onUpdate: view.update,
      onNote: view.note,
    });
  } finally {
    view.done();
    results.close();
    for (const name of ["SIGINT", "SIGTERM"] as const) process.removeListener(name, interrupt);
  }
  const { failures, interrupted } = summary;
  if (interrupted && summary.results.length < jobs.length) {
    note(
      `Interrupted after ${summary.results.length} of ${jobs.length} fits, which are kept in ${named(output)}. The same command goes on.`,
      false,
    );
    process.exitCode = INTERRUPTED;
    return;
  }
  if (failures.length > 0) {
    note(failureReport(failures), false);
    process.exitCode = 1;
  }
  const scored = rowNats(summary.results, { rowCount: data.rowCount, seeds, networks });
  const document: ComparisonDocument = {
    data: options.data,
    networks: networks.map(({ label }) => label),
    rowCount: data.rowCount,
    folds,
    seeds,
    rows: comparisonRows(scored.filter(({ apart }) => !apart)),
    ...(groups && { by: { column: groups.column, models: apartComparisons(scored, groups) } }),
    failures,
    folder: output,
  };
  const text = comparisonText(document);
  const json = JSON.stringify(document, null, 2);
  const write = (name: string, content: string) => writeWhole(join(output, name), content, true);
  write(FILES.json, `${json}\n`);
  write(FILES.text, `# ${document.networks.join(", ")} on ${options.data}\n\n\`\`\`\n${text}\n\`\`\`\n`);
  write(FILES.rows, rowTable(scored, data.rowCount));
  if (options.json) say(json);
  else say(text);
  note(
    `${jobs.length} fits in ${duration((performance.now() - begun) / 1000)}. Fits, tables and every row's nats: ${named(output)}.`,
    quiet,
  );
}

/** The nats of every row under every model when it was held out: what the paired differences are made of. */
function rowTable(models: readonly RowNats[], rowCount: number): string {
  const columns = models.map(({ model, network, apart }) =>
    [model, ...(network === null ? [] : [network]), ...(apart ? ["apart"] : [])].join(" "),
  );
  const width = columns.length + 1;
  const values = new Float64Array(rowCount * width);
  for (let row = 0; row < rowCount; row++) {
    values[row * width] = row + 1;
    models.forEach(({ nats }, m) => {
      values[row * width + m + 1] = nats[row];
    });
  }
  return formatTable({ columns: ["row", ...columns], rowCount, values });
}
