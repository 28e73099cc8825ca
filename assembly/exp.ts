// exp(x) = 2^n * exp(r), n = round(x / ln 2), |r| <= ln 2 / 2. Adding 1.5 * 2^mantissa rounds to an integer and
// leaves it in the low bits, from where a shift moves it into the exponent field: no conversion instruction.
import { WIDTH, constant, multiplyAdd } from "./lanes";

// Bounds, log2(e), magic number, ln 2 in two parts, polynomial, 1.
const TABLE_32: usize = memory.data<f32>([
  -87.0, 88.0, 1.44269504088896341, 12582912.0, 0.693359375, -2.12194440e-4, 5.0000001201e-1, 1.6666665459e-1,
  4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.9875691500e-4, 1.0,
]);

// The polynomial's coefficients are 1/k!: at |r| <= 0.3466 the term after r^13 is below 1e-17.
const TABLE_64: usize = memory.data<f64>([
  -708.0, 709.0, 1.4426950408889634, 6755399441055744.0, 6.93147180369123816490e-1, 1.90821492927058770002e-10,
  5.0e-1, 1.6666666666666666e-1, 4.1666666666666664e-2, 8.333333333333333e-3, 1.388888888888889e-3,
  1.984126984126984e-4, 1.0, 2.48015873015873e-5, 2.7557319223985893e-6, 2.755731922398589e-7,
  2.505210838544172e-8, 2.08767569878681e-9, 1.6059043836821613e-10,
]);

/** c[i] + r c[j]. */
@inline function pair<T extends number>(table: usize, i: i32, j: i32, r: v128): v128 {
  return multiplyAdd<T>(r, constant<T>(table, j), constant<T>(table, i));
}

/** Relative error: about 1e-7 in f32, 2e-16 in f64. The argument is clamped so that the result is finite and normal. */
@inline export function exp<T extends number>(x: v128): v128 {
  const table = sizeof<T>() == 4 ? TABLE_32 : TABLE_64;
  return expWithin<T>(v128.pmin<T>(v128.pmax<T>(x, constant<T>(table, 0)), constant<T>(table, 1)));
}

/** `exp` of what is known to lie within the bounds. */
@inline export function expWithin<T extends number>(x: v128): v128 {
  const table = sizeof<T>() == 4 ? TABLE_32 : TABLE_64;
  const one = constant<T>(table, 12);
  const magic = constant<T>(table, 3);
  const shifted = multiplyAdd<T>(x, constant<T>(table, 2), magic);
  const n = v128.sub<T>(shifted, magic);
  const coarse = v128.sub<T>(x, v128.mul<T>(n, constant<T>(table, 4)));
  const r = v128.sub<T>(coarse, v128.mul<T>(n, constant<T>(table, 5)));
  // Estrin's order: short chains, since the latency of one long chain would bound every loop around this.
  const r2 = v128.mul<T>(r, r);
  const low = pair<T>(table, 6, 7, r);
  const middle = pair<T>(table, 8, 9, r);
  let high = pair<T>(table, 10, 11, r);
  if (sizeof<T>() == 8) {
    const r4 = v128.mul<f64>(r2, r2);
    const upper = multiplyAdd<f64>(r2, pair<f64>(table, 15, 16, r), pair<f64>(table, 13, 14, r));
    const top = pair<f64>(table, 17, 18, r);
    high = multiplyAdd<f64>(r2, multiplyAdd<f64>(r4, top, upper), high);
  }
  const tail = multiplyAdd<T>(r2, multiplyAdd<T>(r2, high, middle), low);
  const p = v128.add<T>(multiplyAdd<T>(r2, tail, r), one);
  if (sizeof<T>() == 4) return v128.add<i32>(p, v128.shl<i32>(shifted, 23));
  return v128.add<i64>(p, v128.shl<i64>(shifted, 52));
}

/** `expWithin` of two vectors, stored side by side: in f32 they share every load of a constant, to the same bits. */
@inline export function storeTwoExp<T extends number>(to: usize, x: v128, y: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(to, expWithin<T>(x));
    v128.store(to, expWithin<T>(y), WIDTH);
    return;
  }
  const scale = constant<f32>(TABLE_32, 2);
  const magic = constant<f32>(TABLE_32, 3);
  const shiftedX = multiplyAdd<f32>(x, scale, magic);
  const shiftedY = multiplyAdd<f32>(y, scale, magic);
  const nX = v128.sub<f32>(shiftedX, magic);
  const nY = v128.sub<f32>(shiftedY, magic);
  const coarse = constant<f32>(TABLE_32, 4);
  const fine = constant<f32>(TABLE_32, 5);
  const rX = v128.sub<f32>(v128.sub<f32>(x, v128.mul<f32>(nX, coarse)), v128.mul<f32>(nX, fine));
  const rY = v128.sub<f32>(v128.sub<f32>(y, v128.mul<f32>(nY, coarse)), v128.mul<f32>(nY, fine));
  const squareX = v128.mul<f32>(rX, rX);
  const squareY = v128.mul<f32>(rY, rY);
  const c5 = constant<f32>(TABLE_32, 10), c6 = constant<f32>(TABLE_32, 11);
  const c3 = constant<f32>(TABLE_32, 8), c4 = constant<f32>(TABLE_32, 9);
  let pX = multiplyAdd<f32>(squareX, multiplyAdd<f32>(rX, c6, c5), multiplyAdd<f32>(rX, c4, c3));
  let pY = multiplyAdd<f32>(squareY, multiplyAdd<f32>(rY, c6, c5), multiplyAdd<f32>(rY, c4, c3));
  const c1 = constant<f32>(TABLE_32, 6), c2 = constant<f32>(TABLE_32, 7);
  pX = multiplyAdd<f32>(squareX, pX, multiplyAdd<f32>(rX, c2, c1));
  pY = multiplyAdd<f32>(squareY, pY, multiplyAdd<f32>(rY, c2, c1));
  const one = constant<f32>(TABLE_32, 12);
  pX = v128.add<f32>(multiplyAdd<f32>(squareX, pX, rX), one);
  pY = v128.add<f32>(multiplyAdd<f32>(squareY, pY, rY), one);
  v128.store(to, v128.add<i32>(pX, v128.shl<i32>(shiftedX, 23)));
  v128.store(to, v128.add<i32>(pY, v128.shl<i32>(shiftedY, 23)), WIDTH);
}

/** 1 / (1 + exp(-x)). */
@inline export function sigmoid<T extends number>(x: v128): v128 {
  const one = constant<T>(sizeof<T>() == 4 ? TABLE_32 : TABLE_64, 12);
  return v128.div<T>(one, v128.add<T>(one, exp<T>(v128.neg<T>(x))));
}

// Clamps, magic number, 2^r = sum c_k r^k on |r| <= 1/2, 1.
const POWERS: usize = memory.data<f32>([
  -125.0, 125.0, 12582912.0, 1.0, 0.6931470036506653, 0.24022242426872253, 0.05550733581185341, 0.009671512991189957,
  0.001326472614891827,
]);

/** -log2(e). */
export const MINUS_LOG2_E: f64 = -1.4426950408889634;

/**
 * sigmoid of the vectors at `a` and `b`, with `scale` times them = -log2(e) times the argument, in f32. The argument is
 * reduced to a power of two in one step, without the two-part ln 2, which costs relative accuracy |x| 6e-8: enough for
 * activations that are trained. Two vectors share every load of a constant, of which there are half as many as operations.
 */
@inline export function storeSigmoids(a: usize, b: usize, scale: v128, toA: usize, toB: usize): void {
  const low = constant<f32>(POWERS, 0);
  const high = constant<f32>(POWERS, 1);
  const ta = v128.pmin<f32>(v128.pmax<f32>(v128.mul<f32>(scale, v128.load(a)), low), high);
  const tb = v128.pmin<f32>(v128.pmax<f32>(v128.mul<f32>(scale, v128.load(b)), low), high);
  const magic = constant<f32>(POWERS, 2);
  const shiftedA = v128.add<f32>(ta, magic);
  const shiftedB = v128.add<f32>(tb, magic);
  const ra = v128.sub<f32>(ta, v128.sub<f32>(shiftedA, magic));
  const rb = v128.sub<f32>(tb, v128.sub<f32>(shiftedB, magic));
  const c2 = constant<f32>(POWERS, 6), c3 = constant<f32>(POWERS, 7);
  let pa = multiplyAdd<f32>(ra, c3, c2);
  let pb = multiplyAdd<f32>(rb, c3, c2);
  const ra2 = v128.mul<f32>(ra, ra);
  const rb2 = v128.mul<f32>(rb, rb);
  const c4 = constant<f32>(POWERS, 8);
  pa = multiplyAdd<f32>(ra2, c4, pa);
  pb = multiplyAdd<f32>(rb2, c4, pb);
  const c0 = constant<f32>(POWERS, 4), c1 = constant<f32>(POWERS, 5);
  pa = multiplyAdd<f32>(ra2, pa, multiplyAdd<f32>(ra, c1, c0));
  pb = multiplyAdd<f32>(rb2, pb, multiplyAdd<f32>(rb, c1, c0));
  const one = constant<f32>(POWERS, 3);
  const powerA = v128.add<i32>(multiplyAdd<f32>(pa, ra, one), v128.shl<i32>(shiftedA, 23));
  const powerB = v128.add<i32>(multiplyAdd<f32>(pb, rb, one), v128.shl<i32>(shiftedB, 23));
  v128.store(toA, v128.div<f32>(one, v128.add<f32>(one, powerA)));
  v128.store(toB, v128.div<f32>(one, v128.add<f32>(one, powerB)));
}
