/** What a series of timings comes to, in milliseconds. */
export interface Timing {
  readonly p10: number;
  readonly median: number;
}

/** The value below which a share of the sorted timings lies. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export function summarize(milliseconds: readonly number[]): Timing {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { p10: quantile(sorted, 0.1), median: quantile(sorted, 0.5) };
}
