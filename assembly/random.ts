// xoshiro128++ (Blackman & Vigna 2019), four independent streams side by side, and normal draws by Box and
// Muller in float64, rounded to the element type: both precisions see the same noise.
import { log } from "./log";
import { multiplyAdd, splat } from "./lanes";

@inline function rotate(x: v128, k: i32): v128 {
  return v128.or(v128.shl<i32>(x, k), v128.shr<u32>(x, 32 - k));
}

/** Next 4 x 32 bits of the state at `state` (4 words x 4 streams). */
@inline function nextBits(state: usize): v128 {
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  const result = v128.add<i32>(rotate(v128.add<i32>(s0, s3), 7), s0);
  const t = v128.shl<i32>(s1, 9);
  s2 = v128.xor(s2, s0);
  s3 = v128.xor(s3, s1);
  s1 = v128.xor(s1, s2);
  s0 = v128.xor(s0, s3);
  s2 = v128.xor(s2, t);
  s3 = rotate(s3, 11);
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
  return result;
}

/** (bits + 1/2) / 2^32, never 0 or 1. */
@inline function toUniform(bits: v128): v128 {
  return v128.mul<f64>(
    v128.add<f64>(f64x2.convert_low_i32x4_u(bits), splat<f64>(0.5)),
    splat<f64>(2.3283064365386963e-10),
  );
}

/** sin(x) on |x| <= pi/2 by its Taylor series; the term after x^19 is below 1e-16. */
@inline function sineOfHalfTurn(x: v128): v128 {
  const q = v128.mul<f64>(x, x);
  let p = splat<f64>(-8.22063524662433e-18);
  p = multiplyAdd<f64>(p, q, splat<f64>(2.8114572543455206e-15));
  p = multiplyAdd<f64>(p, q, splat<f64>(-7.647163731819816e-13));
  p = multiplyAdd<f64>(p, q, splat<f64>(1.6059043836821613e-10));
  p = multiplyAdd<f64>(p, q, splat<f64>(-2.505210838544172e-8));
  p = multiplyAdd<f64>(p, q, splat<f64>(2.7557319223985893e-6));
  p = multiplyAdd<f64>(p, q, splat<f64>(-1.984126984126984e-4));
  p = multiplyAdd<f64>(p, q, splat<f64>(8.333333333333333e-3));
  p = multiplyAdd<f64>(p, q, splat<f64>(-1.6666666666666666e-1));
  return multiplyAdd<f64>(v128.mul<f64>(p, q), x, x);
}

/** sin(2 pi u) for u in (-1/2, 1/2): folded at a quarter turn. */
@inline function sineOfTurns(u: v128): v128 {
  const half = splat<f64>(0.5);
  const folded = v128.sub<f64>(half, v128.abs<f64>(u));
  const small = v128.min<f64>(v128.abs<f64>(u), folded);
  const sine = sineOfHalfTurn(v128.mul<f64>(small, splat<f64>(6.283185307179586)));
  const sign = v128.and(u, v128.splat<i64>(i64.MIN_VALUE));
  return v128.xor(sine, sign);
}

@inline function storePair<T extends number>(out: usize, v: v128): void {
  if (sizeof<T>() == 4) v128.store64_lane(out, f32x4.demote_f64x2_zero(v), 0);
  else v128.store(out, v);
}

/** `count` standard normal draws, rounded up to a multiple of 8. */
export function fillNormal<T extends number>(out: usize, count: i32, state: usize): void {
  const half = splat<f64>(0.5);
  if (count > 0) do {
    let bits = nextBits(state);
    let turns = nextBits(state);
    let pair = 0;
    do {
      const radius = v128.sqrt<f64>(v128.mul<f64>(splat<f64>(-2.0), log<f64>(toUniform(bits))));
      const u = v128.sub<f64>(toUniform(turns), half);
      // cos(2 pi u) = sin(2 pi (u + 1/4)), brought back into (-1/2, 1/2).
      const quarter = v128.add<f64>(u, splat<f64>(0.25));
      const wrapped = v128.sub<f64>(
        quarter,
        v128.and(v128.gt<f64>(quarter, half), splat<f64>(1.0)),
      );
      storePair<T>(out, v128.mul<f64>(radius, sineOfTurns(u)));
      storePair<T>(out + 2 * sizeof<T>(), v128.mul<f64>(radius, sineOfTurns(wrapped)));
      out += 4 * sizeof<T>();
      bits = v128.shuffle<i64>(bits, bits, 1, 0);
      turns = v128.shuffle<i64>(turns, turns, 1, 0);
    } while (++pair < 2);
    count -= 8;
  } while (count > 0);
}

/** `count` uniform draws on (0, 1) in float64, rounded up to a multiple of 4; 32 random bits each. */
export function fillUniform(out: usize, count: i32, state: usize): void {
  for (let i = 0; i < count; i += 4) {
    const bits = nextBits(state);
    v128.store(out, toUniform(bits));
    v128.store(out, toUniform(v128.shuffle<i64>(bits, bits, 1, 0)), 16);
    out += 32;
  }
}
