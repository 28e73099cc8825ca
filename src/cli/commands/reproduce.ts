import { cpus } from "node:os";
import { basename, extname, join } from "node:path";
import { Command, Option } from "commander";
import { completeRows, type Dataset, takeRows } from "../../data/index.ts";
import { comparedNetwork, type PackedMaterial, packMaterial } from "../../experiments/comparison/index.ts";
import { experimentJobs } from "../../experiments/experimentJobs.ts";
import { type ExperimentName, experimentNames, type Job, type RunResult } from "../../experiments/job.ts";
import { byWorth, expectedSeconds } from "../../experiments/order.ts";
import { planned, tablePlan } from "../../experiments/plans.ts";
import { programVersion } from "../../experiments/programVersion.ts";
import {
  type Failure,
  failureReport,
  openFailures,
  openResults,
  type RunSummary,
  runAll,
  toCsv,
} from "../../experiments/runner/index.ts";
import { offeredFlows } from "../../flow/index.ts";
import { isNetworkFile, loadMeasuredTable, openNetwork, writeWhole } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import { type Preset, presets } from "../../train/index.ts";
import { refuseIdle, refuseOwnThreads } from "../idleOptions.ts";
import { liveView } from "../liveView.ts";
import { jsonOption, names, queueOption, quietOption, seedOption, whole } from "../options.ts";
import { keepForeign, keepInputs } from "../outputs.ts";
import { duration, note, say } from "../terminal.ts";
import { refuseFileName } from "../writtenEnding.ts";

const DEFAULT_RUNS: Readonly<Record<ExperimentName, number>> = {
  table1: 5,
  figure2: 5,
  robustness: 3,
  inversion: 2,
  flows: 5,
  families: 3,
};
const QUICK_RUNS = 2;
/** A timer holds no more than about 24 days. */
const LONGEST_MINUTES = 30_000;
/** Milliseconds that PyTorch took for a training step of ECOLI70's model on one core of a comparable machine. */
const PYTORCH_MILLISECONDS = [4, 6] as const;

const RESULTS = "results.jsonl";
/** Beside the results, whenever they are reported. */
const WRITTEN = ["failures.jsonl", "results.csv", "report.md", "report.html"];

export function reproduceCommand(): Command {
  return new Command("reproduce")
    .argument("<what>", `${experimentNames.join(", ")} or all`)
    .requiredOption(
      "-o, --output <folder>",
      "where results and report go; what is there already is not run again",
    )
    .option("--quick", "a small version in a few minutes")
    .option(
      "--runs <number>",
      "runs of every cell (default: 5; 3 for robustness and families, 2 for inversion)",
      whole(1, 1000),
    )
    .addOption(
      new Option("--preset <name>", "how the models of table 1 are trained")
        .choices(["both", ...presets])
        .default("both"),
    )
    .option("--networks <names>", "only these networks, separated by commas", names)
    .option("--flows <names>", "of flows: only these, separated by commas", names)
    .option(
      "--data <file>",
      "of flows: also a table of your own, whose rows are held out in part; with --network",
    )
    .option("--network <file>", "the network of that table")
    .option(
      "--minutes <number>",
      "stop after so long and report what is done; 0 reports only what is there",
      whole(0, 1e6),
    )
    .option("--workers <number>", "threads (default: one a core)", whole(1, 1024))
    .addOption(queueOption("runs"))
    .addOption(seedOption("seed of the first run; the others have those that follow").default(1))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae reproduce table1 --preset recommended -o results\n  siren-vae reproduce all --quick -o quick\n\nCtrl-C keeps all finished runs; the same command goes on.",
    )
    .action(async (what: string, options, command: Command) => {
      const quiet = options.quiet === true;
      refuseIdleOptions(command, what, options);
      refuseFileName(options.output);
      const version = programVersion();
      const outputs = [RESULTS, ...WRITTEN].map((name) => join(options.output, name));
      keepInputs(outputs, { table: options.data, network: options.network });
      keepForeign(options.output, RESULTS, WRITTEN);
      const material = await givenTable(what, options, version);
      const jobs = choose(what, options, material?.table);
      const results = openResults(experimentJobs, join(options.output, RESULTS), {
        onDropped: (line) =>
          note(`Line ${line} of the results was written by half; its run is done again.`, quiet),
        onDuplicate: (line, id) =>
          note(`Line ${line} of the results repeats ${id}; the first one counts.`, quiet),
      });
      const failures = openFailures(join(options.output, "failures.jsonl"));
      const controller = new AbortController();
      const interrupt = () => controller.abort();
      for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);
      let timeIsUp = options.minutes === 0;
      if (timeIsUp) interrupt();
      const clock = setTimeout(
        () => {
          timeIsUp = true;
          interrupt();
        },
        60_000 * Math.min(options.minutes ?? LONGEST_MINUTES, LONGEST_MINUTES),
      );
      const view = liveView(quiet);
      const begun = performance.now();
      const others = new Map<string, number>();
      let summary: RunSummary;
      try {
        summary = await runAll(experimentJobs, jobs, {
          results,
          ...(material && { materials: new Map([[material.packed.name, material.packed.text]]) }),
          workers: options.workers,
          queue: options.queue,
          version,
          cost: expectedSeconds,
          signal: controller.signal,
          onUpdate: view.update,
          onNote: view.note,
          onFailure: failures.add,
          onOtherVersion: (_, other) => others.set(other, (others.get(other) ?? 0) + 1),
        });
        failures.keep(({ id }) => results.get(id) === undefined);
      } finally {
        clearTimeout(clock);
        view.done();
        results.close();
        for (const name of ["SIGINT", "SIGTERM"] as const) process.removeListener(name, interrupt);
      }
      for (const [other, count] of others) {
        note(`${count} results were made by version ${other}; this is ${version}. They are kept.`, quiet);
      }
      const seconds = (performance.now() - begun) / 1000;
      await finish(what, { ...options, timeIsUp }, jobs, summary, failures.all, seconds);
    });
}

/** @throws InputError for what is no experiment, and for an option that is passed over. */
function refuseIdleOptions(command: Command, what: string, { queue, flows }: Options): void {
  const experiments = experimentsOf(what);
  if (!experiments.includes("table1")) {
    const got = `${what}, in which all models are trained by one preset`;
    refuseIdle(command, ["preset"], { expected: "the experiment table1", got });
  }
  if (!experiments.includes("flows")) {
    const got = `${what}, whose flow is settled`;
    refuseIdle(command, ["flows"], { expected: "the experiment flows", got });
  }
  if (queue !== undefined) refuseOwnThreads(command);
  const unknown = flows?.find((name) => !(offeredFlows as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `Expected flows among ${offeredFlows.join(", ")}, got "${unknown}".${didYouMean(unknown, offeredFlows)}`,
    );
  }
}

interface Options {
  readonly output: string;
  readonly quick?: boolean;
  readonly runs?: number;
  readonly preset: "both" | Preset;
  readonly networks?: readonly string[];
  readonly flows?: readonly string[];
  readonly data?: string;
  readonly network?: string;
  readonly queue?: string;
  readonly seed: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Whether it was stopped by --minutes and not by a person. */
  readonly timeIsUp?: boolean;
}

interface GivenTable {
  readonly packed: PackedMaterial;
  readonly table: Parameters<typeof tablePlan>[0];
}

/** @throws InputError where a table comes without a network, or with an experiment that has no use for it. */
async function givenTable(
  what: string,
  { data, network, quiet }: Options,
  version: string,
): Promise<GivenTable | undefined> {
  if (data === undefined && network === undefined) return undefined;
  if (data === undefined || network === undefined) {
    throw new InputError(
      `Expected a table and its network together, got ${data === undefined ? "--network" : "--data"} alone. Give --data FILE --network FILE.`,
    );
  }
  if (what.toLowerCase() !== "flows") {
    throw new InputError(
      `Expected a table with the experiment flows, which holds its rows out, got it with ${what}. Leave it out, or use siren-vae compare.`,
    );
  }
  const opened = openNetwork(network);
  const read = await loadMeasuredTable(opened.network, data, {
    builtIn: !isNetworkFile(network),
    layout: {},
    kinds: () => new Map(),
    // Flows are densities of plain numbers.
    allGaussian: true,
  });
  for (const text of [...opened.notes, ...read.notes]) note(text, quiet === true);
  const label = isNetworkFile(network) ? basename(network, extname(network)) : network;
  const { dag } = read.network;
  const complete = withoutGaps(read.data);
  if (complete.rowCount < read.data.rowCount)
    note(`Left out ${read.data.rowCount - complete.rowCount} rows with missing values.`, quiet === true);
  const packed = packMaterial({ networks: [comparedNetwork(label, read.network)], data: complete }, version);
  const table = { name: packed.name, network: label, rows: complete.rowCount, hidden: dag.latent.length };
  return { packed, table };
}

/** @throws InputError where fewer than 20 rows have all values. */
function withoutGaps(data: Dataset): Dataset {
  const whole = completeRows(data);
  if (whole.length < 20) {
    throw new InputError(
      `Expected at least 20 rows without missing values to train and hold out, got ${whole.length}. Fill the gaps, or bring more rows.`,
    );
  }
  return takeRows(data, whole);
}

/** @throws InputError for what is none of them. */
function experimentsOf(what: string): readonly ExperimentName[] {
  const experiments =
    what === "all" ? experimentNames : experimentNames.filter((name) => name === what.toLowerCase());
  if (experiments.length > 0) return experiments;
  throw new InputError(
    `Expected one of ${experimentNames.join(", ")} or all, got "${what}".${didYouMean(what, experimentNames)}`,
  );
}

function choose(what: string, options: Options, table?: GivenTable["table"]): Job[] {
  const experiments = experimentsOf(what);
  const quick = options.quick === true;
  const settings = (name: ExperimentName) => ({
    runs: options.runs ?? (quick ? QUICK_RUNS : DEFAULT_RUNS[name]),
    presets: options.preset === "both" ? presets : [options.preset],
    quick,
  });
  const all = [
    ...experiments.flatMap((name) => planned(name, settings(name))),
    ...(table ? tablePlan(table, settings("flows")) : []),
  ];
  const known = [...new Set(all.map(({ network }) => network))];
  const wrong = options.networks?.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new InputError(
      `Expected networks among ${known.join(", ")}, got "${wrong}".${didYouMean(wrong, known)}`,
    );
  }
  const wanted = all.filter(
    ({ network, flow }) =>
      (options.networks?.includes(network) ?? true) &&
      (flow === undefined || (options.flows?.includes(flow) ?? true)),
  );
  return byWorth(wanted).map((job) => ({ ...job, seed: options.seed + job.seed - 1 }));
}

async function finish(
  what: string,
  options: Options,
  jobs: readonly Job[],
  summary: RunSummary,
  failedEver: readonly Failure[],
  seconds: number,
): Promise<void> {
  const { results, failures, interrupted } = summary;
  const quiet = options.quiet === true;
  if (failures.length > 0) note(failureReport(failures), false);
  const report = results.length > 0 ? await writeReport(what, options, jobs, results, failedEver) : undefined;
  if (options.json) {
    say(
      JSON.stringify({
        planned: jobs.length,
        finished: results.length,
        failures,
        interrupted,
        seconds,
        report,
      }),
    );
  } else if (report !== undefined && !quiet) {
    say(`${results.length} of ${jobs.length} runs are done, ${duration(seconds)} in this session.`);
    say(report);
  }
  if (interrupted && options.timeIsUp) {
    if (results.length < jobs.length) {
      note(`Stopped when the time was up; the same command goes on in ${options.output}.`, quiet);
    }
    if (failures.length > 0) process.exitCode = 1;
  } else if (interrupted) {
    note(`Interrupted; finished runs are kept in ${options.output}. The same command goes on.`, false);
    process.exitCode = 130;
  } else if (failures.length > 0) process.exitCode = 1;
}

async function writeReport(
  what: string,
  options: Options,
  jobs: readonly Job[],
  results: readonly RunResult[],
  failures: readonly Failure[],
): Promise<string> {
  // Loaded here only: the figures' libraries take longer to start than other commands to run.
  const { experimentReport } = await import("../../experiments/report/index.ts");
  const { markdown, html, figures } = experimentReport({
    results,
    planned: jobs,
    failures,
    command: commandLine(what, options),
    machine: machine(),
    quick: options.quick === true,
    costs: costs(results),
  });
  const write = (name: string, content: string) => writeWhole(join(options.output, name), content, true);
  for (const [name, svg] of Object.entries(figures)) write(name.endsWith(".svg") ? name : `${name}.svg`, svg);
  write("results.csv", toCsv(results));
  write("report.md", markdown);
  write("report.html", html);
  return join(options.output, "report.html");
}

function commandLine(what: string, options: Options): string {
  const { quick, runs, preset, networks, flows, data, network, seed } = options;
  return [
    `siren-vae reproduce ${what}`,
    ...(quick ? ["--quick"] : []),
    ...(runs ? [`--runs ${runs}`] : []),
    ...(preset === "both" ? [] : [`--preset ${preset}`]),
    ...(networks ? [`--networks ${networks.join(",")}`] : []),
    ...(flows ? [`--flows ${flows.join(",")}`] : []),
    ...(data && network ? [`--data ${basename(data)} --network ${basename(network)}`] : []),
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    "-o results",
  ].join(" ");
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} x ${first?.model.trim() ?? "unknown processor"}, Node ${process.version}`;
}

/** What the same gradient steps would cost elsewhere. */
function costs(results: readonly RunResult[]): string {
  const trained = results.filter(({ gradientSteps, copyOf }) => gradientSteps !== null && copyOf === null);
  const seconds = trained.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0);
  const steps = trained.reduce((sum, { gradientSteps }) => sum + gradientSteps!, 0);
  const [low, high] = PYTORCH_MILLISECONDS.map((milliseconds) => duration((steps * milliseconds) / 1000));
  return (
    `Training took ${duration(seconds)} of one thread's time in all, for at most ${steps.toLocaleString("en")} gradient steps, the choice of starts and epochs ` +
    `included. At the ${PYTORCH_MILLISECONDS.join(" to ")} ms that PyTorch was measured to take for a step of ECOLI70's model with batch 100, the same steps would take ${low} to ${high}; ` +
    "for the larger networks it would be more."
  );
}
