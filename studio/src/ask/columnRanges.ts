import { type Dataset, endsOf, GAUSSIAN, isWhole } from "../../../src/internals.ts";

/** Smallest and largest value of every column, gaps aside, with a little room. */
export function columnRanges({ columns, rowCount, values, types }: Dataset): (readonly [number, number])[] {
  return columns.map((_, c) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rowCount; row++) {
      const value = values[row * columns.length + c];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const type = types?.[c] ?? GAUSSIAN;
    const { least, most } = endsOf(type);
    const begins = Number.isFinite(least);
    if (isWhole(type.kind)) {
      const more = Math.ceil(0.05 * (high - low)) || 1;
      // Numbers from a least one on, such as counts, have their tail above.
      const end = begins ? Math.max(least + 1, Math.ceil(least + 1.25 * (high - least))) : high + more;
      return [begins ? least : low - more, Math.min(most, end)];
    }
    if (!(low < high)) return [low - 1, low + 1];
    const room = 0.05 * (high - low);
    return [begins ? (low + least) / 2 : low - room, high + room];
  });
}
