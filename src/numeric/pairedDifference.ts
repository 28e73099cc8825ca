/** A mean of differences row by row, with its standard error, both in nats a row. */
export interface PairedDifference {
  readonly mean: number;
  readonly standardError: number;
}

/**
 * How much higher the first of two densities is, row by row.
 *
 * @example
 * pairedDifference([2, 4], [1, 1]); // { mean: 2, standardError: 1 }
 */
export function pairedDifference(first: ArrayLike<number>, second: ArrayLike<number>): PairedDifference {
  const count = first.length;
  let mean = 0;
  for (let row = 0; row < count; row++) mean += (first[row] - second[row]) / count;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += (first[row] - second[row] - mean) ** 2;
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}
