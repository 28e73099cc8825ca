// Log-determinants of I + J for full Jacobians, one a row of data, by Gauss-Jordan elimination in float64.
import { logScalar } from "./weights";

@inline function entry(matrix: usize, n: usize, i: usize, j: usize): usize {
  return matrix + ((i * n + j) << 3);
}

@inline function swapRows(matrix: usize, n: usize, a: usize, b: usize): void {
  for (let j: usize = 0; j < n; j++) {
    const kept = load<f64>(entry(matrix, n, a, j));
    store<f64>(entry(matrix, n, a, j), load<f64>(entry(matrix, n, b, j)));
    store<f64>(entry(matrix, n, b, j), kept);
  }
}

/**
 * acc[b] += log|det(I + J_b)|; row i n + j of `jacobian` (n^2 x batch) is dg_i/dy_j. `inverse`, in the same layout, takes the
 * transposed inverses of I + J, the gradients of the log-determinants. `work` holds 2 n^2 float64.
 */
export function logDeterminant<T extends number>(
  acc: usize, inverse: usize, jacobian: usize, work: usize, size: i32, samples: i32, stride: usize,
): void {
  const n = <usize>size;
  const a = work, x = work + (n * n << 3);
  for (let b: usize = 0; b < <usize>samples; b++) {
    const lane = b * sizeof<T>();
    memory.fill(x, 0, n * n << 3);
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j < n; j++) {
        const value = <f64>load<T>(jacobian + (i * n + j) * stride + lane);
        store<f64>(entry(a, n, i, j), i == j ? 1.0 + value : value);
      }
      store<f64>(entry(x, n, i, i), 1.0);
    }
    let total: f64 = 0;
    for (let k: usize = 0; k < n; k++) {
      let best = k;
      for (let i = k + 1; i < n; i++) {
        if (Math.abs(load<f64>(entry(a, n, i, k))) > Math.abs(load<f64>(entry(a, n, best, k)))) best = i;
      }
      if (best != k) {
        swapRows(a, n, k, best);
        swapRows(x, n, k, best);
      }
      const pivot = load<f64>(entry(a, n, k, k));
      total += logScalar(Math.abs(pivot));
      const scale = 1.0 / pivot;
      for (let j: usize = 0; j < n; j++) {
        store<f64>(entry(a, n, k, j), load<f64>(entry(a, n, k, j)) * scale);
        store<f64>(entry(x, n, k, j), load<f64>(entry(x, n, k, j)) * scale);
      }
      for (let i: usize = 0; i < n; i++) {
        if (i == k) continue;
        const factor = load<f64>(entry(a, n, i, k));
        if (factor == 0) continue;
        for (let j: usize = 0; j < n; j++) {
          store<f64>(entry(a, n, i, j), load<f64>(entry(a, n, i, j)) - factor * load<f64>(entry(a, n, k, j)));
          store<f64>(entry(x, n, i, j), load<f64>(entry(x, n, i, j)) - factor * load<f64>(entry(x, n, k, j)));
        }
      }
    }
    store<T>(acc + lane, load<T>(acc + lane) + <T>total);
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j < n; j++) {
        store<T>(inverse + (i * n + j) * stride + lane, <T>load<f64>(entry(x, n, j, i)));
      }
    }
  }
}
