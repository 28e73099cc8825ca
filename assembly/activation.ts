// Activations with their first and second derivative in one pass over the values. All are 1-Lipschitz.
import { MINUS_LOG2_E, exp, sigmoid, storeSigmoids } from "./exp";
import { WIDTH, constant, loadVector, multiplyAdd, splat, splatAt, storeVector, sumLanes } from "./lanes";

const PIECE: usize = 2048;

// The codes of the activations: the build hands this list on, and what is not in it is not an activation.
export const LIPSWISH: i32 = 0;
export const LIPMISH: i32 = 1;
export const TANH: i32 = 2;
export const ELU: i32 = 3;

// 0, 1, 2, 1/1.1, 1/1.09, 4, 20.
const TABLE_32: usize = memory.data<f32>([0.0, 1.0, 2.0, 0.9090909090909091, 0.9174311926605504, 4.0, 20.0]);
const TABLE_64: usize = memory.data<f64>([0.0, 1.0, 2.0, 0.9090909090909091, 0.9174311926605504, 4.0, 20.0]);

@inline function literal<T extends number>(i: i32): v128 {
  return constant<T>(sizeof<T>() == 4 ? TABLE_32 : TABLE_64, i);
}

/** The value last: what is not wanted is written to its place before. */
@inline function put<T extends number>(h: usize, h1: usize, h2: usize, v: v128, v1: v128, v2: v128): void {
  v128.store(h2, v2);
  v128.store(h1, v1);
  v128.store(h, v);
}

/** sigmoid(beta x), with `scale` = -beta log2(e). */
@inline function sigmoids<T extends number>(a: usize, s: usize, beta: v128, scale: v128, end: usize): void {
  if (sizeof<T>() == 8) {
    do {
      v128.store(s, sigmoid<T>(v128.mul<T>(beta, v128.load(a))));
      a += WIDTH;
      s += WIDTH;
    } while (a < end);
    return;
  }
  if (a + 2 * WIDTH <= end) do {
    storeSigmoids(a, a + WIDTH, scale, s, s + WIDTH);
    a += 2 * WIDTH;
    s += 2 * WIDTH;
  } while (a + 2 * WIDTH <= end);
  if (a < end) storeSigmoids(a, a, scale, s, s);
}

/** Vector `i` of x sigmoid(beta x) / 1.1, and so many derivatives: the largest slope of x sigmoid(x) is 1.0998. */
@inline function lipSwishVector<T extends number>(
  derivatives: i32, i: i32, a: usize, h: usize, h1: usize, h2: usize, beta: v128, one: v128, two: v128, inverse: v128,
): void {
  const x = loadVector(a, i);
  const s = loadVector(h, i);
  const shrunk = v128.mul<T>(s, inverse);
  storeVector(h, i, v128.mul<T>(x, shrunk));
  if (derivatives == 0) return;
  const y = v128.mul<T>(beta, x);
  const rest = v128.sub<T>(one, s);
  const ds = v128.mul<T>(shrunk, rest);
  storeVector(h1, i, multiplyAdd<T>(y, ds, shrunk));
  if (derivatives == 1) return;
  const curve = multiplyAdd<T>(y, v128.sub<T>(rest, s), two);
  storeVector(h2, i, v128.mul<T>(v128.mul<T>(beta, ds), curve));
}

/** LipSwish where `h` holds the sigmoids. */
@inline function lipSwish<T extends number>(
  derivatives: i32, a: usize, h: usize, h1: usize, h2: usize, beta: v128, end: usize,
): void {
  const one = literal<T>(1), two = literal<T>(2), inverse = literal<T>(3);
  if (a + 4 * WIDTH <= end) do {
    lipSwishVector<T>(derivatives, 0, a, h, h1, h2, beta, one, two, inverse);
    lipSwishVector<T>(derivatives, 1, a, h, h1, h2, beta, one, two, inverse);
    lipSwishVector<T>(derivatives, 2, a, h, h1, h2, beta, one, two, inverse);
    lipSwishVector<T>(derivatives, 3, a, h, h1, h2, beta, one, two, inverse);
    a += 4 * WIDTH;
    h += 4 * WIDTH;
    h1 += 4 * WIDTH;
    h2 += 4 * WIDTH;
  } while (a + 4 * WIDTH <= end);
  if (a < end) do {
    lipSwishVector<T>(derivatives, 0, a, h, h1, h2, beta, one, two, inverse);
    a += WIDTH;
    h += WIDTH;
    h1 += WIDTH;
    h2 += WIDTH;
  } while (a < end);
}

/**
 * Sigmoids first, then what follows from them, piece by piece: in one loop the long chain of the exponential would
 * fill the processor's queues, and few vectors would be in flight.
 */
function lipSwishes<T extends number>(
  a: usize, h: usize, h1: usize, h2: usize, b: usize, bytes: usize,
): void {
  const beta = splatAt<T>(b);
  const scale = v128.mul<T>(splat<T>(MINUS_LOG2_E), beta);
  for (let i: usize = 0; i < bytes; i += PIECE) {
    const end = a + min(i + PIECE, bytes);
    sigmoids<T>(a + i, h + i, beta, scale, end);
    if (h2) lipSwish<T>(2, a + i, h + i, h1 + i, h2 + i, beta, end);
    else if (h1) lipSwish<T>(1, a + i, h + i, h1 + i, 0, beta, end);
    else lipSwish<T>(0, a + i, h + i, 0, 0, beta, end);
  }
}

/** x tanh(softplus(beta x)) / 1.09: the largest slope of x tanh(softplus(x)) is 1.0885. */
@inline function lipMish<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const inverse = literal<T>(4);
  const two = literal<T>(2);
  // With w = e^y, tanh(softplus(y)) = n / (n + 2), n = w (w + 2); beyond y = 20 it is 1 to the last bit, and y times what
  // is left of its slope is nothing, whereas an unlimited y would make something of it.
  const y = v128.pmin<T>(v128.mul<T>(beta, x), literal<T>(6));
  const w = exp<T>(y);
  const n = v128.mul<T>(w, v128.add<T>(w, two));
  const q = v128.div<T>(literal<T>(1), v128.add<T>(n, two));
  const t = v128.mul<T>(n, q);
  const n1 = v128.mul<T>(v128.mul<T>(two, w), v128.add<T>(w, literal<T>(1)));
  const n2 = v128.mul<T>(v128.mul<T>(two, w), multiplyAdd<T>(two, w, literal<T>(1)));
  const n1q = v128.mul<T>(n1, q);
  const t1 = v128.mul<T>(v128.mul<T>(two, n1q), q);
  const t2 = v128.sub<T>(
    v128.mul<T>(v128.mul<T>(two, v128.mul<T>(n2, q)), q),
    v128.mul<T>(v128.mul<T>(literal<T>(5), v128.mul<T>(n1q, n1q)), q));
  put<T>(h, h1, h2,
    v128.mul<T>(v128.mul<T>(x, t), inverse),
    v128.mul<T>(multiplyAdd<T>(y, t1, t), inverse),
    v128.mul<T>(v128.mul<T>(beta, multiplyAdd<T>(y, t2, v128.mul<T>(two, t1))), inverse));
}

/** tanh(beta x) / beta. */
@inline function tanh<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const y = v128.mul<T>(beta, x);
  const s = sigmoid<T>(v128.add<T>(y, y));
  const t = v128.sub<T>(v128.add<T>(s, s), literal<T>(1));
  const slope = v128.sub<T>(literal<T>(1), v128.mul<T>(t, t));
  put<T>(h, h1, h2, v128.div<T>(t, beta), slope,
    v128.mul<T>(v128.mul<T>(v128.neg<T>(literal<T>(2)), beta), v128.mul<T>(t, slope)));
}

/** ELU(beta x) / beta: the exponential below zero, the identity above. */
@inline function elu<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const zero = literal<T>(0);
  const one = literal<T>(1);
  const e = exp<T>(v128.pmin<T>(v128.mul<T>(beta, x), zero));
  const positive = v128.gt<T>(x, zero);
  put<T>(h, h1, h2,
    v128.bitselect(x, v128.div<T>(v128.sub<T>(e, one), beta), positive),
    v128.bitselect(one, e, positive),
    v128.bitselect(zero, v128.mul<T>(beta, e), positive));
}

@inline function loop<T extends number>(
  kind: i32, a: usize, h: usize, h1: usize, h2: usize, b: usize, bytes: usize,
): void {
  const beta = splatAt<T>(b);
  let i: usize = 0;
  do {
    const x = v128.load(a + i);
    if (kind == LIPMISH) lipMish<T>(x, beta, h + i, h1 + i, h2 + i);
    else if (kind == TANH) tanh<T>(x, beta, h + i, h1 + i, h2 + i);
    else elu<T>(x, beta, h + i, h1 + i, h2 + i);
    i += WIDTH;
  } while (i < bytes);
}

/** h, h' and h'' of the values at `a`, with sharpness beta > 0 at `beta`. `h2`, or both `h1` and `h2`, may be 0: not wanted. */
export function activation<T extends number>(
  kind: i32, a: usize, h: usize, h1: usize, h2: usize, beta: usize, bytes: usize,
): void {
  if (kind == LIPSWISH) {
    lipSwishes<T>(a, h, h1, h2, beta, bytes);
    return;
  }
  h1 = h1 ? h1 : h;
  h2 = h2 ? h2 : h;
  if (kind == LIPMISH) loop<T>(LIPMISH, a, h, h1, h2, beta, bytes);
  else if (kind == TANH) loop<T>(TANH, a, h, h1, h2, beta, bytes);
  else if (kind == ELU) loop<T>(ELU, a, h, h1, h2, beta, bytes);
  else unreachable();
}

/** As `activationBackward`; returns the sum that beta's gradient is made of. */
@inline function backwardLoop<T extends number>(
  accumulate: bool, throughSlope: bool, da: usize, dh: usize, dh1: usize, a: usize, h: usize, h1: usize, h2: usize,
  bytes: usize,
): T {
  let sum = v128.splat<T>(<T>0);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const x = v128.load(a + i);
    const up = v128.load(dh + i);
    let down = v128.mul<T>(up, v128.load(h1 + i));
    sum = v128.add<T>(sum, v128.sub<T>(v128.mul<T>(x, down), v128.mul<T>(up, v128.load(h + i))));
    if (throughSlope) {
      const bend = v128.mul<T>(v128.load(dh1 + i), v128.load(h2 + i));
      down = v128.add<T>(down, bend);
      sum = multiplyAdd<T>(bend, x, sum);
    }
    if (accumulate) down = v128.add<T>(down, v128.load(da + i));
    v128.store(da + i, down);
  }
  return sumLanes<T>(sum);
}

/**
 * da = dh h' + dh1 h'' (`dh1` may be 0), and the gradient of beta, added to `dBeta` (may be 0). Every activation
 * is H(beta x) / beta, so dh/dbeta = (x h' - h) / beta and dh'/dbeta = x h'' / beta.
 */
export function activationBackward<T extends number>(
  da: usize, accumulate: i32, dh: usize, dh1: usize, a: usize, h: usize, h1: usize, h2: usize,
  beta: usize, dBeta: usize, bytes: usize,
): void {
  let sum: T;
  if (accumulate) {
    if (dh1) sum = backwardLoop<T>(true, true, da, dh, dh1, a, h, h1, h2, bytes);
    else sum = backwardLoop<T>(true, false, da, dh, dh1, a, h, h1, h2, bytes);
  } else if (dh1) sum = backwardLoop<T>(false, true, da, dh, dh1, a, h, h1, h2, bytes);
  else sum = backwardLoop<T>(false, false, da, dh, dh1, a, h, h1, h2, bytes);
  if (dBeta) store<T>(dBeta, load<T>(dBeta) + sum / load<T>(beta));
}
