import { parentPort, workerData } from "node:worker_threads";
import type { Dataset } from "../data/index.ts";
import { resampledNumbers } from "../evaluation/index.ts";
import type { ModelParts } from "../model/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { type PathCoefficients, type PathOptions, TrainedModel } from "../query/index.ts";

/** What all resamplings of a thread have in common. */
export interface ResamplingTask extends Pick<PathOptions, "effects"> {
  readonly parts: ModelParts;
  readonly table: Dataset;
  readonly reference: PathCoefficients;
  readonly seed: number;
}

/** What a thread answers to the number of a resampling. */
export type ResamplingAnswer = { readonly index: number } & (
  | { readonly numbers: Float64Array }
  | { readonly problem: string }
);

if (parentPort) {
  const port = parentPort;
  const { parts, table, reference, seed, effects } = workerData as ResamplingTask;
  const model = TrainedModel.fromParts(parts);
  const answer = async (index: number): Promise<ResamplingAnswer> => {
    try {
      const request = { model, data: table, reference, index, seed, effects };
      return { index, numbers: await resampledNumbers(request) };
    } catch (error) {
      // Rows that no model can be fitted to are a result; anything else is a mistake of the program.
      if (error instanceof ComputationError) return { index, problem: error.message };
      throw error;
    }
  };
  port.on("message", (index: number) => {
    void answer(index).then((result) => port.postMessage(result));
  });
}
