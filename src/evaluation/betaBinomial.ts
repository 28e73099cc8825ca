import { exp, log } from "../numeric/elementary.ts";

/** P(X <= k) for k = 0..n of a binomial X with n trials whose probability is itself drawn from a Beta(a, b); a and b whole numbers above 0. */
export function betaBinomialCdf(n: number, a: number, b: number): Float64Array {
  let term = 0;
  for (let i = 0; i < n; i++) term += log((b + i) / (a + b + i));
  const cdf = new Float64Array(n + 1);
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    if (k > 0) term += log(((n - k + 1) / k) * ((a + k - 1) / (b + n - k)));
    sum += exp(term);
    cdf[k] = Math.min(1, sum);
  }
  return cdf;
}
