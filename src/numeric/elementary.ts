/**
 * Elementary functions from + - * / and square roots alone, so that every JavaScript engine gives the same bits
 * (the built-in ones may differ in their last digits). The polynomials are those of fdlibm (Sun Microsystems, 1993).
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const bits = new DataView(new ArrayBuffer(8));

const LEAST_POWER = -1074;
/** All powers of two, exact by doubling: one that is looked up need not wait for its halves to be written. */
const powersOfTwo = new Float64Array(1023 - LEAST_POWER + 1);
for (let i = 0, power = Number.MIN_VALUE; i < powersOfTwo.length; i++, power *= 2) powersOfTwo[i] = power;

/** 2^n for a whole n from -1074 to 1023. */
function powerOfTwo(n: number): number {
  return powersOfTwo[n - LEAST_POWER];
}

/** e^x to about one unit in the last place. @example exp(0); // 1 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const n = Math.round(x * Math.LOG2E);
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const r = high - low;
  // Remez form of fdlibm: exp(r) = 1 + 2r / (R - r) with R = r (e^r + 1) / (e^r - 1) even in r.
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Near the ends of the range 2^n is not a normal number: scale in two steps, the last of which rounds once.
  return n < -1000
    ? y * powerOfTwo(n + 100) * powerOfTwo(-100)
    : n > 1000
      ? y * powerOfTwo(n - 1) * 2
      : y * powerOfTwo(n);
}

/** Natural logarithm to about one unit in the last place. @example log(1); // 0 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let e = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984;
    e -= 54;
  }
  bits.setFloat64(0, value);
  // The exponent of value / sqrt(1/2), so that the mantissa lies in [sqrt(1/2), sqrt(2)).
  const shift = (bits.getInt32(0) - 0x3fe6a09e) >> 20;
  e += shift;
  const f = value * powerOfTwo(-shift) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return e * LN2_HIGH - (half - (s * (half + odd + even) + e * LN2_LOW) - f);
}

/** 1 / (1 + e^-x). @example sigmoid(0); // 0.5 */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** log(1 + x), accurate for small x too; NaN below -1. @example log1p(1e-20); // 1e-20 */
export function log1p(x: number): number {
  // Kahan's correction: the rounding error of 1 + x cancels in the quotient.
  const u = 1 + x;
  if (u === 1) return x;
  return u === Infinity ? u : log(u) * (x / (u - 1));
}

/** log(1 + e^x). @example softplus(0); // log(2) */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** Hyperbolic tangent, to about three units in the last place. @example tanh(0); // 0 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 0.25) {
    // Continued fraction: no cancellation near zero.
    const q = x * x;
    return x / (1 + q / (3 + q / (5 + q / (7 + q / (9 + q / (11 + q / 13))))));
  }
  const e = exp(-2 * a);
  const t = (1 - e) / (1 + e);
  return x < 0 ? -t : t;
}

const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

function sineSeries(x: number): number {
  const q = x * x;
  return (
    x +
    x *
      q *
      (-0.16666666666666632 +
        q *
          (0.00833333333332249 +
            q *
              (-0.0001984126982985795 +
                q * (2.7557313707070068e-6 + q * (-2.5050760253406863e-8 + q * 1.58969099521155e-10)))))
  );
}

function cosineSeries(x: number): number {
  const q = x * x;
  return (
    1 -
    0.5 * q +
    q *
      q *
      (0.0416666666666666 +
        q *
          (-0.001388888888887411 +
            q *
              (2.480158728947673e-5 +
                q * (-2.7557314351390663e-7 + q * (2.087572321298175e-9 + q * -1.1359647557788195e-11)))))
  );
}

/** Sine, for arguments up to about 1e6 in size. @example sin(0); // 0 */
export function sin(x: number): number {
  const n = Math.round(x * 0.6366197723675814);
  const r = x - n * HALF_PI_HIGH - n * HALF_PI_LOW;
  const quadrant = ((n % 4) + 4) % 4;
  if (quadrant === 0) return sineSeries(r);
  if (quadrant === 1) return cosineSeries(r);
  if (quadrant === 2) return -sineSeries(r);
  return -cosineSeries(r);
}

/** Cosine, for arguments up to about 1e6 in size. @example cos(0); // 1 */
export function cos(x: number): number {
  const n = Math.round(x * 0.6366197723675814);
  const r = x - n * HALF_PI_HIGH - n * HALF_PI_LOW;
  const quadrant = ((n % 4) + 4) % 4;
  if (quadrant === 0) return cosineSeries(r);
  if (quadrant === 1) return -sineSeries(r);
  if (quadrant === 2) return -cosineSeries(r);
  return sineSeries(r);
}
