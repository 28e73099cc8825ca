// exp(x) = 2^n * exp(r), n = round(x / ln 2), |r| <= ln 2 / 2. Adding 1.5 * 2^mantissa rounds to an integer and
// leaves it in the low bits, from where a shift moves it into the exponent field: no conversion instruction.
import { multiplyAdd, splat } from "./lanes";

/** Relative error: about 1e-7 in f32, 2e-16 in f64. The argument is clamped so that the result is finite and normal. */
@inline export function exp<T extends number>(x: v128): v128 {
  if (sizeof<T>() == 4) {
    x = v128.min<f32>(v128.max<f32>(x, splat<f32>(-87.0)), splat<f32>(88.0));
    const magic = splat<f32>(12582912.0);
    const shifted = multiplyAdd<f32>(x, splat<f32>(1.44269504088896341), magic);
    const n = v128.sub<f32>(shifted, magic);
    let r = v128.sub<f32>(x, v128.mul<f32>(n, splat<f32>(0.693359375)));
    r = v128.sub<f32>(r, v128.mul<f32>(n, splat<f32>(-2.12194440e-4)));
    let p = splat<f32>(1.9875691500e-4);
    p = multiplyAdd<f32>(p, r, splat<f32>(1.3981999507e-3));
    p = multiplyAdd<f32>(p, r, splat<f32>(8.3334519073e-3));
    p = multiplyAdd<f32>(p, r, splat<f32>(4.1665795894e-2));
    p = multiplyAdd<f32>(p, r, splat<f32>(1.6666665459e-1));
    p = multiplyAdd<f32>(p, r, splat<f32>(5.0000001201e-1));
    p = v128.add<f32>(multiplyAdd<f32>(v128.mul<f32>(p, r), r, r), splat<f32>(1.0));
    return v128.add<i32>(p, v128.shl<i32>(shifted, 23));
  }
  x = v128.min<f64>(v128.max<f64>(x, splat<f64>(-708.0)), splat<f64>(709.0));
  const magic = splat<f64>(6755399441055744.0);
  const shifted = multiplyAdd<f64>(x, splat<f64>(1.4426950408889634), magic);
  const n = v128.sub<f64>(shifted, magic);
  let r = v128.sub<f64>(x, v128.mul<f64>(n, splat<f64>(6.93147180369123816490e-1)));
  r = v128.sub<f64>(r, v128.mul<f64>(n, splat<f64>(1.90821492927058770002e-10)));
  // Taylor coefficients 1/k!: at |r| <= 0.3466 the term after r^13 is below 1e-17.
  let p = splat<f64>(1.6059043836821613e-10);
  p = multiplyAdd<f64>(p, r, splat<f64>(2.08767569878681e-9));
  p = multiplyAdd<f64>(p, r, splat<f64>(2.505210838544172e-8));
  p = multiplyAdd<f64>(p, r, splat<f64>(2.755731922398589e-7));
  p = multiplyAdd<f64>(p, r, splat<f64>(2.7557319223985893e-6));
  p = multiplyAdd<f64>(p, r, splat<f64>(2.48015873015873e-5));
  p = multiplyAdd<f64>(p, r, splat<f64>(1.984126984126984e-4));
  p = multiplyAdd<f64>(p, r, splat<f64>(1.388888888888889e-3));
  p = multiplyAdd<f64>(p, r, splat<f64>(8.333333333333333e-3));
  p = multiplyAdd<f64>(p, r, splat<f64>(4.1666666666666664e-2));
  p = multiplyAdd<f64>(p, r, splat<f64>(1.6666666666666666e-1));
  p = multiplyAdd<f64>(p, r, splat<f64>(5.0e-1));
  p = v128.add<f64>(multiplyAdd<f64>(v128.mul<f64>(p, r), r, r), splat<f64>(1.0));
  return v128.add<i64>(p, v128.shl<i64>(shifted, 52));
}

/** 1 / (1 + exp(-x)). */
@inline export function sigmoid<T extends number>(x: v128): v128 {
  const one = splat<T>(1.0);
  return v128.div<T>(one, v128.add<T>(one, exp<T>(v128.neg<T>(x))));
}
