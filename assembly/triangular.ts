// Solving with the transposed Jacobian of a residual block, exactly, in one sweep over its triangular order.
import { WIDTH, multiplyAdd, splatAt } from "./lanes";

/**
 * v = (I + J)^-T w for one block with one hidden layer, J = W2 diag(h') W1. Outputs are visited so that each comes
 * after every output that reads it; when output j is reached, `spread` (hidden x batch, zeroed here) holds
 * W2^T v of the outputs done, so that sum over hidden of W1[h,j] h'_h spread_h is what J^T v still lacks at j.
 *   order: outputs; rows of W1^T as (start, count) at 2 x i32 per latent into `inList` and the gathered weights
 *   `inWeights`; rows of W2 likewise.
 */
export function solveTransposed<T extends number>(
  v: usize, w: usize, diagonal: usize, slope: usize, spread: usize, hidden: i32,
  order: usize, count: i32, inRows: usize, inList: usize, inWeights: usize,
  outRows: usize, outList: usize, outWeights: usize, stride: usize,
): void {
  memory.fill(spread, 0, <usize>hidden * stride);
  for (let i = 0; i < count; i++) {
    const j = <usize>load<u32>(order + (<usize>i << 2));
    const inStart = <usize>load<u32>(inRows + (j << 3));
    const inCount = <usize>load<u32>(inRows + (j << 3), 4);
    const outStart = <usize>load<u32>(outRows + (j << 3));
    const outCount = <usize>load<u32>(outRows + (j << 3), 4);
    for (let at: usize = 0; at < stride; at += WIDTH) {
      let sum = v128.splat<T>(<T>0);
      for (let k = inStart; k < inStart + inCount; k++) {
        const h = <usize>load<u32>(inList + (k << 2)) * stride + at;
        const term = v128.mul<T>(v128.load(slope + h), v128.load(spread + h));
        sum = multiplyAdd<T>(splatAt<T>(inWeights + k * sizeof<T>()), term, sum);
      }
      const here = j * stride + at;
      const value = v128.div<T>(v128.sub<T>(v128.load(w + here), sum), v128.load(diagonal + here));
      v128.store(v + here, value);
      for (let k = outStart; k < outStart + outCount; k++) {
        const h = <usize>load<u32>(outList + (k << 2)) * stride + at;
        v128.store(spread + h, multiplyAdd<T>(splatAt<T>(outWeights + k * sizeof<T>()), value, v128.load(spread + h)));
      }
    }
  }
}
