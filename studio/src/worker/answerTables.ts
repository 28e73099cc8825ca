import type { Dataset } from "../../../src/internals.ts";
import { askedOf } from "./heldModels.ts";
import type { Questions } from "./messages.ts";

const SAMPLES = 200;

/** The rows with the mean in every gap, raw units. */
export async function answerImputation(
  { model, data }: Questions["imputeTable"]["input"],
  onProgress: (share: number) => void,
): Promise<Dataset> {
  return (await askedOf(model).impute(data, { samples: SAMPLES, seed: 1, onProgress })).completed;
}

/** Mean and standard deviation of every hidden node in every row, in the model's own units. */
export async function answerPosteriors(
  { model, data }: Questions["posteriorTable"]["input"],
  onProgress: (share: number) => void,
): Promise<Dataset> {
  const { latents, mean, standardDeviation } = await askedOf(model).posterior(data, {
    samples: SAMPLES,
    seed: 1,
    draws: false,
    onProgress,
  });
  const columns = latents.flatMap((name) => [`${name} mean`, `${name} sd`]);
  const values = new Float64Array(2 * mean.length);
  for (let i = 0; i < mean.length; i++) {
    values[2 * i] = mean[i];
    values[2 * i + 1] = standardDeviation[i];
  }
  return { columns, rowCount: data.rowCount, values };
}
