import { type Dataset, takeRows } from "../../data/index.ts";
import { Random } from "../../numeric/random.ts";
import type { PathCoefficients, PathOptions, TrainedModel } from "../../query/index.ts";
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
