import { InputError } from "../numeric/errors.ts";
import type { ColumnType } from "./columnType.ts";
import type { Dataset } from "./dataset.ts";
import { outsideDomain } from "./domain.ts";

/** What a value of a table must be to be one that its column can have, in words; undefined if it is. A level is its code. */
export function impossibleValue(value: number, type: ColumnType): string | undefined {
  const count = type.levels?.length;
  if (count === undefined) return outsideDomain(value, type);
  if (Number.isInteger(value) && value >= 0 && value < count) return undefined;
  return `a level (${type.levels!.join(", ")}) or its code from 0 to ${count - 1}`;
}

/**
 * Refuses values that have no density under the kind of their column, and codes of other levels than the ones that are expected.
 * NaN is missing.
 *
 * @param types what the columns of the table are, in its order
 * @throws InputError naming the value, its row (counted from 1) and column
 */
export function rejectImpossibleValues(data: Dataset, types: readonly ColumnType[]): void {
  const width = data.columns.length;
  types.forEach((type, c) => {
    const name = data.columns[c];
    const given = data.types?.[c].levels;
    if (given && type.levels && !isSame(given, type.levels)) {
      throw new InputError(
        `Expected the levels ${type.levels.join(", ")} in column "${name}", in this order, got ${given.join(", ")}. Read the table with the kinds that the model was trained with.`,
      );
    }
    if (impossibleValue(-0.5, type) === undefined) return;
    for (let row = 0; row < data.rowCount; row++) {
      const value = data.values[row * width + c];
      const wanted = Number.isNaN(value) ? undefined : impossibleValue(value, type);
      if (wanted === undefined) continue;
      throw new InputError(
        `Expected ${wanted} in column "${name}", whose kind is ${type.kind}, got ${value} in row ${row + 1}. Correct it, or leave it empty if it is unknown.`,
      );
    }
  });
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((level, code) => level === other[code]);
}
