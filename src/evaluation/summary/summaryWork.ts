import type { Dataset } from "../../data/index.ts";
import type { ModelParts } from "../../model/index.ts";
import type { Work } from "../../numeric/work.ts";
import {
  modelOfParts,
  PASSES_A_NEW_ROW,
  partsToAsk,
  type TrainedModel,
  workOfDraw,
} from "../../query/index.ts";
import { SIMULATED } from "./correlationFit.ts";
import { type ModelSummary, type Resampled, type SummaryOptions, summaryOf } from "./summarize.ts";

/** What a summary is made of, beside its model and table. */
export interface SummaryTask {
  readonly resampled: Resampled;
  readonly options: Omit<SummaryOptions, "signal" | "onProgress">;
}

/** A summary in another thread: on hundreds of nodes its decompositions take a minute, in which nothing else could end it. */
export const summaryWork: Work<
  { readonly parts: ModelParts; readonly data: Dataset },
  SummaryTask,
  ModelSummary
> = {
  name: "summaries",
  prepare: ({ parts, data }) => {
    const model = modelOfParts(parts);
    return async ({ resampled, options }) => summaryOf(model, data, resampled, options);
  },
};

/** Steps of scoring and decompositions of the information, in multiplications for each of its numbers and its width. */
const SCORING = 50;

/** Multiplications behind a summary, roughly. */
export function workOfSummary(model: TrainedModel): number {
  const { featureCount } = model.coding;
  const parameters = model.dag.arcCount + featureCount;
  const drawn = model.exactLikelihood ? 0 : SIMULATED;
  return (
    drawn * (PASSES_A_NEW_ROW * workOfDraw(partsToAsk(model)) + featureCount ** 2) +
    (model.coding.plain ? SCORING * parameters ** 3 : 0)
  );
}
