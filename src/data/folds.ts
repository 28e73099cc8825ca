/**
 * Deterministic folds of a table's rows for cross-validation.
 */

import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { Dataset } from "./dataset.ts";
import { takeRows } from "./datasetRows.ts";

/** The rows of one split, as indices into the whole table. */
export interface FoldRows {
  readonly heldOutRows: Int32Array;
  readonly trainingRows: Int32Array;
}

/** One split of the rows: fit on `training`, judge on `heldOut`, whose rows are those of `trainingRows` and `heldOutRows`. */
export interface Fold extends FoldRows {
  readonly training: Dataset;
  readonly heldOut: Dataset;
}

/**
 * Deals the rows, shuffled by the seed, into `count` folds whose sizes differ by at most one. Every row is held out
 * exactly once.
 *
 * @param groups which group every row belongs to: each is spread over the folds as evenly as all rows are
 * @throws InputError if there are fewer than 2 folds or fewer rows than folds
 */
export function splitFolds(data: Dataset, count: number, seed: number, groups?: ArrayLike<number>): Fold[] {
  return dealFolds(data.rowCount, count, seed, groups).map((fold) => ({
    ...fold,
    training: takeRows(data, fold.trainingRows),
    heldOut: takeRows(data, fold.heldOutRows),
  }));
}

/** The rows of {@link splitFolds}, without their values. */
export function dealFolds(
  rowCount: number,
  count: number,
  seed: number,
  groups?: ArrayLike<number>,
): FoldRows[] {
  if (rowCount < 2)
    throw new InputError(`Expected at least 2 rows to hold some of them out, got ${rowCount}. Add rows.`);
  if (!Number.isInteger(count) || count < 2 || count > rowCount) {
    throw new InputError(
      `Expected between 2 folds and as many as there are rows (${rowCount}), got ${count}. Choose another number of folds.`,
    );
  }
  const order = new Random(seed).permutation(rowCount);
  // A stable sort: within a group the rows stay shuffled.
  if (groups) order.set([...order].sort((a, b) => groups[a] - groups[b]));
  return Array.from({ length: count }, (_, fold) => ({
    heldOutRows: order.filter((_, position) => position % count === fold),
    trainingRows: order.filter((_, position) => position % count !== fold),
  }));
}
