import { type Dataset, posteriorColumns, posteriorTable } from "../../../src/internals.ts";
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

/** Every hidden node in every row, in the model's own units, as `siren-vae posterior` writes it. */
export async function answerPosteriors(
  { model, data, numbers }: Questions["posteriorTable"]["input"],
  onProgress: (share: number) => void,
): Promise<Dataset> {
  const options = { samples: SAMPLES, seed: 1, draws: false, onProgress };
  const found = await askedOf(model).posterior(data, options);
  return posteriorTable(found, posteriorColumns(found.latents, found.levels), (row) => numbers[row]);
}
