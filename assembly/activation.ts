// Activations with their first and second derivative in one pass over the values. All are 1-Lipschitz.
import { exp, sigmoid } from "./exp";
import { WIDTH, multiplyAdd, splat, splatAt, sumLanes } from "./lanes";

export const LIPSWISH: i32 = 0;
export const LIPMISH: i32 = 1;
export const TANH: i32 = 2;
export const ELU: i32 = 3;

@inline function put<T extends number>(h: usize, h1: usize, h2: usize, v: v128, v1: v128, v2: v128): void {
  v128.store(h, v);
  if (h1) v128.store(h1, v1);
  if (h2) v128.store(h2, v2);
}

/** x sigmoid(beta x) / 1.1: the largest slope of x sigmoid(x) is 1.0998. */
@inline function lipSwish<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const one = splat<T>(1.0);
  const inverse = splat<T>(1.0 / 1.1);
  const y = v128.mul<T>(beta, x);
  const s = sigmoid<T>(y);
  const ds = v128.mul<T>(s, v128.sub<T>(one, s));
  const curve = multiplyAdd<T>(y, v128.sub<T>(one, v128.add<T>(s, s)), splat<T>(2.0));
  put<T>(h, h1, h2,
    v128.mul<T>(v128.mul<T>(x, s), inverse),
    v128.mul<T>(multiplyAdd<T>(y, ds, s), inverse),
    v128.mul<T>(v128.mul<T>(v128.mul<T>(beta, ds), curve), inverse));
}

/** x tanh(softplus(beta x)) / 1.09: the largest slope of x tanh(softplus(x)) is 1.0885. */
@inline function lipMish<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const inverse = splat<T>(1.0 / 1.09);
  const two = splat<T>(2.0);
  const y = v128.mul<T>(beta, x);
  // With w = e^y, tanh(softplus(y)) = n / (n + 2), n = w (w + 2); beyond y = 20 it is 1 to the last bit.
  const w = exp<T>(v128.min<T>(y, splat<T>(20.0)));
  const n = v128.mul<T>(w, v128.add<T>(w, two));
  const q = v128.div<T>(splat<T>(1.0), v128.add<T>(n, two));
  const t = v128.mul<T>(n, q);
  const n1 = v128.mul<T>(v128.mul<T>(two, w), v128.add<T>(w, splat<T>(1.0)));
  const n2 = v128.mul<T>(v128.mul<T>(two, w), multiplyAdd<T>(two, w, splat<T>(1.0)));
  const n1q = v128.mul<T>(n1, q);
  const t1 = v128.mul<T>(v128.mul<T>(two, n1q), q);
  const t2 = v128.sub<T>(
    v128.mul<T>(v128.mul<T>(two, v128.mul<T>(n2, q)), q),
    v128.mul<T>(v128.mul<T>(splat<T>(4.0), v128.mul<T>(n1q, n1q)), q));
  put<T>(h, h1, h2,
    v128.mul<T>(v128.mul<T>(x, t), inverse),
    v128.mul<T>(multiplyAdd<T>(y, t1, t), inverse),
    v128.mul<T>(v128.mul<T>(beta, multiplyAdd<T>(y, t2, v128.mul<T>(two, t1))), inverse));
}

/** tanh(beta x) / beta. */
@inline function tanh<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const y = v128.mul<T>(beta, x);
  const s = sigmoid<T>(v128.add<T>(y, y));
  const t = v128.sub<T>(v128.add<T>(s, s), splat<T>(1.0));
  const slope = v128.sub<T>(splat<T>(1.0), v128.mul<T>(t, t));
  put<T>(h, h1, h2, v128.div<T>(t, beta), slope,
    v128.mul<T>(v128.mul<T>(splat<T>(-2.0), beta), v128.mul<T>(t, slope)));
}

/** ELU(beta x) / beta: the exponential below zero, the identity above. */
@inline function elu<T extends number>(x: v128, beta: v128, h: usize, h1: usize, h2: usize): void {
  const zero = splat<T>(0.0);
  const one = splat<T>(1.0);
  const e = exp<T>(v128.min<T>(v128.mul<T>(beta, x), zero));
  const positive = v128.gt<T>(x, zero);
  put<T>(h, h1, h2,
    v128.bitselect(x, v128.div<T>(v128.sub<T>(e, one), beta), positive),
    v128.bitselect(one, e, positive),
    v128.bitselect(zero, v128.mul<T>(beta, e), positive));
}

@inline function loop<T extends number>(kind: i32, a: usize, h: usize, h1: usize, h2: usize, b: usize, bytes: usize): void {
  const beta = splatAt<T>(b);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const x = v128.load(a + i);
    const at1 = h1 ? h1 + i : 0;
    const at2 = h2 ? h2 + i : 0;
    if (kind == LIPSWISH) lipSwish<T>(x, beta, h + i, at1, at2);
    else if (kind == LIPMISH) lipMish<T>(x, beta, h + i, at1, at2);
    else if (kind == TANH) tanh<T>(x, beta, h + i, at1, at2);
    else elu<T>(x, beta, h + i, at1, at2);
  }
}

/** h, h' and h'' of the values at `a`, with sharpness beta > 0 at `beta`; `h1` and `h2` may be 0 (not wanted). */
export function activation<T extends number>(
  kind: i32, a: usize, h: usize, h1: usize, h2: usize, beta: usize, bytes: usize,
): void {
  if (kind == LIPSWISH) loop<T>(LIPSWISH, a, h, h1, h2, beta, bytes);
  else if (kind == LIPMISH) loop<T>(LIPMISH, a, h, h1, h2, beta, bytes);
  else if (kind == TANH) loop<T>(TANH, a, h, h1, h2, beta, bytes);
  else loop<T>(ELU, a, h, h1, h2, beta, bytes);
}

/**
 * da = dh h' + dh1 h'' (`dh1` may be 0), and the gradient of beta, added to `dBeta` (may be 0). Every activation
 * is H(beta x) / beta, so dh/dbeta = (x h' - h) / beta and dh'/dbeta = x h'' / beta.
 */
export function activationBackward<T extends number>(
  da: usize, accumulate: i32, dh: usize, dh1: usize, a: usize, h: usize, h1: usize, h2: usize,
  beta: usize, dBeta: usize, bytes: usize,
): void {
  let sum = v128.splat<T>(<T>0);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const up = v128.load(dh + i);
    const slope = v128.load(h1 + i);
    let down = v128.mul<T>(up, slope);
    if (dBeta) {
      sum = v128.add<T>(sum, v128.mul<T>(up, v128.sub<T>(v128.mul<T>(v128.load(a + i), slope), v128.load(h + i))));
    }
    if (dh1) {
      const bend = v128.mul<T>(v128.load(dh1 + i), v128.load(h2 + i));
      down = v128.add<T>(down, bend);
      if (dBeta) sum = multiplyAdd<T>(bend, v128.load(a + i), sum);
    }
    if (accumulate) down = v128.add<T>(down, v128.load(da + i));
    v128.store(da + i, down);
  }
  if (dBeta) store<T>(dBeta, load<T>(dBeta) + sumLanes<T>(sum) / load<T>(beta));
}
