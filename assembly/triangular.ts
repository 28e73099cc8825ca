// Solving with the transposed Jacobian of a residual block, exactly, in one sweep over its triangular order.
import { WIDTH, loadVector, multiplyAdd, splatAt, storeVector } from "./lanes";
import { GROUP_BYTES, wholeRows } from "./linear";

/** out /= d along the batch. */
@inline function divideRow<T extends number>(out: usize, d: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += WIDTH) {
    v128.store(out + at, v128.div<T>(v128.load(out + at), v128.load(d + at)));
  }
}

/** q[h] = h''[h] * (M^T x)[h], a row at a time: most hidden units lie on the path of one output, some on none. */
export function carryPaths<T extends number>(
  q: usize, x: usize, bend: usize, groups: usize, groupCount: i32, columns: usize, weights: usize, stride: usize,
): void {
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    let row = <usize>load<u32>(groups) * stride;
    const last = row + <usize>load<u32>(groups, 4) * stride;
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = load<u32>(groups, 12);
    let w = weights + <usize>load<u32>(groups, 16) * sizeof<T>();
    for (; row < last; row += stride) {
      if (count == 1) scaledProduct<T>(q + row, x + <usize>load<u32>(list) * stride, bend + row, splatAt<T>(w), stride);
      else scaledSum<T>(q + row, x, bend + row, list, count, w, stride);
      w += <usize>count * sizeof<T>();
    }
  }
}

@inline function scaledProduct<T extends number>(q: usize, x: usize, bend: usize, w: v128, stride: usize): void {
  let at: usize = 0;
  do {
    v128.store(q + at, v128.mul<T>(v128.mul<T>(w, v128.load(x + at)), v128.load(bend + at)));
    at += WIDTH;
  } while (at < stride);
}

@inline function scaledSum<T extends number>(
  q: usize, x: usize, bend: usize, list: usize, count: u32, w: usize, stride: usize,
): void {
  for (let at: usize = 0; at < stride; at += WIDTH) {
    let sum = v128.splat<T>(<T>0);
    for (let k: usize = 0; k < <usize>count; k++) {
      const from = x + <usize>load<u32>(list + (k << 2)) * stride;
      sum = multiplyAdd<T>(splatAt<T>(w + k * sizeof<T>()), v128.load(from + at), sum);
    }
    v128.store(q + at, v128.mul<T>(sum, v128.load(bend + at)));
  }
}

@inline function spreadVector<T extends number>(
  units: i32, i: i32, v: usize, q0: usize, q1: usize, h0: usize, h1: usize, w0: v128, w1: v128,
): void {
  const value = loadVector(v, i);
  storeVector(q0, i, multiplyAdd<T>(v128.mul<T>(w0, value), loadVector(h0, i), loadVector(q0, i)));
  if (units == 2) storeVector(q1, i, multiplyAdd<T>(v128.mul<T>(w1, value), loadVector(h1, i), loadVector(q1, i)));
}

/** q += w v h' for one or two hidden units along the batch. */
@inline function spread<T extends number>(
  units: i32, v: usize, q: usize, slope: usize, list: usize, weights: usize, stride: usize,
): void {
  const first = <usize>load<u32>(list) * stride;
  const second = units == 2 ? <usize>load<u32>(list, 4) * stride : 0;
  const w0 = splatAt<T>(weights);
  const w1 = units == 2 ? splatAt<T>(weights, sizeof<T>()) : w0;
  const q0 = q + first, q1 = q + second, h0 = slope + first, h1 = slope + second;
  let at: usize = 0;
  for (; at + 4 * WIDTH <= stride; at += 4 * WIDTH) {
    spreadVector<T>(units, 0, v + at, q0 + at, q1 + at, h0 + at, h1 + at, w0, w1);
    spreadVector<T>(units, 1, v + at, q0 + at, q1 + at, h0 + at, h1 + at, w0, w1);
    spreadVector<T>(units, 2, v + at, q0 + at, q1 + at, h0 + at, h1 + at, w0, w1);
    spreadVector<T>(units, 3, v + at, q0 + at, q1 + at, h0 + at, h1 + at, w0, w1);
  }
  for (; at < stride; at += WIDTH) spreadVector<T>(units, 0, v + at, q0 + at, q1 + at, h0 + at, h1 + at, w0, w1);
}

/**
 * v = (I + J)^-T (s - W1^T c) for one block with one hidden layer, J = W2 diag(h') W1. Outputs are visited so that
 * each comes after every output that reads it; when output j is reached, `q` (hidden x batch, c on entry) holds
 * c + diag(h') W2^T v of the outputs done, so that s_j - sum over hidden of W1[h,j] q_h is all that is left, up to
 * the diagonal.
 *   order: outputs; rows of W1^T as (start, count), two i32 a latent, into `inList` and the gathered *negated* weights
 *   `inWeights`; rows of W2 likewise, not negated. Hidden units may be left out of
 *   them that carry no latent whose turn is still to come.
 */
export function solveTransposed<T extends number>(
  v: usize, s: usize, diagonal: usize, slope: usize, q: usize,
  order: usize, count: i32, inRows: usize, inList: usize, inWeights: usize,
  outRows: usize, outList: usize, outWeights: usize, stride: usize,
): void {
  for (let i = 0; i < count; i++) {
    const j = <usize>load<u32>(order + (<usize>i << 2));
    const inStart = <usize>load<u32>(inRows + (j << 3));
    const inCount = <usize>load<u32>(inRows + (j << 3), 4);
    const outStart = <usize>load<u32>(outRows + (j << 3));
    const outCount = <usize>load<u32>(outRows + (j << 3), 4);
    const row = j * stride;
    wholeRows<T>(1, v + row, s + row, 0, q, inList + (inStart << 2), inCount, inWeights + inStart * sizeof<T>(), stride);
    divideRow<T>(v + row, diagonal + row, stride);
    const targets = outList + (outStart << 2);
    const weights = outWeights + outStart * sizeof<T>();
    let k: usize = 0;
    for (; k + 2 <= outCount; k += 2) {
      spread<T>(2, v + row, q, slope, targets + (k << 2), weights + k * sizeof<T>(), stride);
    }
    if (k < outCount) spread<T>(1, v + row, q, slope, targets + (k << 2), weights + k * sizeof<T>(), stride);
  }
}
