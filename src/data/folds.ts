/**
 * Deterministic folds of a table's rows for cross-validation.
 */

import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { Dataset } from "./dataset.ts";
import { takeRows } from "./datasetRows.ts";

/** One split of the rows: fit on `training`, judge on `heldOut`. */
export interface Fold {
  readonly training: Dataset;
  readonly heldOut: Dataset;
  /** Indices into the whole table, aligned with the rows of `heldOut`. */
  readonly heldOutRows: Int32Array;
  /** Likewise of `training`. */
  readonly trainingRows: Int32Array;
}

/**
 * Deals the rows, shuffled by the seed, into `count` folds whose sizes differ by at most one. Every row is held out
 * exactly once.
 *
 * @param groups which group every row belongs to: each is spread over the folds as evenly as all rows are
 * @throws InputError if there are fewer than 2 folds or fewer rows than folds
 */
export function splitFolds(data: Dataset, count: number, seed: number, groups?: ArrayLike<number>): Fold[] {
  if (!Number.isInteger(count) || count < 2 || count > data.rowCount) {
    throw new InputError(
      `Expected between 2 folds and as many as there are rows (${data.rowCount}), got ${count}. Choose another number of folds.`,
    );
  }
  const order = new Random(seed).permutation(data.rowCount);
  // A stable sort: within a group the rows stay shuffled.
  if (groups) order.set([...order].sort((a, b) => groups[a] - groups[b]));
  return Array.from({ length: count }, (_, fold) => {
    const heldOutRows = order.filter((_, position) => position % count === fold);
    const trainingRows = order.filter((_, position) => position % count !== fold);
    return {
      training: takeRows(data, trainingRows),
      heldOut: takeRows(data, heldOutRows),
      heldOutRows,
      trainingRows,
    };
  });
}
