import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Dataset, FoundKind } from "../../data/index.ts";
import { activationKinds } from "../../engine/index.ts";
import { programVersion } from "../../experiments/programVersion.ts";
import { simulationStream } from "../../experiments/streams.ts";
import { flowKinds } from "../../flow/index.ts";
import {
  CHECKPOINT_FILE,
  claimFolder,
  digestOfNetwork,
  digestOfRows,
  hasCheckpoint,
  isNetworkFile,
  loadCheckpoint,
  loadMeasuredTable,
  openNetwork,
  openThreads,
  refuseFolder,
  removeCheckpoint,
  saveCheckpoint,
  saveModel,
} from "../../io/index.ts";
import { families, familyDefinitions, familyOf, modelKinds, objectiveKinds } from "../../model/index.ts";
import type { BayesianNetwork } from "../../network/index.ts";
import { InputError } from "../../numeric/errors.ts";
import type { TrainedModel } from "../../query/index.ts";
import {
  modelFor,
  POSTERIOR_ROWS,
  posteriorRows,
  presets,
  startKinds,
  type TrainingCheckpoint,
  type TrainOptions,
  train,
  trainPosterior,
} from "../../train/index.ts";
import { checkpointSeconds } from "../checkpointSeconds.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { kindsJson, tellKinds } from "../kindLines.ts";
import {
  decimal,
  forceOption,
  jsonOption,
  observedOption,
  quietOption,
  requireOneSource,
  seedOption,
  whole,
  widths,
  workersOption,
} from "../options.ts";
import { givenKinds, layoutOf, withKindOptions, withTableOptions } from "../tableOptions.ts";
import { duration, named, note, progress, say, shellWord, table, wrapped } from "../terminal.ts";
import {
  checkRequest,
  overruled,
  readConfig,
  requestOfOptions,
  type TrainRequest,
  trainOptions,
} from "../trainRequest.ts";
import { simulated } from "./simulate.ts";

export function trainCommand(): Command {
  const command = new Command("train")
    .argument("[network]", "a built-in name or the path of a network file")
    .option("-o, --output <folder>", "the model folder to write")
    .option("--data <file>", "a table with a column for every measured node")
    .option(
      "--simulate <rows>",
      "train on rows drawn from the network (10000 for the family posterior)",
      whole(2),
    )
    .option("--config <file>", "a JSON file with any of these options as keys, such as warmUp; options win")
    .option("--resume <folder>", "go on with an interrupted training, bit for bit")
    .addOption(
      new Option("--model <kind>", "which dependencies the model carries (default: true)").choices(
        modelKinds,
      ),
    )
    .addOption(new Option("--preset <name>", "how it is trained (default: recommended)").choices(presets))
    .option(
      "--trust <how>",
      "auto: arcs that the network lacks may take part where held-out rows gain by it; full: the network as it is; or a number, how much more firmly they are held at nothing (default: auto)",
      trustOf,
    )
    .option(
      "--anchor <node=child>",
      "a hidden node raises this node, or lowers it with a minus, as in severity=-crp; may be repeated (default: it raises its first child)",
      anchorOf,
    )
    .option(
      "--hidden <widths>",
      "width of the hidden layers, once for each, as in 60,60; several are trained without path gradients (default: 100, and in parts of a larger network as many as its graph needs)",
      widths,
    )
    .addOption(
      new Option("--family <name>", "what kind of model (default: siren, or vae with --model vae)").choices(
        families,
      ),
    )
    .option(
      "--layers <widths>",
      "of the family ladder, from the top down, as in 4,8 (default: as deep as the network)",
      widths,
    )
    .addOption(
      new Option("--flow <name>", "what prior and encoder are made of (default: residual)").choices(
        flowKinds,
      ),
    )
    .option("--blocks <number>", "residual blocks or steps in each flow (default: 4)", whole(0))
    .addOption(
      new Option("--activation <name>", "of the hidden units (default: lipswish)").choices(activationKinds),
    )
    .option("--coefficient <number>", "largest norm of a block's layer, below 1 (default: 0.97)", decimal)
    .addOption(
      new Option("--factorisation <name>", "how the prior factorises (default: paper)").choices([
        "paper",
        "exact",
      ]),
    )
    .option("--no-affine", "leave out the affine layers beside the blocks")
    .option(
      "--no-interactions",
      "keep products of two parents out of the means of the family flow (default: in, with more than 600 rows)",
    )
    .addOption(
      new Option("--objective <name>", "the bound that is raised (default: elbo)").choices(objectiveKinds),
    )
    .option(
      "--samples <number>",
      "draws of each row in a step (default: 1 for elbo, 5 for iwae and dreg)",
      whole(1, 1000),
    )
    .option("--batch <rows>", "rows a step (default: 100)", whole(1))
    .option("--rate <number>", "Adam's learning rate (default: the preset's)", decimal)
    .option("--warm-up <epochs>", "epochs until the KL term counts in full", whole(0))
    .option("--precision <number>", "of the normal prior on nonlinear weights (default: 2)", decimal)
    .addOption(new Option("--start <kind>", "the only start to try (default: both)").choices(startKinds))
    .option("--epochs <number>", "exactly so many, without a choice by held-out rows", whole(0))
    .option("--maximum-epochs <number>", "the most that may be chosen", whole(1))
    .option("--folds <number>", "of the cross-validation on up to 600 rows (default: 5)", whole(2))
    .option("--validation-share <number>", "held out of more than 600 rows (default: 0.15)", decimal)
    .addOption(observedOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption());
  return withKindOptions(withTableOptions(command))
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae train ecoli70 --simulate 92 --model true --seed 1 -o model\n  siren-vae train --config training.json\n  siren-vae train --resume model\n\nWhat is done is kept every 10 seconds; SIREN_VAE_CHECKPOINT_SECONDS in the environment says otherwise.",
    )
    .action(async (source: string | undefined, options, command: Command) => {
      // Defaults would hide what the configuration file says.
      const given = Object.fromEntries(
        Object.entries(options).filter(([key]) => command.getOptionValueSource(key) === "cli"),
      );
      const begun = options.resume === undefined ? begin(source, given) : goOn(source, given, options.resume);
      await runTraining(await begun, options);
    });
}

function trustOf(text: string): "auto" | "full" | number {
  if (text === "auto" || text === "full") return text;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError("Expected auto, full or a number above 0.");
}

function anchorOf(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError("Expected a hidden node and one that depends on it, as in severity=crp.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

interface Begun {
  readonly request: TrainRequest;
  readonly output: string;
  readonly network: BayesianNetwork;
  /** Whether only an encoder is trained, for the network as it is. */
  readonly amortises: boolean;
  readonly notes: readonly string[];
  readonly data: Dataset;
  /** Of the table's columns; none where rows are simulated. */
  readonly kinds: readonly FoundKind[];
  readonly ignored: readonly string[];
  /** Digests of what is trained on and for. */
  readonly rows: string;
  readonly graph: string;
  readonly resume?: TrainingCheckpoint;
  /** Whether something at the output may be replaced. */
  readonly replace: boolean;
}

async function begin(source: string | undefined, given: Record<string, unknown>): Promise<Begun> {
  const config = given.config === undefined ? {} : readConfig(String(given.config));
  const own = requestOfOptions(source, given);
  // A source of data on the command line replaces the file's.
  const { data: _, simulate: __, ...rest } = config;
  const request = overruled(own.data !== undefined || own.simulate !== undefined ? rest : config, own);
  if (request.network === undefined) throw noNetwork();
  const model = modelFor({ model: request.model, architecture: { family: request.family } });
  const { title, lacks } = familyDefinitions[familyOf({ family: request.family, model })];
  // A file of settings may serve several models, of which an option chooses one; of the file's own choice all are meant.
  const meant = own.family === undefined && own.model === undefined ? request : own;
  const idle = lacks.find((key) => meant[key] !== undefined);
  if (idle !== undefined) {
    throw new InputError(
      `Expected settings that a ${title} has, got ${idle}, which it has no use for. Leave it out, or choose another model.`,
    );
  }
  if (request.output === undefined) {
    throw new InputError("Expected a folder for the model, got none. Give -o FOLDER.");
  }
  if (hasCheckpoint(request.output) && given.force !== true) {
    throw new InputError(
      `${request.output} holds an interrupted training. Go on with siren-vae train --resume ${shellWord(request.output)}, or add --force to begin anew.`,
    );
  }
  // Messages name files as they were given; going on must find them from any folder.
  const absolute = {
    ...request,
    network: isNetworkFile(request.network) ? resolve(request.network) : request.network,
    ...(request.data && { data: resolve(request.data) }),
  };
  const loaded = await load(request);
  return { ...loaded, request: absolute, output: request.output, replace: given.force === true };
}

async function goOn(
  source: string | undefined,
  given: Record<string, unknown>,
  folder: string,
): Promise<Begun> {
  const surplus = Object.keys(given).filter((key) => !["resume", "json", "quiet", "workers"].includes(key));
  if (source !== undefined || surplus.length > 0) {
    throw new InputError(
      `Expected nothing beside --resume, since the training knows its own settings, got ${source ?? `--${surplus[0]}`}. Leave it out.`,
    );
  }
  const stored = loadCheckpoint(folder);
  const loaded = await load(checkRequest(stored.request, `${folder}/${CHECKPOINT_FILE}`));
  if (loaded.graph !== stored.network) {
    throw new InputError(
      `Expected the network that the training in ${folder} began with, but ${loaded.request.network} is another now. Restore it, or begin anew.`,
    );
  }
  if (loaded.rows !== stored.rows) {
    throw new InputError(
      `Expected the rows that the training in ${folder} began with, but ${loaded.request.data ?? "the network"} gives others now. Restore them, or begin anew.`,
    );
  }
  if (stored.program !== programVersion()) {
    throw new InputError(
      `The training in ${folder} was begun by version ${stored.program} of the program; this is ${programVersion()}, which may train otherwise. Go on with the same version, or begin anew.`,
    );
  }
  return { ...loaded, output: folder, resume: stored.checkpoint, replace: true };
}

async function load(request: TrainRequest): Promise<Omit<Begun, "output" | "replace">> {
  if (request.network === undefined) throw noNetwork();
  const amortises = request.family !== undefined && familyDefinitions[request.family].amortises === true;
  if (!amortises) requireOneSource(request);
  else if (request.data !== undefined) {
    throw new InputError(
      `Expected no table for the family ${request.family}, which is trained on rows of its network, got --data ${request.data}. Leave it out, or give --simulate for the number of rows.`,
    );
  }
  const opened = openNetwork(request.network);
  const given = request.observed ? opened.network.withObserved(request.observed) : opened.network;
  const read =
    request.data === undefined
      ? undefined
      : await loadMeasuredTable(given, request.data, {
          builtIn: !isNetworkFile(request.network),
          layout: layoutOf(request),
          kinds: (columns) => givenKinds(request.kind ?? [], request.levels ?? [], columns),
          allGaussian: request.preset === "paper",
        });
  const network = read?.network ?? given;
  if (amortises) requireParameters(network, request.network);
  const rows = request.simulate ?? POSTERIOR_ROWS;
  const seed = request.seed ?? 0;
  const data = amortises
    ? posteriorRows(network, rows, seed)
    : (read?.data ?? simulated(network, request.simulate!, simulationStream(request.seed ?? 0)));
  return {
    request,
    network,
    amortises,
    notes: [...opened.notes, ...(read?.notes ?? [])],
    data,
    kinds: read?.kinds ?? [],
    ignored: read?.ignored ?? [],
    rows: digestOfRows(data),
    graph: digestOfNetwork(network),
  };
}

/** @throws InputError where a network is a bare structure, which has no rows to draw. */
function requireParameters({ kind }: BayesianNetwork, source: string): void {
  if (kind !== "structure") return;
  throw new InputError(
    `Expected a network with parameters for the family posterior, got ${source}, which is a structure alone. Give a network that can be simulated, or train the family siren on a table.`,
  );
}

function noNetwork(): InputError {
  return new InputError(
    "Expected a network, got none. Name a built-in one (see siren-vae networks) or a file.",
  );
}

async function runTraining(
  begun: Begun,
  options: { json?: boolean; quiet?: boolean; workers?: number },
): Promise<void> {
  const { request, output, network, notes, data, kinds, ignored, resume, replace } = begun;
  const quiet = options.quiet === true;
  const every = checkpointSeconds();
  refuseFolder(output, replace);
  const release = claimFolder(output, CHECKPOINT_FILE);
  for (const text of notes) note(text, quiet);
  tellIgnored(ignored, quiet);
  tellKinds(kinds, quiet);
  const gaps = data.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (gaps > 0) {
    note(
      `${gaps} of ${data.values.length} values are missing; what is there counts, and the encoder is told what is not.`,
      quiet,
    );
  }
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once("SIGINT", interrupt);
  const settings = trainOptions(request);
  const threads = openThreads({ workers: options.workers ?? request.workers });
  // The structure by itself says which family where nothing else was asked for.
  const what = request.family === undefined || request.family === "siren" ? settings.model : request.family;
  const line = progress(`Training ${what} on ${data.rowCount} rows`, quiet);
  const begunAt = performance.now();
  let first: number | undefined;
  /** Why the latest checkpoint is not on the disk. */
  let unkept: string | undefined;
  try {
    const trainingOptions: TrainOptions = {
      ...settings,
      executor: threads,
      signal: controller.signal,
      checkpoints: {
        resume,
        every,
        onCheckpoint: (checkpoint) => {
          try {
            saveCheckpoint(output, {
              request,
              rows: begun.rows,
              network: begun.graph,
              program: programVersion(),
              checkpoint,
            });
            unkept = undefined;
          } catch (error) {
            // What is trained is worth more than that it can be interrupted.
            const { message } = error as Error;
            if (unkept === undefined)
              note(`Warning: what is done could not be kept, and training goes on. ${message}`, false);
            unkept = message;
          }
        },
      },
      onProgress: ({ phase, done, total, atMost, loss, validation }) => {
        // Whoever begins anew, and has given no reason to refuse it, does not go on with what was there.
        if (first === undefined && resume === undefined) removeCheckpoint(output);
        // What a resumed training is told again took no time.
        first ??= done;
        const rate = (done - first) / ((performance.now() - begunAt) / 1000);
        const heldOut = validation === undefined ? "" : `, held out ${validation.toFixed(2)}`;
        const shown = loss === undefined ? "" : `, loss ${loss.toFixed(2)}${heldOut}`;
        line.update(
          Math.min(0.99, done / total),
          `${rate.toFixed(0)} epochs/s, ${phase}, epoch ${done}${shown}`,
          { done, total, atMost },
        );
      },
    };
    const model = begun.amortises
      ? await trainPosterior(network, { ...trainingOptions, rows: data.rowCount })
      : await train(network.dag, data, trainingOptions);
    line.done();
    saveModel(
      output,
      model,
      network.kind === "structure" ? undefined : network,
      replace || hasCheckpoint(output),
    );
    // Before the last change of the folder: who is killed after it has left nothing behind.
    release();
    removeCheckpoint(output);
    announce(model, output, kinds, options);
  } catch (error) {
    line.done();
    if (!controller.signal.aborted) throw error;
    note(
      hasCheckpoint(output)
        ? `Interrupted; ${unkept === undefined ? "what is done is kept" : "what was done at the latest checkpoint is kept"}. Go on with: siren-vae train --resume ${shellWord(output)}`
        : `Interrupted${unkept === undefined ? " before the first epoch" : ""}: nothing was written.`,
      false,
    );
    process.exitCode = 130;
  } finally {
    process.removeListener("SIGINT", interrupt);
    release();
    await threads.close();
  }
}

function announce(
  model: TrainedModel,
  output: string,
  kinds: readonly FoundKind[],
  options: { json?: boolean; quiet?: boolean },
): void {
  const { training, architecture } = model;
  const { bound } = model.certificate();
  if (options.json) {
    const { history: _, ...summary } = training;
    say(
      JSON.stringify({
        folder: output,
        model: architecture.model,
        family: familyOf(architecture),
        certificate: bound,
        ...(kinds.length > 0 && { kinds: kindsJson(kinds) }),
        ...summary,
      }),
    );
    return;
  }
  if (options.quiet) return;
  if (training.choices.length > 0) {
    const choices = training.choices.map(({ candidate, score }) => [candidate, score.toFixed(3)]);
    say(`${table(["held-out choice", "NLL"], choices)}\n`);
  }
  const { flows } = model.certificate();
  const constructed = flows.length > 0 && flows.every(({ guarantee }) => guarantee === "construction");
  // The plain VAE has no flows, and so nothing to bound.
  const certified = constructed
    ? "; every step of its flows is invertible by construction"
    : bound === 0
      ? ""
      : bound < 1
        ? `; every block's Lipschitz bound is at most ${bound.toFixed(3)}`
        : `; a block's Lipschitz bound is ${bound.toFixed(3)}, so its inverse, and with it sampling, is not proved`;
  say(
    wrapped(
      `Trained in ${duration(training.seconds)}: ${training.start} start, ${training.epochs} epochs${certified}.`,
    ),
  );
  say(`Stored in ${named(output)}. Next: siren-vae evaluate ${shellWord(output)} --data FILE`);
}
