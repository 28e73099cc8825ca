/** How far a value may lie above the upper quartile, in distances of that from the lowest. */
const REACH = 4;

/**
 * Lowest to highest of the values without those so high that the differences between the others could no longer be seen.
 * Values that are not finite are passed over; nothing at all gives [0, 1].
 *
 * @example
 * usualRange([38, 38.5, 39, 39.4, 59]); // [38, 39.4]
 */
export function usualRange(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [0, 1];
  const low = sorted[0];
  const usual = sorted[Math.floor(0.75 * (sorted.length - 1))];
  // Where most values are equal the highest are all that there is to see.
  const limit = usual > low ? usual + REACH * (usual - low) : Number.POSITIVE_INFINITY;
  return [low, sorted.filter((value) => value <= limit).at(-1) ?? low];
}
