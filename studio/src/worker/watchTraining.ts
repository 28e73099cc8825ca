import { type Dag, type ModelParts, trainWatched } from "../../../src/internals.ts";
import type { CurvePoint, SavedTraining, TrainingTask } from "./messages.ts";
import type { StepCounter } from "./stepCounter.ts";

interface WatchHooks {
  readonly signal: AbortSignal;
  readonly finish: { readonly asked: boolean };
  readonly counter: StepCounter;
  readonly report: (
    now: { phase: string; done: number; total: number; atMost?: boolean },
    points: readonly CurvePoint[],
    force?: boolean,
  ) => void;
  readonly checkpoint: (saved: SavedTraining) => void;
  readonly checkpointSeconds: number;
  readonly resume: SavedTraining | undefined;
}

/** A training whose curve is shown as it goes. */
export async function watchTraining(dag: Dag, task: TrainingTask, hooks: WatchHooks): Promise<ModelParts> {
  const { counter, finish } = hooks;
  const { model, start, seed, hidden, blocks, epochs } = task;
  const parts = await trainWatched(dag, task.data, {
    model,
    start,
    seed,
    hidden,
    blocks,
    epochs,
    signal: hooks.signal,
    finish: () => finish.asked,
    onEpoch: (point, steps) => {
      counter.epoch(steps);
      hooks.report({ phase: "training", done: point.epoch, total: epochs, atMost: true }, [point]);
    },
    onCheckpoint: hooks.checkpoint,
    checkpointSeconds: hooks.checkpointSeconds,
    resume: hooks.resume,
  });
  return { ...parts, training: { ...parts.training, seconds: counter.seconds } };
}
