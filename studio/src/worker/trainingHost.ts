import { parseNetwork, train } from "../../../src/internals.ts";
import type { CurvePoint, SavedTraining, TrainingCommand, TrainingReport, TrainingTask } from "./messages.ts";
import { StepCounter } from "./stepCounter.ts";
import { threadsHere } from "./threads.ts";
import { watchTraining } from "./watchTraining.ts";

const REPORT_EVERY = 150;
const CHECKPOINT_SECONDS = 4;

interface Now {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly atMost?: boolean;
}

/** Runs one training and tells the page how it goes, often enough to see and seldom enough not to slow it. */
export class TrainingHost {
  readonly #tell: (report: TrainingReport) => void;
  #abort: AbortController | undefined;
  #finish = { asked: false };

  constructor(tell: (report: TrainingReport) => void) {
    this.#tell = tell;
  }

  take(command: TrainingCommand): void {
    if (command.kind === "train") void this.#run(command.task, command.resume, command.finish ?? false);
    else if (command.kind === "pause") this.#abort?.abort();
    else this.#finish.asked = true;
  }

  async #run(task: TrainingTask, resume: SavedTraining | undefined, finish: boolean): Promise<void> {
    this.#abort = new AbortController();
    this.#finish = { asked: finish };
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
          : (
              await train(dag, task.data, {
                model: task.model,
                preset: task.method,
                seed: task.seed,
                ...(task.method === "recommended" &&
                  task.model === "true" &&
                  task.trust && { trust: task.trust }),
                architecture: {
                  hidden: [task.hidden],
                  ...(task.kind?.family !== "ladder" && { blocks: task.blocks }),
                  ...(task.kind?.flow && { flow: task.kind.flow }),
                  ...(task.kind?.family && { family: task.kind.family }),
                },
                ...(task.kind?.objective && { tuning: { objective: task.kind.objective } }),
                signal: this.#abort.signal,
                executor: threadsHere(),
                checkpoints: {
                  resume: resume?.journal,
                  onCheckpoint: (journal) => checkpoint({ journal }),
                  every: CHECKPOINT_SECONDS,
                },
                onProgress: ({ phase, done, total, atMost = false, loss, validation }) => {
                  const trial = !phase.startsWith("training on all");
                  counter.epoch(Math.ceil(task.data.rowCount / 100));
                  const scored = validation !== undefined && { validation };
                  report(
                    { phase, done, total, atMost },
                    loss === undefined ? [] : [{ epoch: done, loss, trial, ...scored }],
                  );
                },
              })
            ).toParts();
      report({ ...latest, phase: "done" }, [], true);
      this.#tell({ kind: "done", parts });
    } catch (error) {
      report(latest, [], true);
      if (this.#abort.signal.aborted && saved) this.#tell({ kind: "paused", saved });
      else this.#tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }
}
