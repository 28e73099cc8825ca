/** What a table measures and what it does not: an entry that is NaN is missing. */

import { InputError } from "../numeric/errors.ts";
import type { Dataset } from "./dataset.ts";

/** A table whose gaps have been filled, beside the 0/1 pattern of what was measured; without it all was. */
export interface MeasuredTable extends Dataset {
  /** Rows x columns: 1 where the value was measured, 0 where it was filled in. */
  readonly measured?: Float64Array;
}

export function hasGaps(data: Dataset): boolean {
  return data.values.some((value) => Number.isNaN(value));
}

/** The indices of the rows that have a value in every column; there may be none. */
export function completeRows({ columns: { length: width }, rowCount, values }: Dataset): Int32Array {
  return Int32Array.from({ length: rowCount }, (_, row) => row).filter(
    (row) => !values.subarray(row * width, (row + 1) * width).some(Number.isNaN),
  );
}

/** 1 where there is a value, 0 where it is missing; rows x columns. */
export function measuredPattern(data: Dataset): Float64Array {
  return data.values.map((value) => (Number.isNaN(value) ? 0 : 1));
}

/** @throws InputError for an infinite number, naming row (counted from 1) and column. */
export function rejectInfinite(data: Dataset): void {
  const at = data.values.findIndex((value) => value === Infinity || value === -Infinity);
  if (at < 0) return;
  const width = data.columns.length;
  throw new InputError(
    `Expected finite numbers, or NaN for a missing one, got ${data.values[at]} in row ${Math.floor(at / width) + 1}, ` +
      `column ${data.columns[at % width]}. Remove or correct that row.`,
  );
}

/** @throws InputError naming the first row, or else the first column, that holds no value at all. */
export function rejectEmpty(data: Dataset): void {
  const { columns, rowCount, values } = data;
  const width = columns.length;
  const seen = new Uint8Array(width);
  for (let row = 0; row < rowCount; row++) {
    let present = 0;
    for (let c = 0; c < width; c++) {
      if (Number.isNaN(values[row * width + c])) continue;
      seen[c] = 1;
      present++;
    }
    if (present === 0) {
      throw new InputError(
        `Expected at least one value in every row, but row ${row + 1} has none: all its columns are missing. Leave that row out.`,
      );
    }
  }
  const empty = seen.indexOf(0);
  if (empty >= 0) {
    throw new InputError(
      `Expected values in every column, but column "${columns[empty]}" is missing in all ${rowCount} rows. Leave the column out or make it latent.`,
    );
  }
}
