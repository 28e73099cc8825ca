import { runsOf } from "../sortedValues.ts";
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
  const sorted = presentValues(numbers).sort();
  const { distinct, counts } = runsOf(sorted);
  const sample = evenly(sorted, SAMPLED);
  return {
    present: sorted.length,
    gaps: numbers.length - sorted.length,
    sample,
    moments: moments(sample),
    distinct,
    counts,
    whole: distinct.every(Number.isInteger),
    least: sorted[0] ?? Number.NaN,
    most: sorted[sorted.length - 1] ?? Number.NaN,
  };
}

/** Those that are not missing, in a loop of its own that engines compile well. */
function presentValues(numbers: Float64Array): Float64Array {
  const present = new Float64Array(numbers.length);
  let count = 0;
  for (let i = 0; i < numbers.length; i++) if (!Number.isNaN(numbers[i])) present[count++] = numbers[i];
  return present.subarray(0, count);
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
