import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { type Random, requireRandom } from "../numeric/random.ts";
import type { Dataset } from "./dataset.ts";
import { requireTable } from "./requireTable.ts";

/**
 * The table with values missing completely at random (as NaN): each with the given probability, independently, except
 * that a row that would lose everything is drawn again.
 *
 * @throws InputError for a share that is not from 0 to below 1.
 *
 * @example
 * const gapped = missingAtRandom(data, 0.2, new Random(1));
 */
export function missingAtRandom(data: Dataset, share: number, random: Random): Dataset {
  requireTable(data);
  requireArgument(typeof share === "number", "a share of missing values from 0 to below 1", share);
  requireRandom(random);
  if (!(share >= 0 && share < 1)) {
    throw new InputError(`Expected a share of missing values from 0 to below 1, got ${share}.`);
  }
  const width = data.columns.length;
  const values = Float64Array.from(data.values);
  for (let row = 0; row < data.rowCount; row++) {
    let lost: boolean[];
    do {
      lost = data.columns.map(() => random.uniform() < share);
    } while (width > 0 && lost.every(Boolean));
    lost.forEach((yes, column) => {
      if (yes) values[row * width + column] = Number.NaN;
    });
  }
  return { ...data, values };
}
