import { spawn } from "node:child_process";
import { basename } from "node:path";
import { Command } from "commander";
import { readBytes, readText } from "../../io/files.ts";
import { isProjectFile, loadModel, readProject, resolveNetwork, type StoredModel } from "../../io/index.ts";
import { isNetworkFile } from "../../io/networkSource.ts";
import { type BayesianNetwork, networkToJson, StructureNetwork } from "../../network/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { stringifyTyped } from "../../stored/typedJson.ts";
import { refuseIdle } from "../idleOptions.ts";
import { jsonOption, quietOption, seedOption, whole } from "../options.ts";
import { type StudioSession, serveStudio, studioFiles } from "../studioServer.ts";
import { say } from "../terminal.ts";

export function studioCommand(): Command {
  return new Command("studio")
    .argument("[network]", "a built-in network, or the path of a network file or of a saved project")
    .option("--data <file>", "a table to open (CSV or Parquet), for training or to ask the model about")
    .option("--model <folder>", "a trained model to open; without --data, rows of its network are simulated")
    .option("--port <number>", "the port to serve on, 0 for any that is free", whole(0, 65535), 4321)
    .option("--no-open", "print the address only, without opening a browser")
    .addOption(
      seedOption("seed of the rows that a model given by --model is asked about (default: its own)").default(
        undefined,
      ),
    )
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae studio ecoli70 --data data.csv\n  siren-vae studio ecoli70.siren.json",
    )
    .action(async (name: string | undefined, options, command: Command) => {
      if (options.model === undefined) {
        refuseIdle(command, ["seed"], { expected: "a model", got: "none", remedy: "Give --model FOLDER" });
      }
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
  source: string | undefined,
  seed: number | undefined,
): StudioSession {
  const project = name !== undefined && isProjectFile(name) ? name : undefined;
  // A damaged project is refused here, where the terminal shows it.
  if (project !== undefined) readProject(project);
  const stored = source === undefined ? undefined : loadModel(source);
  const own = stored && networkOf(stored);
  if (own instanceof StructureNetwork && data === undefined) {
    throw new InputError(
      `Expected rows to ask the model about, but ${source} was trained for a structure without numbers, which cannot be simulated. Give --data FILE.`,
    );
  }
  const network = name === undefined ? own : project === undefined ? resolveNetwork(name) : undefined;
  // The page reads the file itself, as if it was opened there: what it says beside the graph counts, and the table that is open.
  const file = name !== undefined && project === undefined && isNetworkFile(name) ? name : undefined;
  return {
    json: JSON.stringify({
      ...(file !== undefined ? { file: basename(file) } : network && { network: networkToJson(network) }),
      ...(project !== undefined && {
        project: { name: basename(project), text: readText(project, "project") },
      }),
      ...(data !== undefined && { table: basename(data) }),
      ...(stored &&
        own && {
          model: stringifyTyped({
            name: source,
            network: networkToJson(own),
            parts: stored.model.toParts(),
            ...(seed !== undefined && { seed }),
          }),
        }),
    }),
    table: data === undefined ? undefined : readBytes(data, "table"),
    network: file === undefined ? undefined : readBytes(file, "network file"),
  };
}

function networkOf({ model, network }: StoredModel): BayesianNetwork {
  if (network) return network;
  const observed = [...model.observedNames];
  return new StructureNetwork({ name: "model", nodes: model.dag.toSpecs(), observed });
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
