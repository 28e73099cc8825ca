import type { Dataset } from "../data/index.ts";
import type { ModelParts } from "../model/modelParts.ts";
import { inTurns } from "../numeric/turns.ts";
import { spacedNotes, type Work } from "../numeric/work.ts";
import type { QueryOptions } from "./options.ts";
import type { AnswerTo, Question, Questions } from "./question.ts";
import { BOUND_SAMPLES, type RowScores } from "./rowScores.ts";
import { TrainedModel } from "./trainedModel.ts";

const models = new WeakMap<ModelParts, TrainedModel>();

/** The parts of a model, by which questions that are answered here go to the model itself. */
export function partsToAsk(model: TrainedModel): ModelParts {
  const parts = model.toParts();
  models.set(parts, model);
  return parts;
}

/** The model that parts were taken from here, or one made of them. */
export function modelOfParts(parts: ModelParts): TrainedModel {
  return models.get(parts) ?? TrainedModel.fromParts(parts);
}

/** Multiplications behind a draw of a row, roughly; what is exactly zero costs nothing. */
export function workOfDraw({ parameters }: ModelParts): number {
  let work = 0;
  for (const { values } of parameters) for (const value of values) if (value !== 0) work++;
  return work;
}

/** Passes through the model behind a new row, roughly: the inversion of the prior's flow is an iteration. */
export const PASSES_A_NEW_ROW = 16;

/** Questions to a model, each of which needs nothing of the others; notes are shares that are done. */
export const questionWork: Work<ModelParts, Question, AnswerTo<keyof Questions>, number> = {
  name: "questions",
  prepare: (parts) => {
    const answer = modelOfParts(parts).inSteps();
    return async (question, context) => {
      const { signal } = context;
      // A short question ends before there is anything to tell.
      const onProgress = spacedNotes(context, performance.now());
      return inTurns(answer(question, { signal, onProgress }), { signal });
    };
  },
};

/** Draws behind the scores of a row, roughly. */
export function drawsARow(model: TrainedModel, samples: number): number {
  return model.exactLikelihood ? BOUND_SAMPLES : samples;
}

/** What is measured of a model on some rows. */
export function scoreRows(
  model: TrainedModel,
  data: Dataset,
  { samples, seed, ...run }: QueryOptions & { samples: number },
): RowScores {
  return model.answer({ kind: "scores", data, options: { samples, seed } }, run);
}
