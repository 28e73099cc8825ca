import { decimals } from "./decimals.ts";

/** Mean and standard deviation in words; gaps do not count. */
export function inWords(values: Float64Array): string {
  const there = values.filter((value) => !Number.isNaN(value));
  if (there.length === 0) return "no values";
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const variance = there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there.length;
  return `mean ${decimals(mean, 2)}, standard deviation ${Math.sqrt(variance).toFixed(2)}`;
}

/** Median and central 95 % in words. */
export function quantilesInWords(draws: Float64Array): string {
  const sorted = draws.toSorted();
  const at = (level: number) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))];
  return betweenInWords(at(0.5), at(0.025), at(0.975));
}

/** A median and what 95 % lie between. */
export function betweenInWords(median: number, low: number, high: number): string {
  return `${decimals(median, 2)} (95 % from ${decimals(low, 2)} to ${decimals(high, 2)})`;
}
