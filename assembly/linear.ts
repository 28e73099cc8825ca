// The sparse linear layer. A weight matrix is a list of row groups: neighbouring rows that read the same columns
// share one column list and one dense block of weights, row by row. A dense matrix is a single group.
//   group = (first row, row count, first entry in `columns`, column count, first weight), five i32.
import { WIDTH, multiplyAdd, splatAt, sumLanes } from "./lanes";

export const GROUP_BYTES: usize = 20;

@inline function initial<T extends number>(base: usize, bias: usize, row: usize, offset: usize): v128 {
  let value = bias ? splatAt<T>(bias + row * sizeof<T>()) : v128.splat<T>(<T>0);
  if (base) value = v128.add<T>(value, v128.load(base + offset));
  return value;
}

/** One row x `vectors` (1 or 8) vectors: eight sums in flight hide the latency of the additions. */
@inline function rowTile<T extends number>(
  vectors: i32, out: usize, base: usize, bias: usize, x: usize,
  columns: usize, count: usize, weights: usize, row: usize, stride: usize, at: usize,
): void {
  const offset = row * stride + at;
  let a0 = initial<T>(base, bias, row, offset);
  let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
  if (vectors == 8) {
    a1 = initial<T>(base, bias, row, offset + WIDTH);
    a2 = initial<T>(base, bias, row, offset + 2 * WIDTH);
    a3 = initial<T>(base, bias, row, offset + 3 * WIDTH);
    a4 = initial<T>(base, bias, row, offset + 4 * WIDTH);
    a5 = initial<T>(base, bias, row, offset + 5 * WIDTH);
    a6 = initial<T>(base, bias, row, offset + 6 * WIDTH);
    a7 = initial<T>(base, bias, row, offset + 7 * WIDTH);
  }
  const end = columns + (count << 2);
  x += at;
  while (columns < end) {
    const source = x + <usize>load<u32>(columns) * stride;
    const w = splatAt<T>(weights);
    a0 = multiplyAdd<T>(w, v128.load(source), a0);
    if (vectors == 8) {
      a1 = multiplyAdd<T>(w, v128.load(source, WIDTH), a1);
      a2 = multiplyAdd<T>(w, v128.load(source, 2 * WIDTH), a2);
      a3 = multiplyAdd<T>(w, v128.load(source, 3 * WIDTH), a3);
      a4 = multiplyAdd<T>(w, v128.load(source, 4 * WIDTH), a4);
      a5 = multiplyAdd<T>(w, v128.load(source, 5 * WIDTH), a5);
      a6 = multiplyAdd<T>(w, v128.load(source, 6 * WIDTH), a6);
      a7 = multiplyAdd<T>(w, v128.load(source, 7 * WIDTH), a7);
    }
    weights += sizeof<T>();
    columns += 4;
  }
  const to = out + offset;
  v128.store(to, a0);
  if (vectors == 8) {
    v128.store(to, a1, WIDTH);
    v128.store(to, a2, 2 * WIDTH);
    v128.store(to, a3, 3 * WIDTH);
    v128.store(to, a4, 4 * WIDTH);
    v128.store(to, a5, 5 * WIDTH);
    v128.store(to, a6, 6 * WIDTH);
    v128.store(to, a7, 7 * WIDTH);
  }
}

/** One whole row over many columns. */
function wholeRow<T extends number>(
  out: usize, base: usize, bias: usize, x: usize,
  columns: usize, count: usize, weights: usize, row: usize, stride: usize,
): void {
  let at: usize = 0;
  for (; at + 8 * WIDTH <= stride; at += 8 * WIDTH) {
    rowTile<T>(8, out, base, bias, x, columns, count, weights, row, stride, at);
  }
  for (; at < stride; at += WIDTH) {
    rowTile<T>(1, out, base, bias, x, columns, count, weights, row, stride, at);
  }
}

/** Two rows x `vectors` (1 or 4) vectors: more registers than that would spill. */
@inline function pairTile<T extends number>(
  vectors: i32, out: usize, base: usize, bias: usize, x: usize,
  columns: usize, count: usize, weights: usize, row: usize, stride: usize, at: usize,
): void {
  const offset = row * stride + at;
  const next = offset + stride;
  let a0 = initial<T>(base, bias, row, offset);
  let b0 = initial<T>(base, bias, row + 1, next);
  let a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
  if (vectors == 4) {
    a1 = initial<T>(base, bias, row, offset + WIDTH);
    a2 = initial<T>(base, bias, row, offset + 2 * WIDTH);
    a3 = initial<T>(base, bias, row, offset + 3 * WIDTH);
    b1 = initial<T>(base, bias, row + 1, next + WIDTH);
    b2 = initial<T>(base, bias, row + 1, next + 2 * WIDTH);
    b3 = initial<T>(base, bias, row + 1, next + 3 * WIDTH);
  }
  const below = count * sizeof<T>();
  const end = columns + (count << 2);
  x += at;
  while (columns < end) {
    const source = x + <usize>load<u32>(columns) * stride;
    const wa = splatAt<T>(weights);
    const wb = splatAt<T>(weights + below);
    const x0 = v128.load(source);
    a0 = multiplyAdd<T>(wa, x0, a0);
    b0 = multiplyAdd<T>(wb, x0, b0);
    if (vectors == 4) {
      const x1 = v128.load(source, WIDTH);
      a1 = multiplyAdd<T>(wa, x1, a1);
      b1 = multiplyAdd<T>(wb, x1, b1);
      const x2 = v128.load(source, 2 * WIDTH);
      a2 = multiplyAdd<T>(wa, x2, a2);
      b2 = multiplyAdd<T>(wb, x2, b2);
      const x3 = v128.load(source, 3 * WIDTH);
      a3 = multiplyAdd<T>(wa, x3, a3);
      b3 = multiplyAdd<T>(wb, x3, b3);
    }
    weights += sizeof<T>();
    columns += 4;
  }
  v128.store(out + offset, a0);
  v128.store(out + next, b0);
  if (vectors == 4) {
    v128.store(out + offset, a1, WIDTH);
    v128.store(out + offset, a2, 2 * WIDTH);
    v128.store(out + offset, a3, 3 * WIDTH);
    v128.store(out + next, b1, WIDTH);
    v128.store(out + next, b2, 2 * WIDTH);
    v128.store(out + next, b3, 3 * WIDTH);
  }
}

/** Up to this many columns a row is computed strip by strip: the weights stay in registers along the batch. */
const FEW_COLUMNS: usize = 8;

/** One vector of a strip: `rows` (1 or 2) rows, `count` (1 to 4) columns, weights in registers. */
@inline function stripVector<T extends number>(
  rows: i32, count: i32, first: bool, to: usize, from: usize, biasA: v128, biasB: v128,
  x0: usize, x1: usize, x2: usize, x3: usize,
  a0: v128, a1: v128, a2: v128, a3: v128, b0: v128, b1: v128, b2: v128, b3: v128, stride: usize,
): void {
  let a = biasA;
  let b = biasB;
  if (first) {
    if (from) {
      a = v128.add<T>(a, v128.load(from));
      if (rows == 2) b = v128.add<T>(b, v128.load(from + stride));
    }
  } else {
    a = v128.load(to);
    if (rows == 2) b = v128.load(to + stride);
  }
  const v0 = v128.load(x0);
  a = multiplyAdd<T>(a0, v0, a);
  if (rows == 2) b = multiplyAdd<T>(b0, v0, b);
  if (count > 1) {
    const v1 = v128.load(x1);
    a = multiplyAdd<T>(a1, v1, a);
    if (rows == 2) b = multiplyAdd<T>(b1, v1, b);
  }
  if (count > 2) {
    const v2 = v128.load(x2);
    a = multiplyAdd<T>(a2, v2, a);
    if (rows == 2) b = multiplyAdd<T>(b2, v2, b);
  }
  if (count > 3) {
    const v3 = v128.load(x3);
    a = multiplyAdd<T>(a3, v3, a);
    if (rows == 2) b = multiplyAdd<T>(b3, v3, b);
  }
  v128.store(to, a);
  if (rows == 2) v128.store(to + stride, b);
}

/**
 * `rows` (1 or 2) rows x `count` (1 to 4) columns along the whole batch. `first` starts from base and bias, later
 * strips from what is there.
 */
@inline function strip<T extends number>(
  rows: i32, count: i32, first: bool, out: usize, base: usize, bias: usize, x: usize,
  columns: usize, weights: usize, below: usize, row: usize, stride: usize,
): void {
  const zero = v128.splat<T>(<T>0);
  const to = out + row * stride;
  const from = base + row * stride;
  const biasA = first && bias ? splatAt<T>(bias + row * sizeof<T>()) : zero;
  const biasB = first && bias && rows == 2 ? splatAt<T>(bias + row * sizeof<T>(), sizeof<T>()) : zero;
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
  // Two vectors a turn: with few columns the loop's own instructions would cost as much as its work.
  for (; at + 2 * WIDTH <= stride; at += 2 * WIDTH) {
    stripVector<T>(rows, count, first, to + at, base ? from + at : 0, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3, stride);
    stripVector<T>(rows, count, first, to + at + WIDTH, base ? from + at + WIDTH : 0, biasA, biasB,
      x0 + at + WIDTH, x1 + at + WIDTH, x2 + at + WIDTH, x3 + at + WIDTH, a0, a1, a2, a3, b0, b1, b2, b3, stride);
  }
  if (at < stride) {
    stripVector<T>(rows, count, first, to + at, base ? from + at : 0, biasA, biasB,
      x0 + at, x1 + at, x2 + at, x3 + at, a0, a1, a2, a3, b0, b1, b2, b3, stride);
  }
}

/** One or two rows over a few columns, in strips of at most four. */
@inline function fewColumns<T extends number>(
  rows: i32, out: usize, base: usize, bias: usize, x: usize,
  columns: usize, count: usize, weights: usize, row: usize, stride: usize,
): void {
  const below = count * sizeof<T>();
  if (count == 1) strip<T>(rows, 1, true, out, base, bias, x, columns, weights, below, row, stride);
  else if (count == 2) strip<T>(rows, 2, true, out, base, bias, x, columns, weights, below, row, stride);
  else if (count == 3) strip<T>(rows, 3, true, out, base, bias, x, columns, weights, below, row, stride);
  else {
    strip<T>(rows, 4, true, out, base, bias, x, columns, weights, below, row, stride);
    const left = count - 4;
    columns += 16;
    weights += 4 * sizeof<T>();
    if (left == 1) strip<T>(rows, 1, false, out, 0, 0, x, columns, weights, below, row, stride);
    else if (left == 2) strip<T>(rows, 2, false, out, 0, 0, x, columns, weights, below, row, stride);
    else if (left == 3) strip<T>(rows, 3, false, out, 0, 0, x, columns, weights, below, row, stride);
    else if (left == 4) strip<T>(rows, 4, false, out, 0, 0, x, columns, weights, below, row, stride);
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
    const first = <usize>load<u32>(groups);
    const last = first + <usize>load<u32>(groups, 4);
    const list = columns + (<usize>load<u32>(groups, 8) << 2);
    const count = <usize>load<u32>(groups, 12);
    const block = weights + <usize>load<u32>(groups, 16) * sizeof<T>();
    const rowBytes = count * sizeof<T>();
    if (count > 0 && count <= FEW_COLUMNS) {
      let row = first;
      let w = block;
      for (; row + 2 <= last; row += 2) {
        fewColumns<T>(2, out, base, bias, x, list, count, w, row, stride);
        w += 2 * rowBytes;
      }
      if (row < last) fewColumns<T>(1, out, base, bias, x, list, count, w, row, stride);
      continue;
    }
    const paired = first + ((last - first) & ~1);
    let at: usize = 0;
    // The batch outside, the rows inside: a strip of all columns stays in the first-level cache.
    for (; at + 4 * WIDTH <= stride; at += 4 * WIDTH) {
      let w = block;
      for (let row = first; row < paired; row += 2) {
        pairTile<T>(4, out, base, bias, x, list, count, w, row, stride, at);
        w += 2 * rowBytes;
      }
    }
    for (; at < stride; at += WIDTH) {
      let w = block;
      for (let row = first; row < paired; row += 2) {
        pairTile<T>(1, out, base, bias, x, list, count, w, row, stride, at);
        w += 2 * rowBytes;
      }
    }
    if (paired < last) {
      wholeRow<T>(out, base, bias, x, list, count, block + (paired - first) * rowBytes, paired, stride);
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
  for (; y < end; y += WIDTH) {
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
  }
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

/** out[r] += sum over the batch of row r. */
export function rowSums<T extends number>(out: usize, x: usize, rows: i32, stride: usize): void {
  for (let r = 0; r < rows; r++) {
    let sum = v128.splat<T>(<T>0);
    const end = x + stride;
    for (; x < end; x += WIDTH) sum = v128.add<T>(sum, v128.load(x));
    add<T>(out, sumLanes<T>(sum));
    out += sizeof<T>();
  }
}
