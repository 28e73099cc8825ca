import { normalQuantile } from "../numeric/special.ts";

/** The normal quantile of every value's rank; equal values share their mean rank, and what is missing has 0. */
export function normalScores(values: Float64Array): Float64Array {
  const order = Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]))
    .sort((a, b) => values[a] - values[b]);
  const scores = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    const score = normalQuantile((from + to) / (2 * order.length));
    for (let i = from; i < to; i++) scores[order[i]] = score;
    from = to;
  }
  return scores;
}
