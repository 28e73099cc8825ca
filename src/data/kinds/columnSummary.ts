import { type Moments, moments } from "./marginalFits.ts";

/** What the kind of a column of numbers is told by. */
export interface ColumnSummary {
  /** Values that are there. */
  readonly present: number;
  readonly gaps: number;
  /** Sorted; of many values evenly spread ones. */
  readonly sample: Float64Array;
  readonly moments: Moments;
  readonly distinct: Float64Array;
  /** How often each distinct value comes. */
  readonly counts: Float64Array;
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
}

/** More would hardly change what is found. */
const SAMPLED = 4000;

export function summaryOf(numbers: Float64Array): ColumnSummary {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let at = 0; at < sorted.length; at++) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) {
      distinct.push(sorted[at]);
      counts.push(1);
    } else counts[counts.length - 1]++;
  }
  const sample = evenly(sorted, SAMPLED);
  return {
    present: sorted.length,
    gaps: numbers.length - sorted.length,
    sample,
    moments: moments(sample),
    distinct: Float64Array.from(distinct),
    counts: Float64Array.from(counts),
    whole: distinct.every(Number.isInteger),
    least: sorted[0] ?? Number.NaN,
    most: sorted[sorted.length - 1] ?? Number.NaN,
  };
}

/** At most so many values, evenly spread over all. */
export function evenly(values: Float64Array, most: number): Float64Array {
  const { length } = values;
  if (length <= most) return values;
  return Float64Array.from({ length: most }, (_, i) => values[Math.floor(((i + 0.5) * length) / most)]);
}

/** The value below which a share of sorted values lies. */
export function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
