// Solving with the transposed Jacobian of a residual block, exactly, in one sweep over its triangular order.
import { WIDTH, multiplyAdd, splatAt } from "./lanes";

/** sum += sum over the list of weight * q, for `vectors` (1 or 4) vectors at `at`, divided into `out`. */
@inline function solveOne<T extends number>(
  vectors: i32, v: usize, s: usize, d: usize, q: usize, slope: usize,
  inList: usize, inWeights: usize, inCount: usize, outList: usize, outWeights: usize, outCount: usize, stride: usize,
): void {
  let a0 = v128.load(s);
  let a1 = a0, a2 = a0, a3 = a0;
  if (vectors == 4) {
    a1 = v128.load(s, WIDTH);
    a2 = v128.load(s, 2 * WIDTH);
    a3 = v128.load(s, 3 * WIDTH);
  }
  for (let k: usize = 0; k < inCount; k++) {
    const w = splatAt<T>(inWeights + k * sizeof<T>());
    const h = q + <usize>load<u32>(inList + (k << 2)) * stride;
    a0 = v128.sub<T>(a0, v128.mul<T>(w, v128.load(h)));
    if (vectors == 4) {
      a1 = v128.sub<T>(a1, v128.mul<T>(w, v128.load(h, WIDTH)));
      a2 = v128.sub<T>(a2, v128.mul<T>(w, v128.load(h, 2 * WIDTH)));
      a3 = v128.sub<T>(a3, v128.mul<T>(w, v128.load(h, 3 * WIDTH)));
    }
  }
  a0 = v128.div<T>(a0, v128.load(d));
  v128.store(v, a0);
  if (vectors == 4) {
    a1 = v128.div<T>(a1, v128.load(d, WIDTH));
    a2 = v128.div<T>(a2, v128.load(d, 2 * WIDTH));
    a3 = v128.div<T>(a3, v128.load(d, 3 * WIDTH));
    v128.store(v, a1, WIDTH);
    v128.store(v, a2, 2 * WIDTH);
    v128.store(v, a3, 3 * WIDTH);
  }
  for (let k: usize = 0; k < outCount; k++) {
    const w = splatAt<T>(outWeights + k * sizeof<T>());
    const row = <usize>load<u32>(outList + (k << 2)) * stride;
    const to = q + row;
    const h1 = slope + row;
    v128.store(to, multiplyAdd<T>(v128.mul<T>(w, a0), v128.load(h1), v128.load(to)));
    if (vectors == 4) {
      v128.store(to, multiplyAdd<T>(v128.mul<T>(w, a1), v128.load(h1, WIDTH), v128.load(to, WIDTH)), WIDTH);
      v128.store(to, multiplyAdd<T>(v128.mul<T>(w, a2), v128.load(h1, 2 * WIDTH), v128.load(to, 2 * WIDTH)), 2 * WIDTH);
      v128.store(to, multiplyAdd<T>(v128.mul<T>(w, a3), v128.load(h1, 3 * WIDTH), v128.load(to, 3 * WIDTH)), 3 * WIDTH);
    }
  }
}

/**
 * v = (I + J)^-T (s - W1^T c) for one block with one hidden layer, J = W2 diag(h') W1. Outputs are visited so that
 * each comes after every output that reads it; when output j is reached, `q` (hidden x batch, c on entry) holds
 * c + diag(h') W2^T v of the outputs done, so that s_j - sum over hidden of W1[h,j] q_h is all that is left, up to
 * the diagonal.
 *   order: outputs; rows of W1^T as (start, count), two i32 a latent, into `inList` and the gathered weights
 *   `inWeights`; rows of W2 likewise.
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
    const columns = inList + (inStart << 2);
    const weights = inWeights + inStart * sizeof<T>();
    const targets = outList + (outStart << 2);
    const spread = outWeights + outStart * sizeof<T>();
    let at: usize = 0;
    for (; at + 4 * WIDTH <= stride; at += 4 * WIDTH) {
      solveOne<T>(4, v + row + at, s + row + at, diagonal + row + at, q + at, slope + at,
        columns, weights, inCount, targets, spread, outCount, stride);
    }
    for (; at < stride; at += WIDTH) {
      solveOne<T>(1, v + row + at, s + row + at, diagonal + row + at, q + at, slope + at,
        columns, weights, inCount, targets, spread, outCount, stride);
    }
  }
}
