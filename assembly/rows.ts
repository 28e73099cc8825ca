// Element-by-element operations on feature-major tensors of `bytes` or `rows` x `stride` bytes.
import { exp } from "./exp";
import { WIDTH, multiplyAdd, splat, splatAt, sumLanes } from "./lanes";

/** out (+)= scale * x. */
export function scaleAdd<T extends number>(out: usize, accumulate: i32, x: usize, scale: f64, bytes: usize): void {
  const factor = splat<T>(scale);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    let v = v128.mul<T>(factor, v128.load(x + i));
    if (accumulate) v = v128.add<T>(v, v128.load(out + i));
    v128.store(out + i, v);
  }
}

/** out (+)= a * b. */
export function multiply<T extends number>(out: usize, accumulate: i32, a: usize, b: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    let v = v128.mul<T>(v128.load(a + i), v128.load(b + i));
    if (accumulate) v = v128.add<T>(v, v128.load(out + i));
    v128.store(out + i, v);
  }
}

/** out[p] (+)= a[p] * b[index[p]], row by row: a broadcast of the rows of b. */
export function multiplyRows<T extends number>(
  out: usize, accumulate: i32, a: usize, b: usize, index: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    multiply<T>(out, accumulate, a, b + <usize>load<u32>(index) * stride, stride);
    out += stride;
    a += stride;
    index += 4;
  }
}

/** out[index[p]] += a[p] * b[p], row by row: the backward of the broadcast. */
export function multiplyScatterRows<T extends number>(
  out: usize, a: usize, b: usize, index: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    multiply<T>(out + <usize>load<u32>(index) * stride, 1, a, b, stride);
    a += stride;
    b += stride;
    index += 4;
  }
}

/** out[r] (+)= x[r] * exp(sign * s[r]). */
export function scaleRows<T extends number>(
  out: usize, accumulate: i32, x: usize, s: usize, sign: f64, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const factor = exp<T>(v128.mul<T>(splat<T>(sign), splatAt<T>(s)));
    const end = x + stride;
    for (; x < end; x += WIDTH) {
      let v = v128.mul<T>(factor, v128.load(x));
      if (accumulate) v = v128.add<T>(v, v128.load(out));
      v128.store(out, v);
      out += WIDTH;
    }
    s += sizeof<T>();
  }
}

/** ds[r] += sign * sum over the batch of dout[r] * out[r]. */
export function scaleRowsGradient<T extends number>(
  ds: usize, dOut: usize, out: usize, sign: f64, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    let sum = v128.splat<T>(<T>0);
    const end = out + stride;
    for (; out < end; out += WIDTH) {
      sum = multiplyAdd<T>(v128.load(dOut), v128.load(out), sum);
      dOut += WIDTH;
    }
    store<T>(ds, load<T>(ds) + <T>sign * sumLanes<T>(sum));
    ds += sizeof<T>();
  }
}

/** acc[b] += factor * sum of s: a log-determinant that is the same for every row of data. */
export function addSum<T extends number>(acc: usize, s: usize, count: i32, factor: f64, stride: usize): void {
  let sum: T = <T>0;
  for (let i = 0; i < count; i++) sum += load<T>(s + <usize>i * sizeof<T>());
  const v = v128.splat<T>(<T>factor * sum);
  for (let i: usize = 0; i < stride; i += WIDTH) v128.store(acc + i, v128.add<T>(v128.load(acc + i), v));
}

/** ds[i] += factor * sum over the batch of dacc. */
export function addSumGradient<T extends number>(ds: usize, dAcc: usize, count: i32, factor: f64, stride: usize): void {
  let sum = v128.splat<T>(<T>0);
  for (let i: usize = 0; i < stride; i += WIDTH) sum = v128.add<T>(sum, v128.load(dAcc + i));
  const v = <T>factor * sumLanes<T>(sum);
  for (let i = 0; i < count; i++) {
    store<T>(ds, load<T>(ds) + v);
    ds += sizeof<T>();
  }
}

/** sum of x[i] * w[i] over one row. */
export function weightedSum<T extends number>(x: usize, w: usize, stride: usize): f64 {
  let sum = v128.splat<T>(<T>0);
  for (let i: usize = 0; i < stride; i += WIDTH) sum = multiplyAdd<T>(v128.load(x + i), v128.load(w + i), sum);
  return <f64>sumLanes<T>(sum);
}

/** Columns of a row-major float64 table into feature-major rows: out[c][i] = (from[rowIndex[i]][c] - shift[c]) * scale[c]. */
export function loadRows<T extends number>(
  out: usize, from: usize, rowIndex: usize, count: i32, columns: i32, shift: usize, scale: usize, stride: usize,
): void {
  for (let i = 0; i < count; i++) {
    let source = from + <usize>load<u32>(rowIndex + (<usize>i << 2)) * <usize>columns * 8;
    let to = out + <usize>i * sizeof<T>();
    for (let c: usize = 0; c < <usize>columns; c++) {
      store<T>(to, <T>((load<f64>(source) - load<f64>(shift + (c << 3))) * load<f64>(scale + (c << 3))));
      source += 8;
      to += stride;
    }
  }
}

/**
 * What a draw z [rows x batch] adds to means and mean squares, in float64 whatever z is: means[r][b] += z / draws,
 * squares[r] += z^2 / all over the first `count` places of the batch.
 */
export function addMoments<T extends number>(
  means: usize, squares: usize, z: usize, draws: f64, all: f64, count: i32, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    let sum = load<f64>(squares);
    for (let b: usize = 0; b < <usize>count; b++) {
      const value = <f64>load<T>(z + b * sizeof<T>());
      store<f64>(means, load<f64>(means) + value / draws);
      sum += (value * value) / all;
      means += 8;
    }
    store<f64>(squares, sum);
    squares += 8;
    z += stride;
  }
}
