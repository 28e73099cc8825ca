// Increasing maps of one variable whose parameters differ from row to row of data. Parameters are component-major: those of
// component j are rows j P to j P + P - 1 of `theta`. `sum` takes the logarithms of the slopes of all components.
import { exp } from "./exp";
import { log } from "./log";
import { WIDTH, multiplyAdd, splat } from "./lanes";

/** x / (1 + |x| / limit): the identity near 0, never beyond the limit. */
@inline export function bent<T extends number>(x: v128, limit: f64): v128 {
  return v128.div<T>(x, multiplyAdd<T>(v128.abs<T>(x), splat<T>(1.0 / limit), splat<T>(1.0)));
}

/** The slope of `bent` at x. */
@inline export function bentSlope<T extends number>(x: v128, limit: f64): v128 {
  const q = v128.div<T>(splat<T>(1.0), multiplyAdd<T>(v128.abs<T>(x), splat<T>(1.0 / limit), splat<T>(1.0)));
  return v128.mul<T>(q, q);
}

@inline export function addTo<T extends number>(pointer: usize, accumulate: i32, value: v128): void {
  v128.store(pointer, accumulate ? v128.add<T>(value, v128.load(pointer)) : value);
}

/** out = shift + e^a y with a the second parameter, bent to stay below `limit`. */
export function affineTransform<T extends number>(
  out: usize, sum: usize, y: usize, theta: usize, limit: f64, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const a = bent<T>(v128.load(theta + stride + i), limit);
      v128.store(out + i, multiplyAdd<T>(exp<T>(a), v128.load(y + i), v128.load(theta + i)));
      v128.store(sum + i, v128.add<T>(v128.load(sum + i), a));
    }
    out += stride;
    y += stride;
    theta += 2 * stride;
  }
}

/** `dy` may be 0; `dTheta` is overwritten. */
export function affineTransformBackward<T extends number>(
  dy: usize, accumulate: i32, dTheta: usize, dOut: usize, dSum: usize, y: usize, theta: usize, limit: f64,
  rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const raw = v128.load(theta + stride + i);
      const up = v128.load(dOut + i);
      const down = v128.mul<T>(up, exp<T>(bent<T>(raw, limit)));
      if (dy) addTo<T>(dy + i, accumulate, down);
      v128.store(dTheta + i, up);
      const da = multiplyAdd<T>(down, v128.load(y + i), v128.load(dSum + i));
      v128.store(dTheta + stride + i, v128.mul<T>(da, bentSlope<T>(raw, limit)));
    }
    if (dy) dy += stride;
    dOut += stride;
    y += stride;
    theta += 2 * stride;
    dTheta += 2 * stride;
  }
}

/** y = e^-a (target - shift). */
export function affineTransformInverse<T extends number>(
  y: usize, target: usize, theta: usize, limit: f64, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const a = bent<T>(v128.load(theta + stride + i), limit);
      const shifted = v128.sub<T>(v128.load(target + i), v128.load(theta + i));
      v128.store(y + i, v128.mul<T>(shifted, exp<T>(v128.neg<T>(a))));
    }
    y += stride;
    target += stride;
    theta += 2 * stride;
  }
}

export const ASINH: i32 = 0;
export const SINH: i32 = 1;

@inline function halves<T extends number>(e: v128): v128 {
  return v128.mul<T>(e, splat<T>(0.5));
}

@inline function asinh<T extends number>(x: v128, root: v128): v128 {
  const size = log<T>(v128.add<T>(v128.abs<T>(x), root));
  return v128.bitselect(v128.neg<T>(size), size, v128.lt<T>(x, splat<T>(0.0)));
}

/** out = asinh(y) or sinh(y). */
export function curve<T extends number>(kind: i32, out: usize, sum: usize, y: usize, rows: i32, stride: usize): void {
  const one = splat<T>(1.0);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      if (kind == ASINH) {
        const root = v128.sqrt<T>(multiplyAdd<T>(x, x, one));
        v128.store(out + i, asinh<T>(x, root));
        v128.store(sum + i, v128.sub<T>(v128.load(sum + i), log<T>(root)));
      } else if (kind == SINH) {
        const up = halves<T>(exp<T>(x)), down = halves<T>(exp<T>(v128.neg<T>(x)));
        v128.store(out + i, v128.sub<T>(up, down));
        v128.store(sum + i, v128.add<T>(v128.load(sum + i), log<T>(v128.add<T>(up, down))));
      } else unreachable();
    }
    out += stride;
    y += stride;
  }
}

/** dy (+)= dout f'(y) + dsum f''(y) / f'(y). */
export function curveBackward<T extends number>(
  kind: i32, dy: usize, accumulate: i32, dOut: usize, dSum: usize, y: usize, rows: i32, stride: usize,
): void {
  const one = splat<T>(1.0);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const g = v128.load(dOut + i);
      const s = v128.load(dSum + i);
      if (kind == ASINH) {
        const square = multiplyAdd<T>(x, x, one);
        const through = v128.div<T>(g, v128.sqrt<T>(square));
        addTo<T>(dy + i, accumulate, v128.sub<T>(through, v128.div<T>(v128.mul<T>(s, x), square)));
      } else {
        const up = halves<T>(exp<T>(x)), down = halves<T>(exp<T>(v128.neg<T>(x)));
        const cosh = v128.add<T>(up, down);
        const tanh = v128.div<T>(v128.sub<T>(up, down), cosh);
        addTo<T>(dy + i, accumulate, multiplyAdd<T>(g, cosh, v128.mul<T>(s, tanh)));
      }
    }
    dy += stride;
    dOut += stride;
    y += stride;
  }
}
