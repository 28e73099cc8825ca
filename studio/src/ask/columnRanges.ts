import type { Dataset } from "../../../src/internals.ts";

/** Smallest and largest value of every column, gaps aside, with a little room. */
export function columnRanges({ columns, rowCount, values }: Dataset): (readonly [number, number])[] {
  return columns.map((_, c) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rowCount; row++) {
      const value = values[row * columns.length + c];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(low < high)) return [low - 1, low + 1];
    const room = 0.05 * (high - low);
    return [low - room, high + room];
  });
}
