/**
 * Deterministic folds of a table's rows for cross-validation.
 */

import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { Dataset } from "./dataset.ts";

/** One split of the rows: fit on `training`, judge on `heldOut`. */
export interface Fold {
  readonly training: Dataset;
  readonly heldOut: Dataset;
  /** Indices into the whole table, aligned with the rows of `heldOut`. */
  readonly heldOutRows: Int32Array;
}

/**
 * Deals the rows, shuffled by the seed, into `count` folds whose sizes differ by at most one. Every row is held out
 * exactly once.
 *
 * @throws InputError if there are fewer than 2 folds or fewer rows than folds
 */
export function splitFolds(data: Dataset, count: number, seed: number): Fold[] {
  if (!Number.isInteger(count) || count < 2 || count > data.rowCount) {
    throw new InputError(
      `Expected between 2 folds and as many as there are rows (${data.rowCount}), got ${count}. Choose another number of folds.`,
    );
  }
  const order = new Random(seed).permutation(data.rowCount);
  return Array.from({ length: count }, (_, fold) => {
    const heldOutRows = order.filter((_, position) => position % count === fold);
    const trainingRows = order.filter((_, position) => position % count !== fold);
    return { training: pickRows(data, trainingRows), heldOut: pickRows(data, heldOutRows), heldOutRows };
  });
}

function pickRows(data: Dataset, rows: Int32Array): Dataset {
  const width = data.columns.length;
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, position) => {
    values.set(data.values.subarray(row * width, (row + 1) * width), position * width);
  });
  const { columns, types } = data;
  return { columns, rowCount: rows.length, values, ...(types && { types }) };
}
