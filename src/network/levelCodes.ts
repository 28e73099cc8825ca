/**
 * The states of discrete nodes as a table gives them.
 */
import { columnType, type Dataset } from "../data/dataset.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";

/** The code of a value that was not measured. */
export const MISSING = -1;

/**
 * One column as codes of `states`, `MISSING` where the value is NaN. A table with levels of its own is read by its
 * labels, whatever their order; one without holds the codes 0, 1, ... already.
 *
 * @throws InputError naming row and column if a label or a code is not one of the states
 */
export function levelCodes(data: Dataset, column: number, states: readonly string[]): Int32Array {
  const name = data.columns[column];
  const { levels } = columnType(data, column);
  const known = new Map(states.map((state, code) => [state, code]));
  const translated = levels?.map((level) => known.get(level));
  const width = data.columns.length;
  return Int32Array.from({ length: data.rowCount }, (_, row) => {
    const value = data.values[row * width + column];
    if (Number.isNaN(value)) return MISSING;
    const code = translated === undefined ? value : translated[value];
    if (code !== undefined && Number.isInteger(code) && code >= 0 && code < states.length) return code;
    const label = levels?.[value];
    const got = label === undefined ? `${value}` : `"${label}"`;
    const expected =
      levels === undefined ? `one of the codes 0 to ${states.length - 1}` : `one of ${states.join(", ")}`;
    throw new InputError(
      `Expected ${expected} in column "${name}", got ${got} in row ${row + 1}.${label === undefined ? "" : didYouMean(label, states)} Correct the value, or leave it out.`,
    );
  });
}
