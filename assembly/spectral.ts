// The largest singular value of a sparse weight matrix: estimated by power iteration on the small Gram matrix,
// then *proved* by a Cholesky factorisation of bound I - G. All in float64, whatever the weights' type.
import { GROUP_BYTES } from "./linear";

/** target[list[k]] += w[i] w[k] for k up to i: a row that no other row shares its columns with. */
@inline function addProducts<T extends number>(target: usize, list: usize, w: usize, i: i32): void {
  const wi = <f64>load<T>(w + <usize>i * sizeof<T>());
  const last = list + (<usize>i << 2);
  do {
    const at = target + (<usize>load<u32>(list) << 3);
    store<f64>(at, load<f64>(at) + wi * <f64>load<T>(w));
    list += 4;
    w += sizeof<T>();
  } while (list <= last);
}

/** gram (n x n, float64) = W^T W, from W's rows; n is the number of columns of W. */
export function gram<T extends number>(
  out: usize, n: i32, groups: usize, groupCount: i32, columns: usize, weights: usize,
): void {
  const width = <usize>n << 3;
  memory.fill(out, 0, width * <usize>n);
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    const rows = load<i32>(groups, 4);
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = load<i32>(groups, 12);
    const block = weights + <usize>load<u32>(groups, 16) * sizeof<T>();
    const rowBytes = <usize>count * sizeof<T>();
    if (rows == 1) {
      for (let i = 0; i < count; i++) {
        const target = out + <usize>load<u32>(list + (<usize>i << 2)) * width;
        addProducts<T>(target, list, block, i);
      }
      continue;
    }
    for (let i = 0; i < count; i++) {
      const target = out + <usize>load<u32>(list + (<usize>i << 2)) * width;
      const wi = block + <usize>i * sizeof<T>();
      // Pairs of columns at once where the list runs through neighbours, as it does in a dense matrix.
      let k = 0;
      for (; k + 2 <= i + 1; k += 2) {
        const ck = load<u32>(list + (<usize>k << 2));
        const cl = load<u32>(list + (<usize>(k + 1) << 2));
        let sum = f64x2.splat(0);
        let w = wi;
        let other = block + <usize>k * sizeof<T>();
        for (let r = 0; r < rows; r++) {
          sum = f64x2.add(sum, f64x2.mul(f64x2.splat(<f64>load<T>(w)), pairAt<T>(other)));
          w += rowBytes;
          other += rowBytes;
        }
        const at = target + (<usize>ck << 3);
        store<f64>(at, load<f64>(at) + f64x2.extract_lane(sum, 0));
        const next = target + (<usize>cl << 3);
        store<f64>(next, load<f64>(next) + f64x2.extract_lane(sum, 1));
      }
      for (; k <= i; k++) {
        let sum: f64 = 0;
        let w = wi;
        let other = block + <usize>k * sizeof<T>();
        for (let r = 0; r < rows; r++) {
          sum += <f64>load<T>(w) * <f64>load<T>(other);
          w += rowBytes;
          other += rowBytes;
        }
        const at = target + (<usize>load<u32>(list + (<usize>k << 2)) << 3);
        store<f64>(at, load<f64>(at) + sum);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const below = out + <usize>i * width + (<usize>j << 3);
      const above = out + <usize>j * width + (<usize>i << 3);
      // A column list need not be ascending, so an entry may stand on either side: the halves are summed.
      const value = load<f64>(below) + load<f64>(above);
      store<f64>(below, value);
      store<f64>(above, value);
    }
  }
}

@inline function dot(a: usize, b: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < count; i++) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}

@inline function at(matrix: usize, n: i32, i: i32, j: i32): usize {
  return matrix + (<usize>(i * n + j) << 3);
}

/** v := G v / |G v|; returns the Rayleigh quotient of the v that came in. */
function powerStep(g: usize, v: usize, spare: usize, n: i32): f64 {
  let quotient: f64 = 0;
  let length: f64 = 0;
  for (let i = 0; i < n; i++) {
    const value = dot(at(g, n, i, 0), v, n);
    store<f64>(spare + (<usize>i << 3), value);
    quotient += value * load<f64>(v + (<usize>i << 3));
    length += value * value;
  }
  if (!(length > 0)) return 0;
  const scale = 1.0 / Math.sqrt(length);
  for (let i: usize = 0; i < <usize>n; i++) store<f64>(v + (i << 3), load<f64>(spare + (i << 3)) * scale);
  return quotient;
}

/**
 * Factors bound I - G = L D L^T, skipping the rows that a pivot's column does not touch. Returns true where every
 * pivot is positive, which proves sigma^2 < bound; otherwise v becomes a direction on which the quadratic form is not
 * positive: the singular direction that the power iteration had missed. `work` takes n x n + n + 2 values.
 */
function proves(g: usize, work: usize, v: usize, n: i32, bound: f64): bool {
  const column = work + (<usize>(n * n) << 3);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j += 2) {
      v128.store(at(work, n, i, j), f64x2.neg(v128.load(at(g, n, i, j))));
    }
    store<f64>(at(work, n, i, i), bound - load<f64>(at(g, n, i, i)));
  }
  const smallest = bound * 1e-12;
  for (let k = 0; k < n; k++) {
    const pivot = load<f64>(at(work, n, k, k));
    if (!(pivot > smallest)) {
      direction(work, v, n, k);
      return false;
    }
    for (let i = k + 1; i < n; i++) store<f64>(column + (<usize>i << 3), load<f64>(at(work, n, i, k)));
    const inverse = 1.0 / pivot;
    for (let i = k + 1; i < n; i++) {
      const value = load<f64>(column + (<usize>i << 3));
      if (value == 0) continue;
      const factor = value * inverse;
      store<f64>(at(work, n, i, k), factor);
      let to = at(work, n, i, k + 1);
      let from = column + (<usize>(k + 1) << 3);
      const end = at(work, n, i, i + 1);
      const wide = f64x2.splat(factor);
      // The last vector may run one past the diagonal: what stands there is never read.
      while (to < end) {
        v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(wide, v128.load(from))));
        to += 16;
        from += 16;
      }
    }
  }
  return true;
}

/** x = (-A^-1 a, 1, 0, ...) for the leading block A and the row a that failed; its quadratic form is the failed pivot. */
function direction(l: usize, v: usize, n: i32, failed: i32): void {
  memory.fill(v, 0, <usize>n << 3);
  store<f64>(v + (<usize>failed << 3), 1);
  let squares: f64 = 1;
  for (let j = failed - 1; j >= 0; j--) {
    let sum = load<f64>(at(l, n, failed, j));
    for (let k = j + 1; k < failed; k++) sum += load<f64>(at(l, n, k, j)) * load<f64>(v + (<usize>k << 3));
    store<f64>(v + (<usize>j << 3), -sum);
    squares += sum * sum;
  }
  const scale = 1.0 / Math.sqrt(squares);
  for (let j: usize = 0; j < <usize>n; j++) store<f64>(v + (j << 3), load<f64>(v + (j << 3)) * scale);
}

/**
 * A proven upper bound of sigma^2 = the largest eigenvalue of the Gram matrix G, within `slack` of it. Where
 * sigma^2 is below `limit`, `limit` itself may be returned. `v` is the persistent power vector, `work` takes
 * n x n + 2 n + 4 values.
 */
export function spectralBound(g: usize, work: usize, v: usize, n: i32, limit: f64, slack: f64): f64 {
  let trace: f64 = 0;
  for (let i = 0; i < n; i++) trace += load<f64>(at(g, n, i, i));
  if (trace <= limit) return trace;
  const spare = work + (<usize>(n * n + n + 2) << 3);
  let rowBound: f64 = Infinity;
  for (let attempt = 0; attempt < 16; attempt++) {
    // The vector of the last pass is nearly right; a direction that a failed proof found wants some turning first.
    const steps = attempt == 0 ? 0 : 3;
    for (let step = 0; step < steps; step++) powerStep(g, v, spare, n);
    const bound = Math.max(powerStep(g, v, spare, n) * (1 + slack), limit);
    if (!(bound < rowBound)) return rowBound;
    if (proves(g, work, v, n, bound)) return bound;
    if (attempt == 0) rowBound = largestRow(g, n);
  }
  return rowBound;
}

/** The largest absolute row sum of a symmetric matrix: a bound of its eigenvalues that needs no proof. */
function largestRow(g: usize, n: i32): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < n; i++) {
    let sum: f64 = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(load<f64>(at(g, n, i, j)));
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** out (float64) (+)= W x (float64). */
export function matrixVector<T extends number>(
  out: usize, accumulate: i32, x: usize, groups: usize, groupCount: i32, columns: usize, weights: usize,
): void {
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    let to = out + (<usize>load<u32>(groups) << 3);
    const rows = load<i32>(groups, 4);
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = load<i32>(groups, 12);
    let w = weights + <usize>load<u32>(groups, 16) * sizeof<T>();
    for (let r = 0; r < rows; r++) {
      let sum: f64 = 0;
      for (let k = 0; k < count; k++) {
        sum += <f64>load<T>(w) * load<f64>(x + (<usize>load<u32>(list + (<usize>k << 2)) << 3));
        w += sizeof<T>();
      }
      store<f64>(to, accumulate ? load<f64>(to) + sum : sum);
      to += 8;
    }
  }
}

/** Divides a float64 vector by its length, which it returns. */
export function normalize(x: usize, n: i32): f64 {
  const length = Math.sqrt(dot(x, x, n));
  if (!(length > 0)) return length;
  const inverse = 1.0 / length;
  const end = x + (<usize>n << 3);
  for (; x < end; x += 8) store<f64>(x, load<f64>(x) * inverse);
  return length;
}

/** Two neighbouring weights in float64. */
@inline export function pairAt<T extends number>(pointer: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(pointer)) : v128.load(pointer);
}

/** The dot product of two weight vectors, two pairs at a time: a single sum would wait for every addition. */
export function dotWeights<T extends number>(a: usize, b: usize, count: i32): f64 {
  const half = 2 * sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    s0 = f64x2.add(s0, f64x2.mul(pairAt<T>(a), pairAt<T>(b)));
    s1 = f64x2.add(s1, f64x2.mul(pairAt<T>(a + half), pairAt<T>(b + half)));
    a += 2 * half;
    b += 2 * half;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < count; i++) {
    sum += <f64>load<T>(a) * <f64>load<T>(b);
    a += sizeof<T>();
    b += sizeof<T>();
  }
  return sum;
}

/** out = scale * x, weight by weight, rounded once. */
export function scaleWeights<T extends number>(out: usize, x: usize, count: i32, scale: f64): void {
  const factor = f64x2.splat(scale);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const value = f64x2.mul(factor, pairAt<T>(x));
    if (sizeof<T>() == 4) v128.store64_lane(out, f32x4.demote_f64x2_zero(value), 0);
    else v128.store(out, value);
    out += 2 * sizeof<T>();
    x += 2 * sizeof<T>();
  }
  if (i < count) store<T>(out, <T>(scale * <f64>load<T>(x)));
}

/** Adds a pair of float64 to two neighbouring weights, rounded first. */
@inline function addPair<T extends number>(pointer: usize, pair: v128): void {
  if (sizeof<T>() == 4) {
    const sum = f32x4.add(v128.load64_zero(pointer), f32x4.demote_f64x2_zero(pair));
    v128.store64_lane(pointer, sum, 0);
  } else v128.store(pointer, f64x2.add(v128.load(pointer), pair));
}

/** dw[r,c] += scale * dOut[r,c] - pull * left[r] * right[c] on the stored weights. */
export function scaleWeightsBackward<T extends number>(
  dw: usize, dOut: usize, scale: f64, pull: f64, left: usize, right: usize,
  groups: usize, groupCount: i32, columns: usize,
): void {
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    let row = left + (<usize>load<u32>(groups) << 3);
    const rows = load<i32>(groups, 4);
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = load<i32>(groups, 12);
    const first = <usize>load<u32>(groups, 16) * sizeof<T>();
    let to = dw + first;
    let from = dOut + first;
    for (let r = 0; r < rows; r++) {
      const l = pull == 0 ? 0 : pull * load<f64>(row);
      let k = 0;
      for (; k + 2 <= count; k += 2) {
        let value = f64x2.mul(f64x2.splat(scale), pairAt<T>(from));
        if (l != 0) {
          const low = load<u32>(list + (<usize>k << 2));
          const high = load<u32>(list + (<usize>k << 2), 4);
          const pair = v128.load64_lane(right + (<usize>high << 3), v128.load64_zero(right + (<usize>low << 3)), 1);
          value = f64x2.sub(value, f64x2.mul(f64x2.splat(l), pair));
        }
        addPair<T>(to, value);
        to += 2 * sizeof<T>();
        from += 2 * sizeof<T>();
      }
      if (k < count) {
        let value = scale * <f64>load<T>(from);
        if (l != 0) value -= l * load<f64>(right + (<usize>load<u32>(list + (<usize>k << 2)) << 3));
        store<T>(to, load<T>(to) + <T>value);
        to += sizeof<T>();
        from += sizeof<T>();
      }
      row += 8;
    }
  }
}

/**
 * Per component: w_j / max(1, |w_j| |v_j| / c2). Component j owns entries starts[j] .. starts[j + 1] of both vectors.
 * `scales` and `norms` (2 a component, float64) are kept for the way back.
 */
export function nodeNormalize<T extends number>(
  out: usize, w: usize, v: usize, starts: usize, count: i32, c2: f64, scales: usize, norms: usize,
): void {
  for (let j = 0; j < count; j++) {
    const from = load<u32>(starts + (<usize>j << 2));
    const to = load<u32>(starts + (<usize>(j + 1) << 2));
    let ww: f64 = 0;
    let vv: f64 = 0;
    for (let k = from; k < to; k++) {
      const a = <f64>load<T>(w + <usize>k * sizeof<T>());
      const b = <f64>load<T>(v + <usize>k * sizeof<T>());
      ww += a * a;
      vv += b * b;
    }
    const lengthW = Math.sqrt(ww);
    const lengthV = Math.sqrt(vv);
    const product = lengthW * lengthV;
    const scale = product > c2 ? c2 / product : 1;
    store<f64>(scales + (<usize>j << 3), scale);
    store<f64>(norms + (<usize>j << 4), lengthW);
    store<f64>(norms + (<usize>j << 4), lengthV, 8);
    for (let k = from; k < to; k++) {
      store<T>(out + <usize>k * sizeof<T>(), <T>(scale * <f64>load<T>(w + <usize>k * sizeof<T>())));
    }
  }
}

/** The backward of nodeNormalize, added to dw and dv. */
export function nodeNormalizeBackward<T extends number>(
  dOut: usize, w: usize, dw: usize, v: usize, dv: usize, starts: usize, count: i32, scales: usize, norms: usize,
): void {
  for (let j = 0; j < count; j++) {
    const from = load<u32>(starts + (<usize>j << 2));
    const to = load<u32>(starts + (<usize>(j + 1) << 2));
    const scale = load<f64>(scales + (<usize>j << 3));
    let along: f64 = 0;
    for (let k = from; k < to; k++) {
      along += <f64>load<T>(dOut + <usize>k * sizeof<T>()) * <f64>load<T>(w + <usize>k * sizeof<T>());
    }
    const lengthW = load<f64>(norms + (<usize>j << 4));
    const lengthV = load<f64>(norms + (<usize>j << 4), 8);
    const pullW = scale < 1 ? (scale * along) / (lengthW * lengthW) : 0;
    const pullV = scale < 1 ? (scale * along) / (lengthV * lengthV) : 0;
    for (let k = from; k < to; k++) {
      const at = <usize>k * sizeof<T>();
      store<T>(dw + at, load<T>(dw + at) + <T>(scale * <f64>load<T>(dOut + at) - pullW * <f64>load<T>(w + at)));
      store<T>(dv + at, load<T>(dv + at) - <T>(pullV * <f64>load<T>(v + at)));
    }
  }
}
