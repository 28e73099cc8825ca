import { type ModelParts, TrainedModel } from "../../../src/internals.ts";

const models = new Map<string, TrainedModel>();

export function holdModel(name: string, parts: ModelParts): TrainedModel {
  const model = TrainedModel.fromParts(parts);
  models.set(name, model);
  return model;
}

export function modelOf(name: string): TrainedModel {
  const model = models.get(name);
  if (model === undefined) throw new Error(`Expected a model called ${name}, got none.`);
  return model;
}
