import { spawn } from "node:child_process";
import { basename } from "node:path";
import { Command } from "commander";
import { simulationStream, testStream } from "../experiments/streams.ts";
import { readBytes } from "../io/files.ts";
import { loadModel, resolveNetwork, type StoredModel } from "../io/index.ts";
import { stringifyTyped } from "../io/typedJson.ts";
import { type BayesianNetwork, networkToJson, StructureNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { jsonOption, quietOption, seedOption, whole } from "./options.ts";
import { serveStudio, studioFiles } from "./studioServer.ts";
import { say } from "./terminal.ts";

/** Simulated rows that a loaded model is judged by, as in the page. */
const TEST_ROWS = 1000;

export function studioCommand(): Command {
  return new Command("studio")
    .description("draw networks, watch models learn and question them, in a browser tab")
    .argument("[network]", "a built-in network or the path of a network file")
    .option("--data <file>", "a table to open for training (CSV or Parquet)")
    .option("--model <folder>", "a trained model to open")
    .option("--port <number>", "the port to serve on, 0 for any that is free", whole(0, 65535), 4321)
    .option("--no-open", "print the address only, without opening a browser")
    .addOption(
      seedOption("seed of the rows that a model given by --model is asked about (default: its own)").default(
        undefined,
      ),
    )
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText("after", "\nExample:\n  siren-vae studio ecoli70 --data data.csv")
    .action(async (name: string | undefined, options) => {
      const files = studioFiles();
      const session = studioSession(name, options.data, options.model, options.seed);
      const { address, closed } = await serveStudio(files, session, options.port);
      if (options.json) say(JSON.stringify({ address }));
      else say(options.quiet ? address : `The studio is at ${address}\nCtrl-C ends it.`);
      if (options.open) openBrowser(address);
      await closed;
    });
}

/** What the page loads first. */
function studioSession(
  name: string | undefined,
  data: string | undefined,
  folder: string | undefined,
  seed: number | undefined,
) {
  const stored = folder === undefined ? undefined : loadModel(folder);
  const network = name === undefined ? stored && networkOf(stored) : resolveNetwork(name);
  return {
    json: JSON.stringify({
      ...(network && { network: networkToJson(network) }),
      ...(data !== undefined && { table: basename(data) }),
      ...(stored && { project: modelProject(stored, networkOf(stored), folder!, seed) }),
    }),
    table: data === undefined ? undefined : readBytes(data, "table"),
  };
}

function networkOf({ model, network }: StoredModel): BayesianNetwork {
  if (network) return network;
  const observed = [...model.observedNames];
  return new StructureNetwork({ name: "model", nodes: model.dag.toSpecs(), observed });
}

/** A project of one study with one finished run, as the page saves them. */
function modelProject(
  { model }: StoredModel,
  network: BayesianNetwork,
  folder: string,
  asked: number | undefined,
): string {
  if (network instanceof StructureNetwork) {
    throw new InputError(
      `Expected a model whose network can be simulated, so that there are rows to ask about, but ${folder} holds a structure without numbers. ` +
        "Train a model of that network in the studio itself, with --data.",
    );
  }
  const { training, architecture } = model;
  const { rows, seed } = training;
  const truth = network.sample(TEST_ROWS, testStream(asked ?? seed), { includeLatents: true });
  const spec = {
    model: architecture.model,
    method: training.preset === "paper" ? "paper" : "recommended",
    hidden: architecture.hidden[0],
    blocks: architecture.blocks,
    seed,
    epochs: Math.max(1, training.epochs),
    start: training.start === "linear-gaussian" ? "linear-gaussian" : "random",
  };
  return stringifyTyped({
    format: "siren-vae/project",
    version: 1,
    network: networkToJson(network),
    studies: [
      {
        id: "command line",
        network: networkToJson(network),
        data: {
          train: network.sample(rows, simulationStream(seed)),
          test: network.sample(TEST_ROWS, testStream(asked ?? seed)),
          truth,
        },
      },
    ],
    runs: [
      {
        id: `model ${folder} ${Date.now()}`,
        study: "command line",
        spec,
        status: "done",
        points: training.history,
        progress: { phase: "done", done: training.epochs, total: training.epochs },
        parts: model.toParts(),
      },
    ],
  });
}

/** Where no browser can be opened, the address was printed. */
function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", address]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", address]
        : ["xdg-open", address];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
