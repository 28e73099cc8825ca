import type { Dataset } from "../../../src/internals.ts";

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
    const { kind, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = types?.[c] ?? {};
    if (kind === "count") return [0, Math.max(1, Math.ceil(1.25 * high))];
    if (kind === "discretized-logistic") {
      const more = Math.ceil(0.05 * (high - low)) || 1;
      return [Math.max(least, low - more), Math.min(most, high + more)];
    }
    if (!(low < high)) return [low - 1, low + 1];
    const room = 0.05 * (high - low);
    return [kind === "log-normal" ? low / 2 : low - room, high + room];
  });
}
