import { parseNetwork, TrainedModel, takeRows } from "../../../src/internals.ts";
import { modelOf } from "./heldModels.ts";
import type { Learned, LearnedArc, Questions } from "./messages.ts";
import { StepCounter } from "./stepCounter.ts";
import { watchTraining } from "./watchTraining.ts";

/** Enough for an average that an eye follows. */
const ROWS = 128;

export function answerLearned({ model, data }: Questions["learned"]["input"]): Learned {
  return learnedBy(modelOf(model), data);
}

export async function answerLearnedSoFar({
  task,
  saved,
}: Questions["learnedSoFar"]["input"]): Promise<Learned> {
  const { dag } = parseNetwork(task.network);
  const parts = await watchTraining(dag, task, {
    signal: new AbortController().signal,
    finish: { asked: true },
    counter: new StepCounter(),
    report: () => undefined,
    checkpoint: () => undefined,
    checkpointSeconds: Number.POSITIVE_INFINITY,
    resume: saved,
  });
  return learnedBy(TrainedModel.fromParts(parts), task.data);
}

function learnedBy(model: TrainedModel, data: Questions["learned"]["input"]["data"]): Learned {
  const rows = takeRows(
    data,
    Int32Array.from({ length: Math.min(ROWS, data.rowCount) }, (_, row) => row),
  );
  const added = new Set(model.addedArcs().map(({ parent, child }) => JSON.stringify([parent, child])));
  const steepest = new Map<string, LearnedArc>();
  for (const { parent, child, slope, rises } of model.averageSlopes(rows, { seed: 1 })) {
    const key = JSON.stringify([parent, child]);
    const known = steepest.get(key);
    if (known === undefined || Math.abs(slope) > Math.abs(known.slope))
      steepest.set(key, {
        parent,
        child,
        slope: rises === 0 ? slope : rises * slope,
        ...(rises === 0 && { unsigned: true }),
      });
  }
  const all = [...steepest];
  return {
    arcs: all.filter(([key]) => !added.has(key)).map(([, arc]) => arc),
    added: all.filter(([key]) => added.has(key)).map(([, arc]) => arc),
    turns: model.turnsSigns,
    awake:
      model.latentNames.length === 0
        ? []
        : model
            .activeLatents(rows, { seed: 1, samples: 20 })
            .map(({ latent, share }) => ({ latent, share: Math.max(0, Math.min(1, share)) })),
  };
}
