import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { exactNll } from "../../experiments/evaluation.ts";
import { simulationStream, testStream } from "../../experiments/streams.ts";
import { openThreads, readText, refuseExisting, writeWhole } from "../../io/index.ts";
import { builtInNetwork, type LinearGaussianNetwork } from "../../network/index.ts";
import { COLUMNS, cells, DEMO_FILES, type DemoRow, demoTable, notes } from "../demoTable.ts";
import { type DemoProgress, type DemoResult, type DemoTask, demoWork } from "../demoWork.ts";
import { interruptible } from "../interruptible.ts";
import { forceOption, importanceOption, jsonOption, quietOption, seedOption, whole } from "../options.ts";
import { simulated } from "../simulatedRows.ts";
import { duration, note, progress, say, table, wrapped } from "../terminal.ts";
import { refuseFileName } from "../writtenEnding.ts";

const NETWORK = "ecoli70";
const MODELS = ["true", "vae"] as const;

export function demoCommand(): Command {
  return new Command("demo")
    .option("-o, --output <folder>", "where the report goes", "siren-vae-demo")
    .option("--test-rows <number>", "rows to test on", whole(2), 1000)
    .addOption(importanceOption())
    .addOption(seedOption().default(1))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae demo --seed 1 -o siren-vae-demo")
    .action((options) =>
      interruptible(async (run) => {
        const begun = performance.now();
        const quiet = options.quiet === true;
        refuseFileName(options.output);
        checkFolder(options.output, options.force === true);
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
          run.signal,
        );
        const table = demoTable(network, data, test, floor, results);
        const file = resolve(join(options.output, "report.html"));
        // Loaded here only: the figures' libraries take longer to start than other commands to run.
        const { demoReport } = await import("../demoReport.ts");
        const command = `siren-vae demo --seed ${options.seed}`;
        const files = await demoReport({
          network,
          floor,
          table,
          results,
          command,
          rows,
          testRows: test.rowCount,
        });
        for (const name of DEMO_FILES) writeWhole(join(options.output, name), files[name], true);
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
        say(`\n${duration(seconds)} in all. Training curves, the network and its inverse:\n${file}`);
      }),
    );
}

/** A report of an earlier run is replaced; a file that something else wrote is not, and the run ends before it begins. */
function checkFolder(folder: string, force: boolean): void {
  for (const name of DEMO_FILES) {
    const path = join(folder, name);
    refuseExisting(path, true);
    if (!force && existsSync(path) && !/siren/i.test(readText(path, "earlier report")))
      refuseExisting(path, false);
  }
}

/** Every model in a thread of its own; the numbers do not depend on how many run at once. */
async function trainAll(
  tasks: readonly DemoTask[],
  quiet: boolean,
  signal: AbortSignal,
): Promise<DemoResult[]> {
  const line = progress("Training", quiet);
  const shares = new Map<string, number>();
  const texts = new Map<string, string>();
  const threads = openThreads({
    workers: tasks.length,
    module: new URL("../demoWorker.js", import.meta.url),
  });
  const tell = ({ model }: DemoTask, { share, text }: DemoProgress) => {
    shares.set(model, share);
    texts.set(model, text);
    const sum = [...shares.values()].reduce((all, one) => all + one, 0);
    line.update(sum / tasks.length, [...texts.values()].join(" | "));
  };
  const end = () => void threads.close();
  signal.addEventListener("abort", end, { once: true });
  try {
    const crew = threads.open(demoWork, undefined);
    return await Promise.all(
      tasks.map(async (task) => {
        const result = await crew.run(task, { tell: (note) => tell(task, note) });
        tell(task, { share: 1, text: `${task.model}: done` });
        return result;
      }),
    );
  } finally {
    signal.removeEventListener("abort", end);
    line.done();
    // Where one failed, the others have nothing left to work for.
    await threads.close();
  }
}

function print(network: LinearGaussianNetwork, floor: number, rows: readonly DemoRow[]): void {
  say(table(COLUMNS, rows.map(cells)));
  say(
    `\n${notes(network, floor)
      .map((text) => wrapped(text))
      .join("\n")}`,
  );
}
