import { exp, log } from "./elementary.ts";
import { logGamma, normalCdf } from "./special.ts";

/**
 * P(X > x) of a chi-square variable with a whole number of degrees of freedom, from that with two fewer on:
 * Q(x; k) = Q(x; k - 2) + (x/2)^(k/2 - 1) exp(-x/2) / Gamma(k/2).
 *
 * @example
 * chiSquareTail(3.841459, 1).toFixed(6); // "0.050000"
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const half = 0.5 * x;
  let tail = degrees % 2 === 0 ? 0 : 2 * normalCdf(-Math.sqrt(x));
  for (let k = degrees % 2 === 0 ? 2 : 3; k <= degrees; k += 2) {
    tail += exp((0.5 * k - 1) * log(half) - half - logGamma(0.5 * k));
  }
  return Math.min(1, tail);
}
