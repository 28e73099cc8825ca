// Log-densities, summed over features into one value a row of data (nats), and their gradients.
import { exp, sigmoid } from "./exp";
import { log } from "./log";
import { expScalar, logScalar } from "./weights";
import { WIDTH, multiplyAdd, splat } from "./lanes";

const HALF_LOG_TWO_PI: f64 = 0.9189385332046727;

/** acc[b] += sum_r log N(u[r][b]; 0, 1). */
export function standardNormal<T extends number>(acc: usize, u: usize, rows: i32, stride: usize): void {
  const constant = splat<T>(-HALF_LOG_TWO_PI * <f64>rows);
  for (let i: usize = 0; i < stride; i += WIDTH) {
    let sum = splat<T>(0.0);
    let at = u + i;
    for (let r = 0; r < rows; r++) {
      const v = v128.load(at);
      sum = multiplyAdd<T>(v, v, sum);
      at += stride;
    }
    v128.store(acc + i, v128.add<T>(v128.load(acc + i), multiplyAdd<T>(splat<T>(-0.5), sum, constant)));
  }
}

/** du (+)= -dacc u. */
export function standardNormalBackward<T extends number>(
  du: usize, accumulate: i32, dAcc: usize, u: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      let v = v128.neg<T>(v128.mul<T>(v128.load(dAcc + i), v128.load(u + i)));
      if (accumulate) v = v128.add<T>(v, v128.load(du + i));
      v128.store(du + i, v);
    }
    u += stride;
    du += stride;
  }
}

/**
 * acc[b] += sum_r m[r][b] log N(x[r][b]; mu[r][b], exp(s[r][b])). Keeps the standardized residual (x - mu) exp(-s)
 * and exp(-s) for the way back. `m` (1 = measured, 0 = missing) may be 0: everything is there.
 */
export function gaussian<T extends number>(
  acc: usize, residual: usize, precision: usize, x: usize, mu: usize, s: usize, m: usize, rows: i32, stride: usize,
): void {
  const constant = splat<T>(HALF_LOG_TWO_PI);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const spread = v128.load(s + i);
      const p = exp<T>(v128.neg<T>(spread));
      const e = v128.mul<T>(v128.sub<T>(v128.load(x + i), v128.load(mu + i)), p);
      v128.store(residual + i, e);
      v128.store(precision + i, p);
      let v = v128.sub<T>(v128.mul<T>(splat<T>(-0.5), v128.mul<T>(e, e)), v128.add<T>(spread, constant));
      if (m) v = v128.mul<T>(v, v128.load(m + i));
      v128.store(acc + i, v128.add<T>(v128.load(acc + i), v));
    }
    residual += stride;
    precision += stride;
    x += stride;
    mu += stride;
    s += stride;
    if (m) m += stride;
  }
}

/** dmu (+)= dacc m e exp(-s), ds (+)= dacc m (e^2 - 1), e the standardized residual. */
export function gaussianBackward<T extends number>(
  dMu: usize, accumulateMu: i32, dS: usize, accumulateS: i32, dAcc: usize,
  residual: usize, precision: usize, m: usize, rows: i32, stride: usize,
): void {
  const one = splat<T>(1.0);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const e = v128.load(residual + i);
      let up = v128.load(dAcc + i);
      if (m) up = v128.mul<T>(up, v128.load(m + i));
      let a = v128.mul<T>(up, v128.mul<T>(e, v128.load(precision + i)));
      let b = v128.mul<T>(up, v128.sub<T>(v128.mul<T>(e, e), one));
      if (accumulateMu) a = v128.add<T>(a, v128.load(dMu + i));
      if (accumulateS) b = v128.add<T>(b, v128.load(dS + i));
      v128.store(dMu + i, a);
      v128.store(dS + i, b);
    }
    residual += stride;
    precision += stride;
    dMu += stride;
    dS += stride;
    if (m) m += stride;
  }
}

/** acc[b] += sum_r log d[r][b], one logarithm for eight factors (each of them lies in (0, 2)). */
export function logProduct<T extends number>(acc: usize, d: usize, rows: i32, stride: usize): void {
  for (let i: usize = 0; i < stride; i += WIDTH) {
    let sum = splat<T>(0.0);
    let at = d + i;
    for (let r = 0; r < rows; ) {
      let product = splat<T>(1.0);
      const end = min(r + 8, rows);
      for (; r < end; r++) {
        product = v128.mul<T>(product, v128.load(at));
        at += stride;
      }
      sum = v128.add<T>(sum, log<T>(product));
    }
    v128.store(acc + i, v128.add<T>(v128.load(acc + i), sum));
  }
}

/** dd[r][b] = factor dacc[b] / d[r][b]; `dAcc` may be 0 (all ones). */
export function logProductBackward<T extends number>(
  dd: usize, dAcc: usize, factor: f64, d: usize, rows: i32, stride: usize,
): void {
  const scale = splat<T>(factor);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      let up = scale;
      if (dAcc) up = v128.mul<T>(up, v128.load(dAcc + i));
      v128.store(dd + i, v128.div<T>(up, v128.load(d + i)));
    }
    d += stride;
    dd += stride;
  }
}

/** z = mu + exp(s) eps, element by element; keeps exp(s). */
export function reparameterize<T extends number>(z: usize, spread: usize, mu: usize, s: usize, eps: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const e = exp<T>(v128.load(s + i));
    v128.store(spread + i, e);
    v128.store(z + i, multiplyAdd<T>(e, v128.load(eps + i), v128.load(mu + i)));
  }
}

/** acc[b] += factor * sum_r x[r][b]. */
export function sumFeatures<T extends number>(acc: usize, x: usize, factor: f64, rows: i32, stride: usize): void {
  const scale = splat<T>(factor);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      v128.store(acc + i, multiplyAdd<T>(scale, v128.load(x + i), v128.load(acc + i)));
    }
    x += stride;
  }
}

/** dx[r][b] (+)= factor * dacc[b]. */
export function sumFeaturesBackward<T extends number>(
  dx: usize, accumulate: i32, dAcc: usize, factor: f64, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    scaleInto<T>(dx, accumulate, dAcc, factor, stride);
    dx += stride;
  }
}

/** out[r][b] = scale x[r][b] / y[r][b]. */
export function divide<T extends number>(out: usize, x: usize, y: usize, scale: f64, bytes: usize): void {
  const factor = splat<T>(scale);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    v128.store(out + i, v128.mul<T>(factor, v128.div<T>(v128.load(x + i), v128.load(y + i))));
  }
}

@inline function scaleInto<T extends number>(out: usize, accumulate: i32, x: usize, scale: f64, bytes: usize): void {
  const factor = splat<T>(scale);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    let v = v128.mul<T>(factor, v128.load(x + i));
    if (accumulate) v = v128.add<T>(v, v128.load(out + i));
    v128.store(out + i, v);
  }
}

/** dx[r][b] (+)= sign w[b] d[r][b]: a known gradient, weighted by the rows' weights. */
export function injectGradient<T extends number>(
  dx: usize, accumulate: i32, d: usize, w: usize, rows: i32, stride: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < stride; i += WIDTH) {
      let v = v128.mul<T>(v128.load(w + i), v128.load(d + i));
      if (accumulate) v = v128.add<T>(v, v128.load(dx + i));
      v128.store(dx + i, v);
    }
    d += stride;
    dx += stride;
  }
}

/**
 * Folds one importance weight a row into a running log-sum-exp: with m the largest log-weight so far,
 * sum = sum of exp(l - m) and squares = sum of exp(2 (l - m)).
 */
export function accumulateLogSumExp<T extends number>(largest: usize, sum: usize, squares: usize, l: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const v = v128.load(l + i);
    const before = v128.load(largest + i);
    const after = v128.max<T>(before, v);
    const old = exp<T>(v128.sub<T>(before, after));
    const now = exp<T>(v128.sub<T>(v, after));
    v128.store(largest + i, after);
    v128.store(sum + i, multiplyAdd<T>(old, v128.load(sum + i), now));
    v128.store(squares + i, multiplyAdd<T>(v128.mul<T>(old, old), v128.load(squares + i), v128.mul<T>(now, now)));
  }
}

/**
 * Of every group of `count` neighbours: their shares exp(l) / sum exp(l) and, in each of them, log((1 / count) sum exp(l)),
 * with l = ll + kl (lp - lq). Places beyond the last whole group get 0.
 */
export function importanceShares<T extends number>(
  shares: usize, bound: usize, ll: usize, lp: usize, lq: usize, kl: f64, count: i32, bytes: usize,
): void {
  const size: usize = sizeof<T>();
  const group: usize = <usize>count * size;
  const whole: usize = (bytes / group) * group;
  memory.fill(shares + whole, 0, bytes - whole);
  memory.fill(bound + whole, 0, bytes - whole);
  for (let from: usize = 0; from < whole; from += group) {
    let largest: f64 = -Infinity;
    for (let i: usize = from; i < from + group; i += size) {
      const l = <f64>load<T>(ll + i) + kl * (<f64>load<T>(lp + i) - <f64>load<T>(lq + i));
      store<T>(bound + i, <T>l);
      if (l > largest) largest = l;
    }
    let sum: f64 = 0;
    for (let i: usize = from; i < from + group; i += size) {
      const share = expScalar(<f64>load<T>(bound + i) - largest);
      store<T>(shares + i, <T>share);
      sum += share;
    }
    const mean = largest + logScalar(sum / <f64>count);
    for (let i: usize = from; i < from + group; i += size) {
      store<T>(shares + i, <T>(<f64>load<T>(shares + i) / sum));
      store<T>(bound + i, <T>mean);
    }
  }
}

/**
 * The product of two Gaussians N(m1, e^s1) N(m2, e^s2) as mean and log deviation, and the share of the precision that is the
 * first one's.
 */
export function precisionWeighted<T extends number>(
  mu: usize, s: usize, share: usize, m1: usize, s1: usize, m2: usize, s2: usize, bytes: usize,
): void {
  const one = splat<T>(1.0);
  const half = splat<T>(-0.5);
  const two = splat<T>(2.0);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const a = v128.load(s1 + i);
    const b = v128.load(s2 + i);
    const gap = v128.mul<T>(two, v128.sub<T>(b, a));
    const w = sigmoid<T>(gap);
    v128.store(share + i, w);
    const other = v128.load(m2 + i);
    v128.store(mu + i, multiplyAdd<T>(w, v128.sub<T>(v128.load(m1 + i), other), other));
    // The smaller deviation, less what the other one adds to its precision.
    const rest = log<T>(v128.add<T>(one, exp<T>(v128.neg<T>(v128.abs<T>(gap)))));
    v128.store(s + i, multiplyAdd<T>(half, rest, v128.min<T>(a, b)));
  }
}

/** Adds to (or, without accumulation, sets) the gradients of both means and log deviations. */
export function precisionWeightedBackward<T extends number>(
  d: usize, accumulate: i32, which: i32, ofScale: i32, dMu: usize, dS: usize, share: usize, m1: usize, m2: usize,
  bytes: usize,
): void {
  const one = splat<T>(1.0);
  const two = splat<T>(which == 0 ? -2.0 : 2.0);
  for (let i: usize = 0; i < bytes; i += WIDTH) {
    const w = v128.load(share + i);
    const rest = v128.sub<T>(one, w);
    const own = which == 0 ? w : rest;
    let v: v128;
    if (ofScale) {
      const turn = v128.mul<T>(v128.mul<T>(two, v128.mul<T>(w, rest)), v128.sub<T>(v128.load(m1 + i), v128.load(m2 + i)));
      v = multiplyAdd<T>(v128.load(dMu + i), turn, v128.mul<T>(v128.load(dS + i), own));
    } else {
      v = v128.mul<T>(v128.load(dMu + i), own);
    }
    if (accumulate) v = v128.add<T>(v, v128.load(d + i));
    v128.store(d + i, v);
  }
}
