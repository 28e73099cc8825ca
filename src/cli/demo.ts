import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { Command } from "commander";
import { faithfulInverse, inverseDag } from "../graph/index.ts";
import { readText, refuseExisting, writeWhole } from "../io/index.ts";
import { type DensityBaseline, fitBaselines } from "../model/index.ts";
import { builtInNetwork, type Dataset, type LinearGaussianNetwork } from "../network/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { htmlReport, networkFigure, trainingCurves } from "../report/index.ts";
import type { DemoMessage, DemoResult, DemoTask } from "./demoWorker.ts";
import { exactNll } from "./evaluation.ts";
import { forceOption, jsonOption, quietOption, seedOption, whole } from "./options.ts";
import { simulated, simulationStream, testStream } from "./simulate.ts";
import { duration, note, progress, say, table } from "./terminal.ts";

const NETWORK = "ecoli70";
const MODELS = ["true", "vae"] as const;
/** Table 1 of the paper, 2 x |G| rows. Its EColi70 has 29 observed and 15 latent nodes: another network. */
const PAPER = { true: 38.98, vae: 42.99 };

interface Row {
  readonly name: string;
  readonly nll: number;
  readonly standardError: number | null;
  readonly re: number | null;
  readonly excess: number;
  readonly paper: number | null;
}

export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "the main job: SIReN-VAE and a plain VAE on ECOLI70 with 92 rows, and how far each is from the floor",
    )
    .option("-o, --output <folder>", "where the report goes", "siren-vae-demo")
    .option("--test-rows <number>", "rows to test on", whole(2), 1000)
    .option("--importance-samples <number>", "samples behind every row's likelihood", whole(1), 500)
    .addOption(seedOption().default(1))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae demo --seed 1 -o siren-vae-demo")
    .action(async (options) => {
      const begun = performance.now();
      const quiet = options.quiet === true;
      if (options.force !== true) keepForeign(options.output);
      const network = builtInNetwork(NETWORK) as LinearGaussianNetwork;
      const rows = 2 * network.dag.size;
      const data = network.sample(rows, simulationStream(options.seed));
      const test = simulated(network, options.testRows, testStream(options.seed));
      const floor = exactNll(network, test)!;
      note(
        `${network.name}: ${network.dag.observed.length} measured and ${network.dag.latent.length} hidden nodes, ` +
          `${rows} rows to train on, ${test.rowCount} to test on.`,
        quiet,
      );
      const results = await trainAll(
        MODELS.map((model) => ({
          network: NETWORK,
          model,
          rows,
          testRows: test.rowCount,
          samples: options.importanceSamples,
          seed: options.seed,
        })),
        quiet,
      );
      const table = compare(network, data, test, floor, results);
      const file = resolve(join(options.output, "report.html"));
      const command = `siren-vae demo --seed ${options.seed}`;
      const graph = await networkFigure(network.dag);
      const inverse = await networkFigure(
        inverseDag(network.dag, faithfulInverse(network.dag, { mode: "reverse" })),
      );
      writeWhole(join(options.output, "network.svg"), graph, true);
      writeWhole(join(options.output, "inverse.svg"), inverse, true);
      const figures = { graph, inverse };
      writeWhole(file, report(network, floor, table, results, figures, command, rows, test.rowCount), true);
      const seconds = (performance.now() - begun) / 1000;
      if (options.json) {
        say(
          JSON.stringify({
            network: network.name,
            rows,
            testRows: test.rowCount,
            exactNll: floor,
            entropy: network.entropy(),
            results: table,
            report: file,
            seconds,
          }),
        );
        return;
      }
      print(network, floor, table);
      say(`\n${duration(seconds)} in all. Training curves, the network and its inverse: ${file}`);
    });
}

/** A report of an earlier run is replaced; a file that something else wrote is not, and the run ends before it begins. */
function keepForeign(folder: string): void {
  for (const name of ["report.html", "network.svg", "inverse.svg"]) {
    const path = join(folder, name);
    if (existsSync(path) && !/siren/i.test(readText(path, "earlier report"))) refuseExisting(path, false);
  }
}

/** Every model in a thread of its own; the numbers do not depend on how many run at once. */
async function trainAll(tasks: readonly DemoTask[], quiet: boolean): Promise<DemoResult[]> {
  const line = progress("Training", quiet);
  const shares = new Map<string, number>();
  const texts = new Map<string, string>();
  const workers: Worker[] = [];
  try {
    return await Promise.all(
      tasks.map(
        (task) =>
          new Promise<DemoResult>((done, failed) => {
            const worker = new Worker(new URL("./demoWorker.js", import.meta.url), { workerData: task });
            workers.push(worker);
            worker.on("message", (message: DemoMessage) => {
              if ("result" in message) {
                shares.set(task.model, 1);
                texts.set(task.model, `${task.model}: done`);
                done(message.result);
                return;
              }
              shares.set(task.model, message.share);
              texts.set(task.model, message.text);
              const share = [...shares.values()].reduce((sum, one) => sum + one, 0) / tasks.length;
              line.update(share, [...texts.values()].join(" | "));
            });
            worker.once("error", failed);
            worker.once("exit", (code) => {
              if (code !== 0)
                failed(
                  new ComputationError(`The thread that trained ${task.model} ended early. Run it again.`),
                );
            });
          }),
      ),
    );
  } finally {
    line.done();
    // Where one failed, the others have nothing left to work for.
    for (const worker of workers) void worker.terminate();
  }
}

function compare(
  network: LinearGaussianNetwork,
  data: Dataset,
  test: Dataset,
  floor: number,
  results: readonly DemoResult[],
): Row[] {
  const models = results.map(
    ({ model, evaluation }): Row => ({
      name: model === "true" ? "SIReN-VAE true" : "plain VAE",
      nll: evaluation.nll,
      standardError: evaluation.nllStandardError,
      re: evaluation.re,
      excess: evaluation.nll - floor,
      paper: model === "true" ? PAPER.true : PAPER.vae,
    }),
  );
  const { independent, full, shrunk, em, mapEm } = fitBaselines(network.dag, data, 0);
  const baseline = (name: string, density: DensityBaseline): Row => {
    const scores = density.logLikelihood(test);
    const nll = -scores.reduce((sum, value) => sum + value, 0) / scores.length;
    return { name, nll, standardError: null, re: null, excess: nll - floor, paper: null };
  };
  const baselines = [
    baseline("independent Gaussians", independent),
    ...(full ? [baseline("full-covariance Gaussian", full)] : []),
    baseline("shrunk-covariance Gaussian", shrunk),
    baseline("linear network by EM", em),
    baseline("linear network by MAP-EM", mapEm),
  ];
  return [...models, ...baselines];
}

const COLUMNS = ["model", "NLL", "± SE", "RE", "excess", "paper*"];

function cells(row: Row): string[] {
  const optional = (value: number | null, digits: number) => (value === null ? "-" : value.toFixed(digits));
  return [
    row.name,
    row.nll.toFixed(2),
    optional(row.standardError, 2),
    optional(row.re, 2),
    row.excess.toFixed(2),
    optional(row.paper, 2),
  ];
}

function notes(network: LinearGaussianNetwork, floor: number): string[] {
  return [
    `Exact NLL of the test rows under the generating network: ${floor.toFixed(3)} (its entropy: ${network.entropy().toFixed(3)}). ` +
      "Excess is the distance from it; all in nats a row, lower is better.",
    "One run. * Not comparable: the paper's EColi70 has 29 measured and 15 hidden nodes.",
  ];
}

function print(network: LinearGaussianNetwork, floor: number, rows: readonly Row[]): void {
  say(table(COLUMNS, rows.map(cells)));
  say(`\n${notes(network, floor).join("\n")}`);
}

function report(
  network: LinearGaussianNetwork,
  floor: number,
  rows: readonly Row[],
  results: readonly DemoResult[],
  figures: { graph: string; inverse: string },
  command: string,
  trainingRows: number,
  testRows: number,
): string {
  const shrunk = rows.find(({ name }) => name.startsWith("shrunk"))!;
  const em = rows.find(({ name }) => name.endsWith("by EM"))!;
  const curves = trainingCurves(
    results.map(({ model, history, start, epochs }) => ({
      label: model === "true" ? `SIReN-VAE true (${start} start, ${epochs} epochs)` : "plain VAE",
      history,
    })),
    [
      { label: "floor", value: floor },
      { label: "linear network by EM", value: em.nll },
      { label: "shrunk Gaussian", value: shrunk.nll },
    ],
  );
  const best = rows.reduce((lowest, row, i) => (row.nll < rows[lowest].nll ? i : lowest), 0);
  return htmlReport({
    title: `SIReN-VAE on ${network.name}`,
    intro:
      `${trainingRows} training rows drawn from the published network, ${testRows} test rows. A SIReN-VAE that carries the ` +
      "network's structure beside a plain VAE with as many latents, the Gaussian baselines and the exact floor.",
    command,
    table: { columns: COLUMNS, rows: rows.map(cells), notes: notes(network, floor), best: [best] },
    figures: [
      {
        caption:
          "Training: the negative ELBO of the training rows by epoch; the lines are scores of the test rows.",
        svg: curves,
      },
      { caption: "The network: measured nodes are boxes, hidden ones ellipses.", svg: figures.graph },
      {
        caption:
          "Its faithful inverse, which shapes the encoder: every hidden node reads what it needs to be inferred.",
        svg: figures.inverse,
      },
    ],
    machine: `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores`,
  });
}
