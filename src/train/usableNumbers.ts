import type { Dataset } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";

/** Squares and products of some such numbers still are numbers. */
const LARGEST = 1e100;
const SMALLEST_RANGE = 1e-100;

/**
 * Refuses numbers that arithmetic cannot work with, such as 1e308 as a sign of a missing value. NaN is missing.
 *
 * @throws InputError naming the value, its row and column
 */
export function rejectUnusableNumbers(data: Dataset): void {
  const width = data.columns.length;
  data.columns.forEach((name, j) => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < data.rowCount; row++) {
      const value = data.values[row * width + j];
      if (Math.abs(value) > LARGEST) {
        throw new InputError(
          `Expected values from -${LARGEST} to ${LARGEST}, got ${value} in row ${row + 1}, column "${name}". Correct it, leave it empty if it stands for a missing value, or use a larger unit.`,
        );
      }
      if (Number.isNaN(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most > least && most - least < SMALLEST_RANGE) {
      throw new InputError(
        `Expected column "${name}" to vary by at least ${SMALLEST_RANGE}, got values from ${least} to ${most}. Use a smaller unit.`,
      );
    }
  });
}
