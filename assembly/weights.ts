// Small operations on weight vectors: gathering, products along paths, softplus.
import { exp, sigmoid } from "./exp";
import { log } from "./log";
import { splat } from "./lanes";

/** out[i] = scale * from[index[i]]. */
export function gather<T extends number>(out: usize, from: usize, index: usize, count: i32, scale: f64): void {
  for (let i = 0; i < count; i++) {
    store<T>(out, <T>scale * load<T>(from + <usize>load<u32>(index) * sizeof<T>()));
    out += sizeof<T>();
    index += 4;
  }
}

/** out[index[i]] += from[i]. */
export function scatterAdd<T extends number>(out: usize, from: usize, index: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const at = out + <usize>load<u32>(index) * sizeof<T>();
    store<T>(at, load<T>(at) + load<T>(from));
    from += sizeof<T>();
    index += 4;
  }
}

/** out[i] = a[ia[i]] * b[ib[i]]. */
export function pairProduct<T extends number>(out: usize, a: usize, ia: usize, b: usize, ib: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const x = load<T>(a + <usize>load<u32>(ia) * sizeof<T>());
    const y = load<T>(b + <usize>load<u32>(ib) * sizeof<T>());
    store<T>(out, x * y);
    out += sizeof<T>();
    ia += 4;
    ib += 4;
  }
}

/** The backward of pairProduct. */
export function pairProductBackward<T extends number>(
  dOut: usize, a: usize, da: usize, ia: usize, b: usize, db: usize, ib: usize, count: i32,
): void {
  for (let i = 0; i < count; i++) {
    const ja = <usize>load<u32>(ia) * sizeof<T>();
    const jb = <usize>load<u32>(ib) * sizeof<T>();
    const up = load<T>(dOut);
    store<T>(da + ja, load<T>(da + ja) + up * load<T>(b + jb));
    store<T>(db + jb, load<T>(db + jb) + up * load<T>(a + ja));
    dOut += sizeof<T>();
    ia += 4;
    ib += 4;
  }
}

@inline function firstLane<T extends number>(v: v128): T {
  if (sizeof<T>() == 4) return <T>f32x4.extract_lane(v, 0);
  return <T>f64x2.extract_lane(v, 0);
}

/** out[i] = log(1 + exp(x[i])), slope[i] = sigmoid(x[i]). */
export function softplus<T extends number>(out: usize, slope: usize, x: usize, count: i32): void {
  const one = splat<T>(1.0);
  for (let i = 0; i < count; i++) {
    const v = v128.splat<T>(load<T>(x));
    // log(1 + e^x) = max(x, 0) + log(1 + e^-|x|) keeps large arguments exact.
    const tail = log<T>(v128.add<T>(one, exp<T>(v128.neg<T>(v128.abs<T>(v)))));
    store<T>(out, firstLane<T>(v128.add<T>(v128.max<T>(v, splat<T>(0.0)), tail)));
    store<T>(slope, firstLane<T>(sigmoid<T>(v)));
    out += sizeof<T>();
    slope += sizeof<T>();
    x += sizeof<T>();
  }
}

/** out[i] += a[i] * b[i]. */
export function addProduct<T extends number>(out: usize, a: usize, b: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const at = <usize>i * sizeof<T>();
    store<T>(out + at, load<T>(out + at) + load<T>(a + at) * load<T>(b + at));
  }
}

export function expScalar(x: f64): f64 {
  return f64x2.extract_lane(exp<f64>(f64x2.splat(x)), 0);
}

export function logScalar(x: f64): f64 {
  return f64x2.extract_lane(log<f64>(f64x2.splat(x)), 0);
}
