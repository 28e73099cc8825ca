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

/** `rows` (1 or 2) rows x `vectors` (1 or 4) vectors: more registers than 2 x 4 would spill. */
@inline function tile<T extends number>(
  rows: i32, vectors: i32, out: usize, base: usize, bias: usize, x: usize,
  columns: usize, count: usize, weights: usize, row: usize, stride: usize, at: usize,
): void {
  const offset = row * stride + at;
  const next = offset + stride;
  let a0 = initial<T>(base, bias, row, offset);
  let a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  if (vectors == 4) {
    a1 = initial<T>(base, bias, row, offset + WIDTH);
    a2 = initial<T>(base, bias, row, offset + 2 * WIDTH);
    a3 = initial<T>(base, bias, row, offset + 3 * WIDTH);
  }
  if (rows == 2) {
    b0 = initial<T>(base, bias, row + 1, next);
    if (vectors == 4) {
      b1 = initial<T>(base, bias, row + 1, next + WIDTH);
      b2 = initial<T>(base, bias, row + 1, next + 2 * WIDTH);
      b3 = initial<T>(base, bias, row + 1, next + 3 * WIDTH);
    }
  }
  const below = count * sizeof<T>();
  const end = columns + (count << 2);
  x += at;
  while (columns < end) {
    const source = x + <usize>load<u32>(columns) * stride;
    const wa = splatAt<T>(weights);
    const x0 = v128.load(source);
    if (rows == 2) {
      const wb = splatAt<T>(weights + below);
      b0 = multiplyAdd<T>(wb, x0, b0);
      if (vectors == 4) {
        b1 = multiplyAdd<T>(wb, v128.load(source, WIDTH), b1);
        b2 = multiplyAdd<T>(wb, v128.load(source, 2 * WIDTH), b2);
        b3 = multiplyAdd<T>(wb, v128.load(source, 3 * WIDTH), b3);
      }
    }
    a0 = multiplyAdd<T>(wa, x0, a0);
    if (vectors == 4) {
      a1 = multiplyAdd<T>(wa, v128.load(source, WIDTH), a1);
      a2 = multiplyAdd<T>(wa, v128.load(source, 2 * WIDTH), a2);
      a3 = multiplyAdd<T>(wa, v128.load(source, 3 * WIDTH), a3);
    }
    weights += sizeof<T>();
    columns += 4;
  }
  v128.store(out + offset, a0);
  if (vectors == 4) {
    v128.store(out + offset, a1, WIDTH);
    v128.store(out + offset, a2, 2 * WIDTH);
    v128.store(out + offset, a3, 3 * WIDTH);
  }
  if (rows == 2) {
    v128.store(out + next, b0);
    if (vectors == 4) {
      v128.store(out + next, b1, WIDTH);
      v128.store(out + next, b2, 2 * WIDTH);
      v128.store(out + next, b3, 3 * WIDTH);
    }
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
    let at: usize = 0;
    for (; at + 4 * WIDTH <= stride; at += 4 * WIDTH) {
      let row = first;
      let w = block;
      for (; row + 2 <= last; row += 2) {
        tile<T>(2, 4, out, base, bias, x, list, count, w, row, stride, at);
        w += 2 * rowBytes;
      }
      if (row < last) tile<T>(1, 4, out, base, bias, x, list, count, w, row, stride, at);
    }
    for (; at < stride; at += WIDTH) {
      let row = first;
      let w = block;
      for (; row + 2 <= last; row += 2) {
        tile<T>(2, 1, out, base, bias, x, list, count, w, row, stride, at);
        w += 2 * rowBytes;
      }
      if (row < last) tile<T>(1, 1, out, base, bias, x, list, count, w, row, stride, at);
    }
  }
}

@inline function add<T extends number>(pointer: usize, value: T): void {
  store<T>(pointer, load<T>(pointer) + value);
}

/** Dot products of `rows` (1 or 2) rows of dy with `columns` (1 or 4) rows of x, added to dw. */
@inline function dots<T extends number>(
  rows: i32, count: i32, dw: usize, below: usize, y: usize, list: usize, x: usize, stride: usize,
): void {
  let a0 = v128.splat<T>(<T>0);
  let a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = y + stride;
  const x0 = x + <usize>load<u32>(list) * stride - y;
  let x1 = x0, x2 = x0, x3 = x0;
  if (count == 4) {
    x1 = x + <usize>load<u32>(list, 4) * stride - y;
    x2 = x + <usize>load<u32>(list, 8) * stride - y;
    x3 = x + <usize>load<u32>(list, 12) * stride - y;
  }
  for (; y < end; y += WIDTH) {
    const ya = v128.load(y);
    const c0 = v128.load(y + x0);
    a0 = multiplyAdd<T>(ya, c0, a0);
    if (count == 4) {
      const c1 = v128.load(y + x1);
      const c2 = v128.load(y + x2);
      const c3 = v128.load(y + x3);
      a1 = multiplyAdd<T>(ya, c1, a1);
      a2 = multiplyAdd<T>(ya, c2, a2);
      a3 = multiplyAdd<T>(ya, c3, a3);
      if (rows == 2) {
        const yb = v128.load(y + stride);
        b0 = multiplyAdd<T>(yb, c0, b0);
        b1 = multiplyAdd<T>(yb, c1, b1);
        b2 = multiplyAdd<T>(yb, c2, b2);
        b3 = multiplyAdd<T>(yb, c3, b3);
      }
    } else if (rows == 2) {
      b0 = multiplyAdd<T>(v128.load(y + stride), c0, b0);
    }
  }
  add<T>(dw, sumLanes<T>(a0));
  if (count == 4) {
    add<T>(dw + sizeof<T>(), sumLanes<T>(a1));
    add<T>(dw + 2 * sizeof<T>(), sumLanes<T>(a2));
    add<T>(dw + 3 * sizeof<T>(), sumLanes<T>(a3));
  }
  if (rows == 2) {
    add<T>(dw + below, sumLanes<T>(b0));
    if (count == 4) {
      add<T>(dw + below + sizeof<T>(), sumLanes<T>(b1));
      add<T>(dw + below + 2 * sizeof<T>(), sumLanes<T>(b2));
      add<T>(dw + below + 3 * sizeof<T>(), sumLanes<T>(b3));
    }
  }
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
    while (row < last) {
      const y = dy + row * stride;
      const pair = row + 2 <= last;
      let c: usize = 0;
      for (; c + 4 <= count; c += 4) {
        const to = out + c * sizeof<T>();
        if (pair) dots<T>(2, 4, to, below, y, list + (c << 2), x, stride);
        else dots<T>(1, 4, to, below, y, list + (c << 2), x, stride);
      }
      for (; c < count; c++) {
        const to = out + c * sizeof<T>();
        if (pair) dots<T>(2, 1, to, below, y, list + (c << 2), x, stride);
        else dots<T>(1, 1, to, below, y, list + (c << 2), x, stride);
      }
      const done: usize = pair ? 2 : 1;
      row += done;
      out += done * below;
    }
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
