// The proven bound of spectral.ts where the Gram matrix is sparse: it is stored, multiplied and factored only where the
// masks let it be other than zero. A plan made beforehand (gramPlan.ts) numbers its entries: n diagonal ones in the order
// of elimination, then those below them, column by column. `starts` and `rows` are these columns as in any sparse format.
import { GROUP_BYTES } from "./linear";
import { pairAt } from "./spectral";

/** values = W^T W on the plan's entries; `targets` numbers the pairs of columns of every group in turn. */
export function sparseGram<T extends number>(
  values: usize, total: i32, groups: usize, groupCount: i32, targets: usize, weights: usize,
): void {
  memory.fill(values, 0, <usize>total << 3);
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    const rows = load<i32>(groups, 4);
    const count = load<i32>(groups, 12);
    const block = weights + <usize>load<u32>(groups, 16) * sizeof<T>();
    const rowBytes = <usize>count * sizeof<T>();
    if (rows == 1) {
      // Most rows share their columns with no other, so that there is nothing to add up first.
      for (let i = 0; i < count; i++) {
        const wi = <f64>load<T>(block + <usize>i * sizeof<T>());
        for (let w = block; w <= block + <usize>i * sizeof<T>(); w += sizeof<T>()) {
          add(entry(values, load<u32>(targets)), wi * <f64>load<T>(w));
          targets += 4;
        }
      }
      continue;
    }
    for (let i = 0; i < count; i++) {
      const wi = block + <usize>i * sizeof<T>();
      let k = 0;
      for (; k + 2 <= i + 1; k += 2) {
        let sum = f64x2.splat(0);
        let w = wi;
        let other = block + <usize>k * sizeof<T>();
        for (let r = 0; r < rows; r++) {
          sum = f64x2.add(sum, f64x2.mul(f64x2.splat(<f64>load<T>(w)), pairAt<T>(other)));
          w += rowBytes;
          other += rowBytes;
        }
        add(entry(values, load<u32>(targets)), f64x2.extract_lane(sum, 0));
        add(entry(values, load<u32>(targets, 4)), f64x2.extract_lane(sum, 1));
        targets += 8;
      }
      if (k <= i) {
        let sum: f64 = 0;
        let w = wi;
        for (let r = 0; r < rows; r++) {
          const value = <f64>load<T>(w);
          sum += value * value;
          w += rowBytes;
        }
        add(entry(values, load<u32>(targets)), sum);
        targets += 4;
      }
    }
  }
}

@inline function entry(values: usize, i: u32): usize {
  return values + (<usize>i << 3);
}

@inline function add(pointer: usize, value: f64): void {
  store<f64>(pointer, load<f64>(pointer) + value);
}

/** x := G x / |G x|, y being spare; returns the Rayleigh quotient of the x that came in. */
function powerStep(values: usize, x: usize, y: usize, n: i32, starts: usize, rows: usize): f64 {
  for (let i = 0; i < n; i++) store<f64>(entry(y, i), load<f64>(entry(values, i)) * load<f64>(entry(x, i)));
  const below = entry(values, n);
  for (let k = 0; k < n; k++) {
    const end = load<u32>(starts + (<usize>(k + 1) << 2));
    const xk = load<f64>(entry(x, k));
    let sum = load<f64>(entry(y, k));
    for (let e = load<u32>(starts + (<usize>k << 2)); e < end; e++) {
      const i = load<u32>(rows + (<usize>e << 2));
      const g = load<f64>(entry(below, e));
      sum += g * load<f64>(entry(x, i));
      add(entry(y, i), g * xk);
    }
    store<f64>(entry(y, k), sum);
  }
  let quotient: f64 = 0;
  let length: f64 = 0;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(entry(y, i));
    quotient += value * load<f64>(entry(x, i));
    length += value * value;
  }
  if (!(length > 0)) return 0;
  const scale = 1.0 / Math.sqrt(length);
  for (let i = 0; i < n; i++) store<f64>(entry(x, i), load<f64>(entry(y, i)) * scale);
  return quotient;
}

/**
 * Factors bound I - G = L D L^T. Returns true where every pivot is positive, which proves sigma^2 < bound; otherwise x
 * becomes a direction on which the quadratic form is not positive. `updates` numbers, for every column and every pair of
 * its rows, the entry that their product is taken from.
 */
function proves(
  values: usize, factor: usize, x: usize, n: i32, total: i32, starts: usize, rows: usize, updates: usize, bound: f64,
): bool {
  for (let i = 0; i < n; i++) store<f64>(entry(factor, i), bound - load<f64>(entry(values, i)));
  for (let i = n; i < total; i++) store<f64>(entry(factor, i), -load<f64>(entry(values, i)));
  const smallest = bound * 1e-12;
  const below = entry(factor, n);
  for (let k = 0; k < n; k++) {
    const pivot = load<f64>(entry(factor, k));
    if (!(pivot > smallest)) {
      direction(factor, x, n, starts, rows, k);
      return false;
    }
    const inverse = 1.0 / pivot;
    const from = entry(below, load<u32>(starts + (<usize>k << 2)));
    const end = entry(below, load<u32>(starts + (<usize>(k + 1) << 2)));
    for (let a = from; a < end; a += 8) {
      const scaled = load<f64>(a) * inverse;
      for (let b = from; b <= a; b += 8) {
        const target = entry(factor, load<u32>(updates));
        store<f64>(target, load<f64>(target) - scaled * load<f64>(b));
        updates += 4;
      }
    }
  }
  return true;
}

/** x = (-A^-1 a, 1, 0, ...) for the leading block A and the row a that failed. */
function direction(factor: usize, x: usize, n: i32, starts: usize, rows: usize, failed: i32): void {
  memory.fill(x, 0, <usize>n << 3);
  store<f64>(entry(x, failed), 1);
  const below = entry(factor, n);
  let squares: f64 = 1;
  for (let j = failed - 1; j >= 0; j--) {
    const end = load<u32>(starts + (<usize>(j + 1) << 2));
    let sum: f64 = 0;
    // Rows beyond the failed one are still zero in x.
    for (let e = load<u32>(starts + (<usize>j << 2)); e < end; e++) {
      sum += load<f64>(entry(below, e)) * load<f64>(entry(x, load<u32>(rows + (<usize>e << 2))));
    }
    const value = -sum / load<f64>(entry(factor, j));
    store<f64>(entry(x, j), value);
    squares += value * value;
  }
  const scale = 1.0 / Math.sqrt(squares);
  for (let j = 0; j < n; j++) store<f64>(entry(x, j), load<f64>(entry(x, j)) * scale);
}

/** The largest absolute row sum, with y as memory. */
function largestRow(values: usize, y: usize, n: i32, starts: usize, rows: usize): f64 {
  for (let i = 0; i < n; i++) store<f64>(entry(y, i), load<f64>(entry(values, i)));
  const below = entry(values, n);
  for (let k = 0; k < n; k++) {
    const end = load<u32>(starts + (<usize>(k + 1) << 2));
    for (let e = load<u32>(starts + (<usize>k << 2)); e < end; e++) {
      const g = Math.abs(load<f64>(entry(below, e)));
      add(entry(y, k), g);
      add(entry(y, load<u32>(rows + (<usize>e << 2))), g);
    }
  }
  let largest: f64 = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, load<f64>(entry(y, i)));
  return largest;
}

/**
 * As `spectralBound`, on the entries of a plan. `v` is the persistent power vector in the order of the columns, `order`
 * says which column is eliminated when; `work` takes total + 2 n values.
 */
export function sparseSpectralBound(
  values: usize, work: usize, v: usize, n: i32, total: i32, order: usize, starts: usize, rows: usize, updates: usize,
  limit: f64, slack: f64,
): f64 {
  let trace: f64 = 0;
  for (let i = 0; i < n; i++) trace += load<f64>(entry(values, i));
  if (trace <= limit) return trace;
  const x = entry(work, total);
  const y = entry(x, n);
  for (let i = 0; i < n; i++) store<f64>(entry(x, i), load<f64>(entry(v, load<u32>(order + (<usize>i << 2)))));
  const squared = search(values, work, x, y, n, total, starts, rows, updates, limit, slack);
  for (let i = 0; i < n; i++) store<f64>(entry(v, load<u32>(order + (<usize>i << 2))), load<f64>(entry(x, i)));
  return squared;
}

function search(
  values: usize, factor: usize, x: usize, y: usize, n: i32, total: i32, starts: usize, rows: usize, updates: usize,
  limit: f64, slack: f64,
): f64 {
  let rowBound: f64 = Infinity;
  for (let attempt = 0; attempt < 16; attempt++) {
    // The vector of the last pass is nearly right; a direction that a failed proof found wants some turning first.
    const steps = attempt == 0 ? 0 : 3;
    for (let step = 0; step < steps; step++) powerStep(values, x, y, n, starts, rows);
    const bound = Math.max(powerStep(values, x, y, n, starts, rows) * (1 + slack), limit);
    if (!(bound < rowBound)) return rowBound;
    if (proves(values, factor, x, n, total, starts, rows, updates, bound)) return bound;
    if (attempt == 0) rowBound = largestRow(values, y, n, starts, rows);
  }
  return rowBound;
}
