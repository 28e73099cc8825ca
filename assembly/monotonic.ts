// Unconstrained monotonic networks (Wehenkel & Louppe 2019): F(y) = m + the integral of a positive network f from 0 to y, by
// a quadrature rule on [0, 1] that is stretched to y. f(s) = floor + softplus(c + sum_h v_h tanh(w_h s + b_h)); b_1 .. b_H, c
// and m are the parameters of a component in a row of data, w and v its own weights. The rule's first node is 1, where f(y)
// is the slope.
import { exp, sigmoid } from "./exp";
import { log } from "./log";
import { WIDTH, multiplyAdd, splat, splatAt, sumLanes } from "./lanes";
import { addTo } from "./transform";

/** The smallest slope: it makes the map reach every value. */
const FLOOR: f64 = 1e-3;

@inline function tanh<T extends number>(x: v128): v128 {
  const s = sigmoid<T>(v128.add<T>(x, x));
  return v128.sub<T>(v128.add<T>(s, s), splat<T>(1.0));
}

/** c + sum_h v_h tanh(w_h s + b_h); the values of tanh are left at `units`, where that is not 0. */
@inline function potential<T extends number>(
  s: v128, theta: usize, w: usize, v: usize, hidden: usize, stride: usize, units: usize,
): v128 {
  let a = v128.load(theta + hidden * stride);
  for (let h: usize = 0; h < hidden; h++) {
    const u = tanh<T>(multiplyAdd<T>(splatAt<T>(w + h * sizeof<T>()), s, v128.load(theta + h * stride)));
    if (units) v128.store(units + h * WIDTH, u);
    a = multiplyAdd<T>(splatAt<T>(v + h * sizeof<T>()), u, a);
  }
  return a;
}

@inline function positive<T extends number>(a: v128): v128 {
  const tail = log<T>(v128.add<T>(splat<T>(1.0), exp<T>(v128.neg<T>(v128.abs<T>(a)))));
  return v128.add<T>(v128.add<T>(v128.max<T>(a, splat<T>(0.0)), tail), splat<T>(FLOOR));
}

/** F(y), its logarithmic slope, and by `coarse` (the rule minus a coarser one) how far two rules differ at most. */
export function monotonic<T extends number>(
  out: usize, sum: usize, error: usize, y: usize, theta: usize, w: usize, v: usize, hidden: i32,
  nodes: usize, weights: usize, coarse: usize, count: i32, rows: i32, stride: usize,
): void {
  const H = <usize>hidden;
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      let total = splat<T>(0.0), differing = total;
      for (let k: usize = 0; k < <usize>count; k++) {
        const f = positive<T>(potential<T>(v128.mul<T>(x, splatAt<T>(nodes + k * sizeof<T>())), theta + i, w, v, H, stride, 0));
        if (k == 0) v128.store(sum + i, v128.add<T>(v128.load(sum + i), log<T>(f)));
        total = multiplyAdd<T>(f, splatAt<T>(weights + k * sizeof<T>()), total);
        differing = multiplyAdd<T>(f, splatAt<T>(coarse + k * sizeof<T>()), differing);
      }
      v128.store(out + i, multiplyAdd<T>(x, total, v128.load(theta + (H + 1) * stride + i)));
      v128.store(error + i, v128.max<T>(v128.load(error + i), v128.abs<T>(v128.mul<T>(x, differing))));
    }
    out += stride;
    y += stride;
    theta += (H + 2) * stride;
    w += H * sizeof<T>();
    v += H * sizeof<T>();
  }
}

/**
 * The gradient by y is that of the integral itself, f(y). `dy` may be 0; `dTheta` is overwritten; `dw` and `dv` are added to,
 * through `sums`, 2 H vectors and H more for what is between.
 */
export function monotonicBackward<T extends number>(
  dy: usize, accumulate: i32, dTheta: usize, dw: usize, dv: usize, sums: usize, dOut: usize, dSum: usize,
  y: usize, theta: usize, w: usize, v: usize, hidden: i32, nodes: usize, weights: usize, count: i32,
  rows: i32, stride: usize,
): void {
  const H = <usize>hidden;
  const units = sums + 2 * H * WIDTH;
  const one = splat<T>(1.0);
  for (let r = 0; r < rows; r++) {
    memory.fill(dTheta, 0, (H + 2) * stride);
    memory.fill(sums, 0, 2 * H * WIDTH);
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const up = v128.load(dOut + i);
      const along = v128.mul<T>(up, x);
      const dC = dTheta + H * stride + i;
      let slope = one, turn = splat<T>(0.0);
      for (let k: usize = 0; k < <usize>count; k++) {
        const s = v128.mul<T>(x, splatAt<T>(nodes + k * sizeof<T>()));
        const a = potential<T>(s, theta + i, w, v, H, stride, units);
        let pull = v128.mul<T>(along, splatAt<T>(weights + k * sizeof<T>()));
        if (k == 0) {
          slope = positive<T>(a);
          turn = v128.div<T>(v128.load(dSum + i), slope);
          pull = v128.add<T>(pull, turn);
        }
        const gate = sigmoid<T>(a);
        pull = v128.mul<T>(pull, gate);
        v128.store(dC, v128.add<T>(v128.load(dC), pull));
        let bend = splat<T>(0.0);
        for (let h: usize = 0; h < H; h++) {
          const wh = splatAt<T>(w + h * sizeof<T>()), vh = splatAt<T>(v + h * sizeof<T>());
          const u = v128.load(units + h * WIDTH);
          const into = v128.mul<T>(vh, v128.sub<T>(one, v128.mul<T>(u, u)));
          const b = v128.mul<T>(pull, into);
          const at = dTheta + h * stride + i;
          v128.store(at, v128.add<T>(v128.load(at), b));
          const forW = sums + h * WIDTH, forV = sums + (H + h) * WIDTH;
          v128.store(forW, multiplyAdd<T>(b, s, v128.load(forW)));
          v128.store(forV, multiplyAdd<T>(pull, u, v128.load(forV)));
          if (k == 0) bend = multiplyAdd<T>(wh, into, bend);
        }
        if (k == 0) turn = v128.mul<T>(turn, v128.mul<T>(gate, bend));
      }
      if (dy) addTo<T>(dy + i, accumulate, multiplyAdd<T>(up, slope, turn));
      v128.store(dTheta + (H + 1) * stride + i, up);
    }
    for (let h: usize = 0; h < H; h++) {
      const at = h * sizeof<T>();
      if (dw) store<T>(dw + at, load<T>(dw + at) + sumLanes<T>(v128.load(sums + h * WIDTH)));
      if (dv) store<T>(dv + at, load<T>(dv + at) + sumLanes<T>(v128.load(sums + (H + h) * WIDTH)));
    }
    if (dy) dy += stride;
    dOut += stride;
    y += stride;
    theta += (H + 2) * stride;
    dTheta += (H + 2) * stride;
    w += H * sizeof<T>();
    v += H * sizeof<T>();
    if (dw) dw += H * sizeof<T>();
    if (dv) dv += H * sizeof<T>();
  }
}

/**
 * y with F(y) = `target` by Newton's method within a bracket, which the smallest slope gives from the start; a step that
 * leaves it is a bisection. `evaluations` takes the most that one component of a row of data needed.
 */
export function monotonicInverse<T extends number>(
  y: usize, evaluations: usize, target: usize, theta: usize, w: usize, v: usize, hidden: i32,
  nodes: usize, weights: usize, count: i32, tolerance: f64, most: i32, rows: i32, stride: usize,
): void {
  const H = <usize>hidden;
  const zero = splat<T>(0.0), half = splat<T>(0.5), one = splat<T>(1.0);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const goal = v128.sub<T>(v128.load(target + i), v128.load(theta + (H + 1) * stride + i));
      const enough = v128.mul<T>(splat<T>(tolerance), v128.max<T>(one, v128.abs<T>(goal)));
      let high = v128.mul<T>(v128.abs<T>(goal), splat<T>(1.0 / FLOOR));
      let low = v128.neg<T>(high);
      let x = goal, before = splat<T>(Infinity), steps = zero;
      let running = v128.eq<T>(zero, zero);
      for (let step = 0; step < most; step++) {
        let total = zero, slope = one;
        for (let k: usize = 0; k < <usize>count; k++) {
          const f = positive<T>(potential<T>(v128.mul<T>(x, splatAt<T>(nodes + k * sizeof<T>())), theta + i, w, v, H, stride, 0));
          if (k == 0) slope = f;
          total = multiplyAdd<T>(f, splatAt<T>(weights + k * sizeof<T>()), total);
        }
        const residual = v128.sub<T>(v128.mul<T>(x, total), goal);
        const size = v128.abs<T>(residual);
        steps = v128.add<T>(steps, v128.and(one, running));
        running = v128.gt<T>(size, enough);
        if (!v128.any_true(running)) break;
        const above = v128.gt<T>(residual, zero);
        high = v128.bitselect(v128.min<T>(x, high), high, above);
        low = v128.bitselect(low, v128.max<T>(x, low), above);
        const newton = v128.sub<T>(x, v128.div<T>(residual, slope));
        const middle = multiplyAdd<T>(half, v128.sub<T>(high, low), low);
        const within = v128.and(v128.gt<T>(newton, low), v128.lt<T>(newton, high));
        const kept = v128.and(within, v128.le<T>(size, v128.mul<T>(half, before)));
        before = size;
        x = v128.bitselect(v128.bitselect(newton, middle, kept), x, running);
      }
      v128.store(y + i, x);
      v128.store(evaluations + i, v128.max<T>(v128.load(evaluations + i), steps));
    }
    y += stride;
    target += stride;
    theta += (H + 2) * stride;
    w += H * sizeof<T>();
    v += H * sizeof<T>();
  }
}
