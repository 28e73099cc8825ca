/** Special functions from elementary ones that give the same bits on every engine. */
import { exp, log, log1p } from "./elementary.ts";

/** Half the logarithm of two pi: what every normal log-density subtracts. */
export const HALF_LOG_TWO_PI = 0.9189385332046727;
/** Stirling's series has its full accuracy from here on. */
const LARGE = 12;

/**
 * log Gamma(x) for x > 0, to about 14 digits (recurrence and Stirling's series).
 *
 * @example
 * Math.round(1e6 * logGamma(5)) / 1e6; // 3.178054, which is log 24
 */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < LARGE) product *= y++;
  const q = 1 / (y * y);
  const series = (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q * (1 / 1680 - q / 1188)))) / y;
  return (y - 0.5) * log(y) - y + HALF_LOG_TWO_PI + series - log(product);
}

/** I_x(a, b), the regularized incomplete beta function, by its continued fraction (modified Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x));
  const nonzero = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 2000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/**
 * P(Z <= x) of the standard normal distribution, to about 15 digits in the middle and in relative terms in both tails: a
 * series of odd powers near 0, a continued fraction far out.
 *
 * @example
 * normalCdf(0); // 0.5
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  const size = Math.abs(x);
  if (size > 38) return x > 0 ? 1 : 0;
  const density = exp(-0.5 * size * size - HALF_LOG_TWO_PI);
  if (size < 3) {
    let term = size;
    let sum = size;
    for (let k = 3; term > 1e-17 * sum; k += 2) {
      term *= (size * size) / k;
      sum += term;
    }
    const half = density * sum;
    return x > 0 ? 0.5 + half : 0.5 - half;
  }
  // Mills' ratio as 1 / (x + 1 / (x + 2 / (x + ...))), from the inside.
  let fraction = size;
  for (let k = 120; k >= 1; k--) fraction = size + k / fraction;
  const tail = density / fraction;
  return x > 0 ? 1 - tail : tail;
}

// Coefficients of Wichura's algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
];
const TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const FAR = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

function ratio([above, below]: readonly number[][], x: number): number {
  let top = 0;
  let bottom = 0;
  for (let i = 7; i >= 0; i--) {
    top = top * x + above[i];
    bottom = bottom * x + below[i];
  }
  return top / bottom;
}

/**
 * The x with P(Z <= x) = p of the standard normal distribution (Wichura 1988), to about 15 digits.
 *
 * @example
 * normalQuantile(0.5); // 0
 */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (!(p < 1)) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const value = r <= 5 ? ratio(TAIL, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -value : value;
}

/** P(T <= t) of Student's t. */
export function studentCdf(t: number, degrees: number): number {
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), 0.5 * degrees, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The t with P(T <= t) = p of Student's t: Newton's steps within bounds that grow until they hold it. */
export function studentQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  if (!(p > 0 && p < 1)) return p <= 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const tail = Math.min(p, 1 - p);
  const beyond = (t: number) => 0.5 * incompleteBeta(degrees / (degrees + t * t), 0.5 * degrees, 0.5);
  const constant =
    logGamma(0.5 * (degrees + 1)) - logGamma(0.5 * degrees) - 0.5 * (log(degrees) + log(Math.PI));
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let t = -normalQuantile(tail);
  for (let i = 0; i < 200; i++) {
    const excess = beyond(t) - tail;
    if (excess > 0) low = t;
    else high = t;
    // In logarithms the tail is nearly straight, so steps are long where it is heavy.
    const logDensity = constant - 0.5 * (degrees + 1) * log(1 + (t * t) / degrees);
    const at = excess + tail;
    const newton = t + (log(at / tail) * at) / exp(logDensity);
    if (Math.abs(newton - t) <= 1e-14 * t) break;
    const inside = newton > low && newton < high;
    t = inside ? newton : high === Number.POSITIVE_INFINITY ? 2 * t + 1 : 0.5 * (low + high);
  }
  return p < 0.5 ? -t : t;
}
