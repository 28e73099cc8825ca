import { type Dataset, hasGaps } from "../data/index.ts";
import type { TrainedModel } from "../query/index.ts";

/** The model with its conditionals held to scales like those at rows of its table; gaps that it cannot fill say nothing of them. */
export function withLeastScales(model: TrainedModel, table: Dataset): TrainedModel {
  return model.fill === undefined && hasGaps(table) ? model : model.withLeastScales(table);
}
