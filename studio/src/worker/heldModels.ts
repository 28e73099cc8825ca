import { type ModelParts, type PromisedAnswers, promised, TrainedModel } from "../../../src/internals.ts";
import { threadsHere } from "./threads.ts";

const models = new Map<string, TrainedModel>();

/** Names are a run's with a number behind it: of a run the last one is asked. */
export function holdModel(name: string, parts: ModelParts): TrainedModel {
  const model = TrainedModel.fromParts(parts);
  const runOf = (one: string) => one.slice(0, one.lastIndexOf(" "));
  for (const other of models.keys()) if (runOf(other) === runOf(name)) models.delete(other);
  models.set(name, model);
  return model;
}

/** The model's questions about much, which take all cores. */
export function askedOf(name: string): PromisedAnswers {
  return promised(modelOf(name), { executor: threadsHere() });
}

export function modelOf(name: string): TrainedModel {
  const model = models.get(name);
  if (model === undefined) throw new Error(`Expected a model called ${name}, got none.`);
  return model;
}
