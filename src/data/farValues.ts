import { InputError } from "../numeric/errors.ts";
import type { Dataset } from "./dataset.ts";
import type { Scales } from "./scales.ts";

/** In standard deviations of the training rows: the squares of their squares still are numbers. */
export const FARTHEST = 1e70;

/**
 * Refuses values so far from all that a model was trained on that its densities would be no numbers any more, such as
 * 1e308 as a sign of a missing value. NaN is missing.
 *
 * @param before rows of the table before these, for messages
 * @throws InputError naming the value, its row (counted from 1) and column.
 */
export function rejectFarValues(data: Dataset, scales: Scales, before = 0): void {
  const width = data.columns.length;
  const at = data.values.findIndex(
    (value, i) => Math.abs(value - scales.mean[i % width]) / scales.deviation[i % width] > FARTHEST,
  );
  if (at < 0) return;
  throw new InputError(
    `Expected values within ${FARTHEST} standard deviations of the training rows, got ${data.values[at]} in row ${before + Math.floor(at / width) + 1}, ` +
      `column "${data.columns[at % width]}". Correct it, or leave it empty if it stands for a missing value.`,
  );
}
