import { normalQuantile } from "../numeric/special.ts";
import { countBelow } from "./sortedValues.ts";

/** The normal quantile of every value's rank; equal values share their mean rank, and what is missing has 0. */
export function normalScores(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const { length } = sorted;
  // Of each run of equal values its score, at the place where it begins.
  const scoreAt = new Float64Array(length);
  for (let from = 0; from < length; ) {
    let to = from + 1;
    while (to < length && sorted[to] === sorted[from]) to++;
    scoreAt[from] = normalQuantile((from + to) / (2 * length));
    from = to;
  }
  return values.map((value) => (Number.isNaN(value) ? 0 : scoreAt[countBelow(sorted, value)]));
}
