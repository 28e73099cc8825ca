// log(x) = e ln 2 + log(m), sqrt(1/2) <= m < sqrt(2); log(m) = 2 atanh(s), s = (m - 1) / (m + 1).
// The exponent becomes a number by setting it into the mantissa of 1.5 * 2^mantissa: no conversion instruction.
import { multiplyAdd, splat } from "./lanes";

/** For x normal and positive. Zero, negative and non-finite arguments give NaN, so that they cannot hide. */
@inline export function log<T extends number>(x: v128): v128 {
  if (sizeof<T>() == 4) {
    // Subtracting the bits of sqrt(1/2) first makes the exponent that of x / sqrt(1/2).
    const offset = v128.splat<i32>(0x3f3504f3);
    const e = v128.shr<i32>(v128.sub<i32>(x, offset), 23);
    const m = v128.sub<i32>(x, v128.shl<i32>(e, 23));
    const magic = splat<f32>(12582912.0);
    const n = v128.sub<f32>(v128.add<i32>(magic, e), magic);
    const one = splat<f32>(1.0);
    const s = v128.div<f32>(v128.sub<f32>(m, one), v128.add<f32>(m, one));
    const q = v128.mul<f32>(s, s);
    let p = splat<f32>(0.2392828464508057);
    p = multiplyAdd<f32>(p, q, splat<f32>(0.28518211841583252));
    p = multiplyAdd<f32>(p, q, splat<f32>(0.40000581741333008));
    p = multiplyAdd<f32>(p, q, splat<f32>(0.66666662693023682));
    p = v128.mul<f32>(v128.mul<f32>(p, q), s);
    let r = multiplyAdd<f32>(n, splat<f32>(-2.12194440e-4), p);
    r = multiplyAdd<f32>(splat<f32>(2.0), s, r);
    r = multiplyAdd<f32>(n, splat<f32>(0.693359375), r);
    const valid = v128.and(v128.gt<f32>(x, splat<f32>(1.17549435e-38)), v128.lt<f32>(x, splat<f32>(Infinity)));
    return v128.bitselect(r, splat<f32>(NaN), valid);
  }
  const offset = v128.splat<i64>(0x3fe6a09e667f3bcd);
  const e = v128.shr<i64>(v128.sub<i64>(x, offset), 52);
  const m = v128.sub<i64>(x, v128.shl<i64>(e, 52));
  const magic = splat<f64>(6755399441055744.0);
  const n = v128.sub<f64>(v128.add<i64>(magic, e), magic);
  const one = splat<f64>(1.0);
  const s = v128.div<f64>(v128.sub<f64>(m, one), v128.add<f64>(m, one));
  const q = v128.mul<f64>(s, s);
  // 2/(2k+1): at |s| <= 0.1716 the term after s^21 is below 1e-18.
  let p = splat<f64>(0.09523809523809523);
  p = multiplyAdd<f64>(p, q, splat<f64>(0.10526315789473684));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.11764705882352941));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.13333333333333333));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.15384615384615385));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.18181818181818182));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.2222222222222222));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.2857142857142857));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.4));
  p = multiplyAdd<f64>(p, q, splat<f64>(0.6666666666666666));
  p = v128.mul<f64>(v128.mul<f64>(p, q), s);
  let r = multiplyAdd<f64>(n, splat<f64>(1.90821492927058770002e-10), p);
  r = multiplyAdd<f64>(splat<f64>(2.0), s, r);
  r = multiplyAdd<f64>(n, splat<f64>(6.93147180369123816490e-1), r);
  const valid = v128.and(
    v128.gt<f64>(x, splat<f64>(2.2250738585072014e-308)),
    v128.lt<f64>(x, splat<f64>(Infinity)),
  );
  return v128.bitselect(r, splat<f64>(NaN), valid);
}
