import { numberText, scaleText } from "./decimals.ts";

/** Standard deviations between the ends of the central 95 % of a normal distribution. */
const SPREADS_IN_95 = 3.92;

/** Mean and standard deviation in words; gaps do not count. */
export function inWords(values: Float64Array): string {
  const there = values.filter((value) => !Number.isNaN(value));
  if (there.length === 0) return "no values";
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const variance = there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there.length;
  const deviation = Math.sqrt(variance);
  return `mean ${scaleText(mean, deviation)}, standard deviation ${scaleText(deviation, deviation)}`;
}

/** Median and central 95 % in words. */
export function quantilesInWords(draws: Float64Array): string {
  const sorted = draws.toSorted();
  const at = (level: number) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))];
  return betweenInWords(at(0.5), at(0.025), at(0.975));
}

/** A median and what 95 % lie between, with as many digits as these tell apart. */
export function betweenInWords(median: number, low: number, high: number): string {
  const isWhole = [median, low, high].every(Number.isInteger);
  const [middle, from, to] = [median, low, high].map((value) =>
    isWhole ? numberText(value) : scaleText(value, (high - low) / SPREADS_IN_95),
  );
  return `${middle} (95 % from ${from} to ${to})`;
}
