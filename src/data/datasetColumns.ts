import { requireTexts } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import type { Dataset } from "./dataset.ts";
import { requireTable } from "./requireTable.ts";

/**
 * The position of each name among the columns of a table.
 *
 * @throws InputError if a column is missing; the message suggests the nearest name
 */
export function columnPositions(data: Dataset, names: readonly string[]): Int32Array {
  requireTable(data);
  requireTexts("a list of names of columns", names);
  const known = new Map(data.columns.map((name, index) => [name, index]));
  return Int32Array.from(names, (name) => {
    const index = known.get(name);
    if (index === undefined) {
      throw new InputError(
        `Expected a column "${name}" in the data, got ${data.columns.length} columns without it.${didYouMean(name, data.columns)} Add the column or correct its name.`,
      );
    }
    return index;
  });
}

/**
 * The named columns, in the order of the names. Other columns are left out.
 *
 * @throws InputError if a column is missing; the message suggests the nearest name
 *
 * @example
 * const data = createDataset(["a", "b"], [[1, 2], [3, 4]]);
 * selectColumns(data, ["b", "a"]).values; // Float64Array [2, 1, 4, 3]
 */
export function selectColumns(data: Dataset, names: readonly string[]): Dataset {
  const positions = columnPositions(data, names);
  const from = data.columns.length;
  const to = positions.length;
  const values = new Float64Array(data.rowCount * to);
  for (let row = 0; row < data.rowCount; row++) {
    for (let j = 0; j < to; j++) values[row * to + j] = data.values[row * from + positions[j]];
  }
  const types = data.types && Array.from(positions, (position) => data.types![position]);
  return { columns: [...names], rowCount: data.rowCount, values, ...(types && { types }) };
}

/**
 * A copy of one column.
 *
 * @throws InputError if there is no such column
 */
export function columnOf(data: Dataset, name: string): Float64Array {
  return selectColumns(data, [name]).values;
}
