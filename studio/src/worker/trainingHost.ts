import {
  type BayesianNetwork,
  parseNetwork,
  type TrainedModel,
  type TrainOptions,
  train,
  trainPosterior,
} from "../../../src/internals.ts";
import type { CurvePoint, SavedTraining, TrainingCommand, TrainingReport, TrainingTask } from "./messages.ts";
import { StepCounter } from "./stepCounter.ts";
import { threadsHere } from "./threads.ts";
import { warmUp } from "./warmUp.ts";
import { watchTraining } from "./watchTraining.ts";

/** Milliseconds; as often as charts draw, so that one frame shows both. */
const REPORT_EVERY = 250;
const CHECKPOINT_SECONDS = 4;

interface Now {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly atMost?: boolean;
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly counter: StepCounter;
  readonly report: (now: Now, points: readonly CurvePoint[]) => void;
  readonly checkpoint: (saved: SavedTraining) => void;
  readonly resume: SavedTraining | undefined;
}

/** Runs one training and tells the page how it goes, often enough to see and seldom enough not to slow it. */
export class TrainingHost {
  readonly #tell: (report: TrainingReport) => void;
  #abort: AbortController | undefined;
  #finish = { asked: false };
  #warming = new AbortController();
  #warm: Promise<void> = Promise.resolve();

  constructor(tell: (report: TrainingReport) => void) {
    this.#tell = tell;
  }

  take(command: TrainingCommand): void {
    if (command.kind === "train") void this.#run(command.task, command.resume, command.finish ?? false);
    else if (command.kind === "warm") this.#warm = warmUp(threadsHere(), this.#warming.signal);
    else if (command.kind === "pause") this.#abort?.abort();
    else this.#finish.asked = true;
  }

  /** A training by a preset: of a table, or of the network itself where only an encoder for it is wanted. */
  #chosen(network: BayesianNetwork, task: TrainingTask, hooks: Hooks): Promise<TrainedModel> {
    const { kind = {}, method, model, seed } = task;
    const { counter, report, checkpoint, resume } = hooks;
    const options: TrainOptions = {
      seed,
      architecture: {
        hidden: [task.hidden],
        ...(kind.family !== "ladder" && { blocks: task.blocks }),
        ...(kind.flow && { flow: kind.flow }),
        ...(kind.family && { family: kind.family }),
      },
      ...(kind.objective && { tuning: { objective: kind.objective } }),
      signal: hooks.signal,
      executor: threadsHere(),
      checkpoints: {
        resume: resume?.journal,
        onCheckpoint: (journal) => checkpoint({ journal }),
        every: CHECKPOINT_SECONDS,
      },
      onProgress: ({ phase, trial = false, done, total, atMost = false, loss, validation }) => {
        counter.epoch(Math.ceil(task.data.rowCount / 100));
        const scored = validation !== undefined && { validation };
        report(
          { phase, done, total, atMost },
          loss === undefined ? [] : [{ epoch: done, loss, trial, ...scored }],
        );
      },
    };
    if (kind.family === "posterior") return trainPosterior(network, { ...options, rows: task.data.rowCount });
    const trusts = method === "recommended" && model === "true" && kind.family === undefined && task.trust;
    return train(network.dag, task.data, {
      ...options,
      types: network.types,
      model,
      preset: method === "paper" ? "paper" : "recommended",
      ...(trusts && { trust: trusts }),
    });
  }

  async #run(task: TrainingTask, resume: SavedTraining | undefined, finish: boolean): Promise<void> {
    this.#abort = new AbortController();
    this.#finish = { asked: finish };
    this.#warming.abort();
    // What failed there fails here, too, and is said then.
    await this.#warm.catch(() => undefined);
    const counter = new StepCounter();
    let waiting: CurvePoint[] = [];
    let told = 0;
    let latest: Now = { phase: "starting", done: 0, total: 1 };
    const report = (now: Now, points: readonly CurvePoint[], force = false) => {
      latest = now;
      waiting.push(...points);
      if (!force && performance.now() - told < REPORT_EVERY) return;
      told = performance.now();
      this.#tell({ kind: "progress", ...latest, points: waiting, stepsPerSecond: counter.rate() });
      waiting = [];
    };
    let saved: SavedTraining | undefined;
    const checkpoint = (now: SavedTraining) => {
      saved = now;
      if (!this.#abort!.signal.aborted) this.#tell({ kind: "checkpoint", saved: now });
    };
    try {
      const { dag } = parseNetwork(task.network);
      const common = {
        signal: this.#abort.signal,
        finish: this.#finish,
        counter,
        report,
        checkpoint,
        resume,
      };
      const parts =
        task.method === "watch"
          ? await watchTraining(dag, task, { ...common, checkpointSeconds: CHECKPOINT_SECONDS })
          : (await this.#chosen(parseNetwork(task.network), task, common)).toParts();
      report({ ...latest, phase: "done" }, [], true);
      this.#tell({ kind: "done", parts });
    } catch (error) {
      report(latest, [], true);
      // Before anything was kept, too: it goes on from where it began.
      if (this.#abort.signal.aborted) this.#tell({ kind: "paused", saved: saved ?? resume });
      else this.#tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }
}
