import { programVersion } from "../../experiments/programVersion.ts";
import {
  CHECKPOINT_FILE,
  claimFolder,
  hasCheckpoint,
  openThreads,
  refuseFolder,
  removeCheckpoint,
  saveCheckpoint,
  saveModel,
} from "../../io/index.ts";
import { shellWord } from "../../numeric/shellWord.ts";
import { type TrainOptions, train, trainPosterior } from "../../train/index.ts";
import { checkpointSeconds } from "../checkpointSeconds.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { tellKinds } from "../kindLines.ts";
import { note, progress } from "../terminal.ts";
import { announce } from "./announced.ts";
import type { Begun } from "./begun.ts";
import { trainOptions } from "./request.ts";

/** Trains, keeps what is done on the way, and writes the model. */
export async function carryOut(
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
      types: network.types,
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
    // The structure of an encoder for a given network is that of the network.
    const { model: _, ...encoderOptions } = trainingOptions;
    const model = begun.amortises
      ? await trainPosterior(network, { ...encoderOptions, rows: data.rowCount })
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
    const unchosen = request.epochs === undefined && request.preset !== "paper" && !begun.amortises;
    if (unchosen && model.training.choices.length === 0)
      note(
        `Note: ${data.rowCount} rows leave none to hold out; the linear-Gaussian start was kept as it is.`,
        quiet,
      );
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
