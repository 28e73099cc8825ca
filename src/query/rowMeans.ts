/** A mean over rows, nats a row, with the standard error of that mean. */
export interface RowMeans {
  readonly perRow: Float64Array;
  readonly mean: number;
  readonly standardError: number;
}

export function rowMeans(perRow: Float64Array): RowMeans {
  const n = perRow.length;
  const mean = perRow.reduce((sum, value) => sum + value, 0) / n;
  const squares = perRow.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { perRow, mean, standardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : Number.NaN };
}
