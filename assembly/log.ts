// log(x) = e ln 2 + log(m), sqrt(1/2) <= m < sqrt(2); log(m) = 2 atanh(s), s = (m - 1) / (m + 1).
// The exponent becomes a number by setting it into the mantissa of 1.5 * 2^mantissa: no conversion instruction.
import { constant, multiplyAdd } from "./lanes";

// Magic number, 1, 2, ln 2 in two parts, smallest normal number, infinity, NaN, polynomial.
const TABLE_32: usize = memory.data<f32>([
  12582912.0, 1.0, 2.0, 0.693359375, -2.12194440e-4, 1.17549435e-38, Infinity, NaN, 0.66666662693023682,
  0.40000581741333008, 0.28518211841583252, 0.2392828464508057,
]);

// The polynomial's coefficients are 2/(2k+1): at |s| <= 0.1716 the term after s^21 is below 1e-18.
const TABLE_64: usize = memory.data<f64>([
  6755399441055744.0, 1.0, 2.0, 6.93147180369123816490e-1, 1.90821492927058770002e-10, 2.2250738585072014e-308,
  Infinity, NaN, 0.6666666666666666, 0.4, 0.2857142857142857, 0.2222222222222222, 0.18181818181818182,
  0.15384615384615385, 0.13333333333333333, 0.11764705882352941, 0.10526315789473684, 0.09523809523809523,
]);

/** p q + c[i]. */
@inline function step<T extends number>(table: usize, p: v128, q: v128, i: i32): v128 {
  return multiplyAdd<T>(p, q, constant<T>(table, i));
}

/** log(x) for x = 2^e m, e an integer and m a number. */
@inline function fromParts<T extends number>(table: usize, x: v128, e: v128, m: v128): v128 {
  const magic = constant<T>(table, 0);
  const one = constant<T>(table, 1);
  const wide = sizeof<T>() == 4 ? v128.add<i32>(magic, e) : v128.add<i64>(magic, e);
  const n = v128.sub<T>(wide, magic);
  const s = v128.div<T>(v128.sub<T>(m, one), v128.add<T>(m, one));
  const q = v128.mul<T>(s, s);
  let p: v128;
  if (sizeof<T>() == 4) {
    p = constant<T>(table, 11);
  } else {
    p = constant<T>(table, 17);
    p = step<T>(table, p, q, 16);
    p = step<T>(table, p, q, 15);
    p = step<T>(table, p, q, 14);
    p = step<T>(table, p, q, 13);
    p = step<T>(table, p, q, 12);
    p = step<T>(table, p, q, 11);
  }
  p = step<T>(table, p, q, 10);
  p = step<T>(table, p, q, 9);
  p = step<T>(table, p, q, 8);
  p = v128.mul<T>(v128.mul<T>(p, q), s);
  let r = multiplyAdd<T>(n, constant<T>(table, 4), p);
  r = multiplyAdd<T>(constant<T>(table, 2), s, r);
  r = multiplyAdd<T>(n, constant<T>(table, 3), r);
  const valid = v128.and(v128.gt<T>(x, constant<T>(table, 5)), v128.lt<T>(x, constant<T>(table, 6)));
  return v128.bitselect(r, constant<T>(table, 7), valid);
}

/** For x normal and positive. Zero, negative and non-finite arguments give NaN, so that they cannot hide. */
@inline export function log<T extends number>(x: v128): v128 {
  // Subtracting the bits of sqrt(1/2) first makes the exponent that of x / sqrt(1/2).
  if (sizeof<T>() == 4) {
    const e = v128.shr<i32>(v128.sub<i32>(x, v128.splat<i32>(0x3f3504f3)), 23);
    return fromParts<T>(TABLE_32, x, e, v128.sub<i32>(x, v128.shl<i32>(e, 23)));
  }
  const e = v128.shr<i64>(v128.sub<i64>(x, v128.splat<i64>(0x3fe6a09e667f3bcd)), 52);
  return fromParts<T>(TABLE_64, x, e, v128.sub<i64>(x, v128.shl<i64>(e, 52)));
}
