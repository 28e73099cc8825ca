// The sparse linear layer. A weight matrix is a list of row groups: neighbouring rows that read the same columns
// share one column list and one dense block of weights, row by row. A dense matrix is a single group.
//   group = (first row, row count, first entry in `columns`, column count, first weight), five i32.
import { WIDTH, loadVector, multiplyAdd, splatAt, storeVector, sumLanes } from "./lanes";

export const GROUP_BYTES: usize = 20;

/** Vector `i` of a strip; see `strip`. */
@inline function stripVector<T extends number>(
  rows: i32, count: i32, stored: bool, i: i32, to: usize, from: usize, stride: usize, biasA: v128, biasB: v128,
  x0: usize, x1: usize, x2: usize, x3: usize,
  a0: v128, a1: v128, a2: v128, a3: v128, b0: v128, b1: v128, b2: v128, b3: v128,
): void {
  const v = loadVector(x0, i);
  let a = multiplyAdd<T>(a0, v, stored ? loadVector(from, i) : biasA);
  let b = a;
  if (rows == 2) b = multiplyAdd<T>(b0, v, stored ? loadVector(from + stride, i) : biasB);
  if (count > 1) {
    const v = loadVector(x1, i);
    a = multiplyAdd<T>(a1, v, a);
    if (rows == 2) b = multiplyAdd<T>(b1, v, b);
  }
  if (count > 2) {
    const v = loadVector(x2, i);
    a = multiplyAdd<T>(a2, v, a);
    if (rows == 2) b = multiplyAdd<T>(b2, v, b);
  }
  if (count > 3) {
    const v = loadVector(x3, i);
    a = multiplyAdd<T>(a3, v, a);
    if (rows == 2) b = multiplyAdd<T>(b3, v, b);
  }
  storeVector(to, i, a);
  if (rows == 2) storeVector(to + stride, i, b);
}

/**
 * `rows` (1 or 2) rows x `count` (1 to 4) columns along the whole batch, the weights in registers. The sums start from
 * what is at `from` where it is `stored`, else from the bias.
 */
@inline function strip<T extends number>(
  rows: i32, count: i32, stored: bool, to: usize, from: usize, bias: usize, x: usize,
  columns: usize, weights: usize, below: usize, stride: usize,
): void {
  const zero = v128.splat<T>(<T>0);
  const biasA = !stored && bias ? splatAt<T>(bias) : zero;
  const biasB = !stored && bias && rows == 2 ? splatAt<T>(bias, sizeof<T>()) : zero;
  const x0 = x + <usize>load<u32>(columns) * stride;
  const x1 = count > 1 ? x + <usize>load<u32>(columns, 4) * stride : 0;
  const x2 = count > 2 ? x + <usize>load<u32>(columns, 8) * stride : 0;
  const x3 = count > 3 ? x + <usize>load<u32>(columns, 12) * stride : 0;
  const a0 = splatAt<T>(weights);
  const a1 = count > 1 ? splatAt<T>(weights, sizeof<T>()) : zero;
  const a2 = count > 2 ? splatAt<T>(weights, 2 * sizeof<T>()) : zero;
  const a3 = count > 3 ? splatAt<T>(weights, 3 * sizeof<T>()) : zero;
  const next = weights + below;
  const b0 = rows == 2 ? splatAt<T>(next) : zero;
  const b1 = rows == 2 && count > 1 ? splatAt<T>(next, sizeof<T>()) : zero;
  const b2 = rows == 2 && count > 2 ? splatAt<T>(next, 2 * sizeof<T>()) : zero;
  const b3 = rows == 2 && count > 3 ? splatAt<T>(next, 3 * sizeof<T>()) : zero;
  let at: usize = 0;
  // Five vectors a turn share the loop's own instructions and the addresses, and divide the 25 of 100 rows.
  for (; at + 5 * WIDTH <= stride; at += 5 * WIDTH) {
    stripVector<T>(rows, count, stored, 0, to + at, from + at, stride, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3);
    stripVector<T>(rows, count, stored, 1, to + at, from + at, stride, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3);
    stripVector<T>(rows, count, stored, 2, to + at, from + at, stride, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3);
    stripVector<T>(rows, count, stored, 3, to + at, from + at, stride, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3);
    stripVector<T>(rows, count, stored, 4, to + at, from + at, stride, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3);
  }
  for (; at < stride; at += WIDTH) {
    stripVector<T>(rows, count, stored, 0, to + at, from + at, stride, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3);
  }
}

/** [stored] + [bias]: all of a row that reads nothing, and what other rows start from where there are both. */
@inline function startRow<T extends number>(to: usize, from: usize, bias: usize, stride: usize): void {
  const start = bias ? splatAt<T>(bias) : v128.splat<T>(<T>0);
  let at: usize = 0;
  if (from) do {
    v128.store(to + at, v128.add<T>(start, v128.load(from + at)));
    at += WIDTH;
  } while (at < stride);
  else do {
    v128.store(to + at, start);
    at += WIDTH;
  } while (at < stride);
}

/** A strip of one to four columns. A switch, since the arms of ifs are merged where they are alike. */
@inline function anyStrip<T extends number>(
  rows: i32, stored: bool, count: usize, to: usize, from: usize, bias: usize, x: usize,
  columns: usize, weights: usize, below: usize, stride: usize,
): void {
  switch (<i32>min<usize>(count, 4)) {
    case 1:
      strip<T>(rows, 1, stored, to, from, bias, x, columns, weights, below, stride);
      break;
    case 2:
      strip<T>(rows, 2, stored, to, from, bias, x, columns, weights, below, stride);
      break;
    case 3:
      strip<T>(rows, 3, stored, to, from, bias, x, columns, weights, below, stride);
      break;
    default:
      strip<T>(rows, 4, stored, to, from, bias, x, columns, weights, below, stride);
  }
}

/** One or two rows, four columns at a time. */
@inline export function wholeRows<T extends number>(
  rows: i32, to: usize, from: usize, bias: usize, x: usize,
  columns: usize, count: usize, weights: usize, stride: usize,
): void {
  if (count == 0 || (from && bias)) {
    if (from != to || bias) {
      startRow<T>(to, from, bias, stride);
      if (rows == 2) startRow<T>(to + stride, from ? from + stride : 0, bias ? bias + sizeof<T>() : 0, stride);
    }
    from = to;
  }
  const below = count * sizeof<T>();
  let done: usize = 0;
  if (!from) {
    anyStrip<T>(rows, false, count, to, 0, bias, x, columns, weights, below, stride);
    from = to;
    done = 4;
  }
  while (done < count) {
    anyStrip<T>(rows, true, count - done, to, from, 0, x, columns + (done << 2), weights + done * sizeof<T>(),
      below, stride);
    from = to;
    done += 4;
  }
}

/**
 * out = [base] + [bias] + W x. `base` and `bias` may be 0 (absent); `base` may be `out`; `x` may be `out` where
 * every row reads only rows before it (a unit-triangular solve).
 */
export function linear<T extends number>(
  out: usize, base: usize, bias: usize, x: usize,
  groups: usize, groupCount: i32, columns: usize, weights: usize, stride: usize,
): void {
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    let row = <usize>load<u32>(groups);
    const last = row + <usize>load<u32>(groups, 4);
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = <usize>load<u32>(groups, 12);
    let w = weights + <usize>load<u32>(groups, 16) * sizeof<T>();
    for (; row + 2 <= last; row += 2) {
      wholeRows<T>(2, out + row * stride, base ? base + row * stride : 0, bias ? bias + row * sizeof<T>() : 0, x,
        list, count, w, stride);
      w += 2 * count * sizeof<T>();
    }
    if (row < last) {
      wholeRows<T>(1, out + row * stride, base ? base + row * stride : 0, bias ? bias + row * sizeof<T>() : 0, x,
        list, count, w, stride);
    }
  }
}

@inline function add<T extends number>(pointer: usize, value: T): void {
  store<T>(pointer, load<T>(pointer) + value);
}

/** Adds the lane sums of four accumulators to four neighbouring weights. */
@inline function addFour<T extends number>(pointer: usize, a0: v128, a1: v128, a2: v128, a3: v128): void {
  if (sizeof<T>() == 4) {
    // Two rounds of pairwise shuffles transpose and add at once.
    const p = v128.add<f32>(v128.shuffle<f32>(a0, a1, 0, 4, 1, 5), v128.shuffle<f32>(a0, a1, 2, 6, 3, 7));
    const q = v128.add<f32>(v128.shuffle<f32>(a2, a3, 0, 4, 1, 5), v128.shuffle<f32>(a2, a3, 2, 6, 3, 7));
    const sum = v128.add<f32>(v128.shuffle<f32>(p, q, 0, 1, 4, 5), v128.shuffle<f32>(p, q, 2, 3, 6, 7));
    v128.store(pointer, v128.add<f32>(v128.load(pointer), sum));
    return;
  }
  const p = v128.add<f64>(v128.shuffle<f64>(a0, a1, 0, 2), v128.shuffle<f64>(a0, a1, 1, 3));
  const q = v128.add<f64>(v128.shuffle<f64>(a2, a3, 0, 2), v128.shuffle<f64>(a2, a3, 1, 3));
  v128.store(pointer, v128.add<f64>(v128.load(pointer), p));
  v128.store(pointer, v128.add<f64>(v128.load(pointer, WIDTH), q), WIDTH);
}

/** Dot products of `rows` (1 or 2) rows of dy with four rows of x, added to dw. */
@inline function dots<T extends number>(
  rows: i32, dw: usize, below: usize, y: usize, list: usize, x: usize, stride: usize,
): void {
  let a0 = v128.splat<T>(<T>0);
  let a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = y + stride;
  const x0 = x + <usize>load<u32>(list) * stride - y;
  const x1 = x + <usize>load<u32>(list, 4) * stride - y;
  const x2 = x + <usize>load<u32>(list, 8) * stride - y;
  const x3 = x + <usize>load<u32>(list, 12) * stride - y;
  // Engines compute what stands before a loop inside of it, every turn, unless the loop is tested at its end.
  do {
    const ya = v128.load(y);
    const yb = rows == 2 ? v128.load(y + stride) : ya;
    const c0 = v128.load(y + x0);
    const c1 = v128.load(y + x1);
    const c2 = v128.load(y + x2);
    const c3 = v128.load(y + x3);
    a0 = multiplyAdd<T>(ya, c0, a0);
    a1 = multiplyAdd<T>(ya, c1, a1);
    a2 = multiplyAdd<T>(ya, c2, a2);
    a3 = multiplyAdd<T>(ya, c3, a3);
    if (rows == 2) {
      b0 = multiplyAdd<T>(yb, c0, b0);
      b1 = multiplyAdd<T>(yb, c1, b1);
      b2 = multiplyAdd<T>(yb, c2, b2);
      b3 = multiplyAdd<T>(yb, c3, b3);
    }
    y += WIDTH;
  } while (y < end);
  addFour<T>(dw, a0, a1, a2, a3);
  if (rows == 2) addFour<T>(dw + below, b0, b1, b2, b3);
}

/** As `dots` for one or two columns, with two sums each in flight. */
@inline function fewDots<T extends number>(
  rows: i32, count: i32, dw: usize, below: usize, y: usize, list: usize, x: usize, stride: usize,
): void {
  let a0 = v128.splat<T>(<T>0);
  let a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  const x0 = x + <usize>load<u32>(list) * stride - y;
  const x1 = count > 1 ? x + <usize>load<u32>(list, 4) * stride - y : 0;
  const end = y + stride;
  for (; y + 2 * WIDTH <= end; y += 2 * WIDTH) {
    const ya = v128.load(y);
    const za = v128.load(y, WIDTH);
    const yb = rows == 2 ? v128.load(y + stride) : ya;
    const zb = rows == 2 ? v128.load(y + stride, WIDTH) : za;
    const u = v128.load(y + x0);
    const v = v128.load(y + x0, WIDTH);
    a0 = multiplyAdd<T>(ya, u, a0);
    c0 = multiplyAdd<T>(za, v, c0);
    if (rows == 2) {
      b0 = multiplyAdd<T>(yb, u, b0);
      d0 = multiplyAdd<T>(zb, v, d0);
    }
    if (count > 1) {
      const p = v128.load(y + x1);
      const q = v128.load(y + x1, WIDTH);
      a1 = multiplyAdd<T>(ya, p, a1);
      c1 = multiplyAdd<T>(za, q, c1);
      if (rows == 2) {
        b1 = multiplyAdd<T>(yb, p, b1);
        d1 = multiplyAdd<T>(zb, q, d1);
      }
    }
  }
  if (y < end) {
    const ya = v128.load(y);
    const u = v128.load(y + x0);
    a0 = multiplyAdd<T>(ya, u, a0);
    if (rows == 2) b0 = multiplyAdd<T>(v128.load(y + stride), u, b0);
    if (count > 1) {
      const p = v128.load(y + x1);
      a1 = multiplyAdd<T>(ya, p, a1);
      if (rows == 2) b1 = multiplyAdd<T>(v128.load(y + stride), p, b1);
    }
  }
  add<T>(dw, sumLanes<T>(v128.add<T>(a0, c0)));
  if (count > 1) add<T>(dw + sizeof<T>(), sumLanes<T>(v128.add<T>(a1, c1)));
  if (rows == 2) {
    add<T>(dw + below, sumLanes<T>(v128.add<T>(b0, d0)));
    if (count > 1) add<T>(dw + below + sizeof<T>(), sumLanes<T>(v128.add<T>(b1, d1)));
  }
}

@inline function gradientRows<T extends number>(
  rows: i32, out: usize, below: usize, y: usize, list: usize, count: usize, x: usize, stride: usize,
): void {
  let c: usize = 0;
  for (; c + 4 <= count; c += 4) dots<T>(rows, out + c * sizeof<T>(), below, y, list + (c << 2), x, stride);
  if (c + 2 <= count) {
    fewDots<T>(rows, 2, out + c * sizeof<T>(), below, y, list + (c << 2), x, stride);
    c += 2;
  }
  if (c < count) fewDots<T>(rows, 1, out + c * sizeof<T>(), below, y, list + (c << 2), x, stride);
}

/** dW += dy x^T on the stored weights only (a sampled dense-dense product). */
export function weightGradient<T extends number>(
  dw: usize, dy: usize, x: usize, groups: usize, groupCount: i32, columns: usize, stride: usize,
): void {
  const groupsEnd = groups + <usize>groupCount * GROUP_BYTES;
  for (; groups < groupsEnd; groups += GROUP_BYTES) {
    let row = <usize>load<u32>(groups);
    const last = row + <usize>load<u32>(groups, 4);
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = <usize>load<u32>(groups, 12);
    let out = dw + <usize>load<u32>(groups, 16) * sizeof<T>();
    const below = count * sizeof<T>();
    for (; row + 2 <= last; row += 2) {
      gradientRows<T>(2, out, below, dy + row * stride, list, count, x, stride);
      out += 2 * below;
    }
    if (row < last) gradientRows<T>(1, out, below, dy + row * stride, list, count, x, stride);
  }
}

/** out[r] += sum over the batch of row r: four sums in flight hide the latency of the additions. */
export function rowSums<T extends number>(out: usize, x: usize, rows: i32, stride: usize): void {
  for (let r = 0; r < rows; r++) {
    let a = v128.splat<T>(<T>0);
    let b = a, c = a, d = a;
    const end = x + stride;
    for (; x + 4 * WIDTH <= end; x += 4 * WIDTH) {
      a = v128.add<T>(a, v128.load(x));
      b = v128.add<T>(b, v128.load(x, WIDTH));
      c = v128.add<T>(c, v128.load(x, 2 * WIDTH));
      d = v128.add<T>(d, v128.load(x, 3 * WIDTH));
    }
    for (; x < end; x += WIDTH) a = v128.add<T>(a, v128.load(x));
    add<T>(out, sumLanes<T>(v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d))));
    out += sizeof<T>();
  }
}
