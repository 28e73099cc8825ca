import { type Dataset, takeRows } from "../../data/index.ts";
import type { ModelParts } from "../../model/index.ts";
import { ComputationError } from "../../numeric/errors.ts";
import { Random } from "../../numeric/random.ts";
import type { Work } from "../../numeric/work.ts";
import { type PathCoefficients, type PathOptions, TrainedModel } from "../../query/index.ts";
import { retrain } from "../../train/index.ts";
import { signedArcs, signsToAgree, withTurned } from "./hiddenSigns.ts";
import { readingNumbers } from "./readingNumbers.ts";

/** One resampling of the bootstrap: which it is decides what it draws, whoever makes it and when. */
export interface ResamplingRequest extends PathOptions {
  readonly model: TrainedModel;
  readonly data: Dataset;
  /** What the model says of the table itself. */
  readonly reference: PathCoefficients;
  readonly index: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/**
 * Draws as many rows as there are, with replacement, trains the model again on them and reads its coefficients, the hidden
 * nodes turned to agree with the model itself.
 *
 * @returns in the order of `readingNumbers`
 */
export async function resampledNumbers(request: ResamplingRequest): Promise<Float64Array> {
  const { model, data, reference, index, seed, effects, signal } = request;
  const random = new Random(seed).fork(`resampling ${index}`);
  const { rowCount } = data;
  const rows = Int32Array.from({ length: rowCount }, () => random.integer(rowCount)).sort();
  const again = await retrain(model, data, rows, { signal });
  const found = again.pathCoefficients(takeRows(data, rows), { seed, effects });
  const hidden = model.latentNames;
  const turned = signsToAgree(hidden, signedArcs(reference), signedArcs(found));
  return readingNumbers(withTurned(found, turned));
}

/** What all resamplings of a model have in common, as plain data. */
export interface ResamplingSetup extends Pick<PathOptions, "effects"> {
  readonly parts: ModelParts;
  readonly data: Dataset;
  readonly reference: PathCoefficients;
  readonly seed: number;
}

/** Numbers of a resampling, in the order of `readingNumbers`, or why it gave none. */
export type ResamplingResult = { readonly numbers: Float64Array } | { readonly problem: string };

/** Resamplings of a model by their indices, each of which needs nothing of the others. */
export const resamplingWork: Work<ResamplingSetup, number, ResamplingResult> = {
  name: "resamplings",
  prepare: ({ parts, ...setup }) => {
    const model = TrainedModel.fromParts(parts);
    return async (index, { signal }) => {
      try {
        return { numbers: await resampledNumbers({ model, ...setup, index, signal }) };
      } catch (error) {
        // Rows that no model can be fitted to are a result; anything else is a mistake of the program.
        if (error instanceof ComputationError) return { problem: error.message };
        throw error;
      }
    };
  },
};
