// The logarithm of the gamma function and its derivative in float64, for the few values a column has of its own.
import { logScalar } from "./weights";

const HALF_LOG_TWO_PI: f64 = 0.9189385332046727;
/** Stirling's series has its full accuracy from here on. */
const LARGE: f64 = 12.0;

/** Stirling's correction: log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2). */
@inline export function correction(x: f64): f64 {
  const q = 1.0 / (x * x);
  return (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q * (1.0 / 1680.0 - q / 1188.0)))) / x;
}

/** log Gamma(x) for x > 0. */
export function logGamma(x: f64): f64 {
  let product: f64 = 1.0;
  while (x < LARGE) {
    product *= x;
    x += 1.0;
  }
  return (x - 0.5) * logScalar(x) - x + HALF_LOG_TWO_PI + correction(x) - logScalar(product);
}

/** The derivative of log Gamma for x > 0. */
export function digamma(x: f64): f64 {
  let sum: f64 = 0.0;
  while (x < LARGE) {
    sum -= 1.0 / x;
    x += 1.0;
  }
  const q = 1.0 / (x * x);
  const series = q * (1.0 / 12.0 - q * (1.0 / 120.0 - q * (1.0 / 252.0 - q * (1.0 / 240.0 - q * (1.0 / 132.0)))));
  return sum + logScalar(x) - 0.5 / x - series;
}
