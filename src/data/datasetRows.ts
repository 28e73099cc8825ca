import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import type { Dataset } from "./dataset.ts";
import { requireTable } from "./requireTable.ts";

/**
 * The rows with the given indices (counted from 0), in that order; an index may come more than once.
 *
 * @throws InputError if an index is not that of a row, or there is none
 *
 * @example
 * const data = createDataset(["a"], [[1], [2], [3]]);
 * takeRows(data, [2, 0]).values; // Float64Array [3, 1]
 */
export function takeRows(data: Dataset, indices: ArrayLike<number>): Dataset {
  requireTable(data);
  requireArgument(
    Array.isArray(indices) || ArrayBuffer.isView(indices),
    "a list of indices of rows",
    indices,
    "Put a single one in brackets.",
  );
  if (indices.length === 0) throw new InputError("Expected the index of at least one row, got none.");
  const width = data.columns.length;
  const values = new Float64Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (!(Number.isInteger(row) && row >= 0 && row < data.rowCount)) {
      throw new InputError(`Expected row indices from 0 to ${data.rowCount - 1}, got ${row}.`);
    }
    values.set(data.values.subarray(row * width, (row + 1) * width), i * width);
  }
  const { columns, types } = data;
  return { columns, rowCount: indices.length, values, ...(types && { types }) };
}

/** At most so many rows, from the first on. */
export function firstRows(data: Dataset, most: number): Dataset {
  const count = Math.min(most, data.rowCount);
  return takeRows(
    data,
    Int32Array.from({ length: count }, (_, row) => row),
  );
}
