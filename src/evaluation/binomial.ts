import { exp, log } from "../numeric/elementary.ts";

/** P(X <= k) for k = 0..n of a binomial X with n trials of probability p, 0 < p < 1. */
export function binomialCdf(n: number, p: number): Float64Array {
  const logs = new Float64Array(n + 1);
  logs[0] = n * log(1 - p);
  for (let k = 1; k <= n; k++) logs[k] = logs[k - 1] + log((n - k + 1) / k) + log(p / (1 - p));
  const cdf = new Float64Array(n + 1);
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += exp(logs[k]);
    cdf[k] = Math.min(1, sum);
  }
  return cdf;
}
