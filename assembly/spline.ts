// Monotonic rational-quadratic splines (Durkan, Bekasov, Murray & Papamakarios 2019) of B bins on [-bound, bound], the
// identity beyond. A component has 3 B - 1 parameters: B widths, B heights, B - 1 slopes at the inner knots; all zero is the
// identity. `work` keeps, in the same layout, the shares of the widths and of the heights, and the slopes; behind those of a
// component lie, for the way back, six rows with the bins that its values lie in.
import { expWithin, storeTwoExp } from "./exp";
import { log } from "./log";
import { WIDTH, multiplyAdd, splat } from "./lanes";
import { addTo, bent, bentSlope } from "./transform";

// No bin is thinner than a thousandth of another, and no slope is beyond 1/1000 and 1000.
const SLOPES: f64 = 6.907755278982137;
const SHARES: f64 = SLOPES / 2;

/** Vectors that the way back needs of every bin that a value lies in: all of it but the lower end. */
export const KEPT: usize = 6;

/** The slopes and exp of the other logits; the bend keeps all exponents small. */
function prepare<T extends number>(work: usize, theta: usize, bins: usize, stride: usize): void {
  const block = bins * stride;
  exponentials<T>(work, theta, block * 2, SHARES);
  exponentials<T>(work + block * 2, theta + block * 2, block - stride, SLOPES);
}

@inline function exponentials<T extends number>(to: usize, from: usize, bytes: usize, limit: f64): void {
  const end = from + bytes;
  if (from + 2 * WIDTH <= end) do {
    storeTwoExp<T>(to, bent<T>(v128.load(from), limit), bent<T>(v128.load(from, WIDTH), limit));
    from += 2 * WIDTH;
    to += 2 * WIDTH;
  } while (from + 2 * WIDTH <= end);
  if (from < end) v128.store(to, expWithin<T>(bent<T>(v128.load(from), limit)));
}

/** What the shares of `bins` exponentials are divided by. */
@inline function inverseSum<T extends number>(work: usize, bins: usize, stride: usize): v128 {
  let sum = splat<T>(0.0);
  for (let k: usize = 0; k < bins; k++) sum = v128.add<T>(sum, v128.load(work + k * stride));
  return v128.div<T>(splat<T>(1.0), sum);
}

// The bin that a value lies in: left end, width, lower end, height, slopes at both ends, and its number.
let left: v128 = i64x2.splat(0), width: v128 = i64x2.splat(0), low: v128 = i64x2.splat(0);
let height: v128 = i64x2.splat(0), first: v128 = i64x2.splat(0), second: v128 = i64x2.splat(0);
let number: v128 = i64x2.splat(0);

/** Makes shares of the exponentials and finds the bin of x along the widths, or along the heights where `byHeight` says so. */
@inline function find<T extends number>(x: v128, work: usize, bins: usize, stride: usize, bound: f64, byHeight: bool): void {
  const block = bins * stride;
  const whole = splat<T>(2.0 * bound);
  const one = splat<T>(1.0);
  const ofWidths = inverseSum<T>(work, bins, stride);
  const ofHeights = inverseSum<T>(work + block, bins, stride);
  let share = v128.mul<T>(ofWidths, v128.load(work));
  v128.store(work, share);
  let w = v128.mul<T>(whole, share);
  share = v128.mul<T>(ofHeights, v128.load(work + block));
  v128.store(work + block, share);
  let h = v128.mul<T>(whole, share);
  let a = splat<T>(-bound), b = a, before = one;
  let after = bins > 1 ? v128.load(work + block * 2) : one;
  // The first bin holds all that is not found further on.
  let atLeft = a, ofWidth = w, atLow = b, ofHeight = h, atFirst = before, atSecond = after, found = splat<T>(0.0);
  let at = work + stride;
  for (let k: usize = 1; k < bins; k++) {
    a = v128.add<T>(a, w);
    b = v128.add<T>(b, h);
    before = after;
    share = v128.mul<T>(ofWidths, v128.load(at));
    v128.store(at, share);
    w = v128.mul<T>(whole, share);
    share = v128.mul<T>(ofHeights, v128.load(at + block));
    v128.store(at + block, share);
    h = v128.mul<T>(whole, share);
    after = k + 1 < bins ? v128.load(at + block * 2) : one;
    const here = v128.ge<T>(x, byHeight ? b : a);
    atLeft = v128.bitselect(a, atLeft, here);
    ofWidth = v128.bitselect(w, ofWidth, here);
    atLow = v128.bitselect(b, atLow, here);
    ofHeight = v128.bitselect(h, ofHeight, here);
    atFirst = v128.bitselect(before, atFirst, here);
    atSecond = v128.bitselect(after, atSecond, here);
    found = v128.add<T>(found, v128.and(one, here));
    at += stride;
  }
  left = atLeft;
  width = ofWidth;
  low = atLow;
  height = ofHeight;
  first = atFirst;
  second = atSecond;
  number = found;
}

export function spline<T extends number>(
  out: usize, sum: usize, work: usize, y: usize, theta: usize, bins: i32, bound: f64, rows: i32, stride: usize,
): void {
  const size = <usize>(3 * bins - 1) * stride;
  const one = splat<T>(1.0), two = splat<T>(2.0), limit = splat<T>(bound);
  for (let r = 0; r < rows; r++) {
    let kept = work + size;
    prepare<T>(work, theta, <usize>bins, stride);
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const inside = v128.lt<T>(v128.abs<T>(x), limit);
      const clamped = v128.bitselect(x, splat<T>(0.0), inside);
      find<T>(clamped, work + i, <usize>bins, stride, bound, false);
      v128.store(kept, left);
      v128.store(kept, width, WIDTH);
      v128.store(kept, height, 2 * WIDTH);
      v128.store(kept, first, 3 * WIDTH);
      v128.store(kept, second, 4 * WIDTH);
      v128.store(kept, number, 5 * WIDTH);
      kept += KEPT * WIDTH;
      const xi = v128.div<T>(v128.sub<T>(clamped, left), width);
      const rest = v128.sub<T>(one, xi);
      const q = v128.mul<T>(xi, rest);
      const s = v128.div<T>(height, width);
      const bulge = v128.sub<T>(v128.add<T>(first, second), v128.mul<T>(two, s));
      const above = multiplyAdd<T>(s, v128.mul<T>(xi, xi), v128.mul<T>(first, q));
      const below = multiplyAdd<T>(bulge, q, s);
      const value = multiplyAdd<T>(height, v128.div<T>(above, below), low);
      const n = multiplyAdd<T>(second, v128.mul<T>(xi, xi),
        multiplyAdd<T>(v128.mul<T>(two, s), q, v128.mul<T>(first, v128.mul<T>(rest, rest))));
      const ratio = v128.div<T>(s, below);
      const slope = log<T>(v128.mul<T>(n, v128.mul<T>(ratio, ratio)));
      v128.store(out + i, v128.bitselect(value, x, inside));
      v128.store(sum + i, v128.add<T>(v128.load(sum + i), v128.and(slope, inside)));
    }
    out += stride;
    y += stride;
    work += size + KEPT * stride;
    theta += size;
  }
}

/** The gradient of logits of shares, given that of the lengths: `own` of the bin itself, `before` of those to its left. */
@inline function sharesBackward<T extends number>(
  d: usize, work: usize, theta: usize, bins: usize, stride: usize, before: v128, own: v128, whole: v128,
): void {
  before = v128.mul<T>(whole, before);
  own = v128.mul<T>(whole, own);
  let mean = splat<T>(0.0);
  let k = mean;
  const one = splat<T>(1.0);
  const end = work + bins * stride;
  for (let at = work; at < end; at += stride) {
    const g = v128.or(v128.and(before, v128.lt<T>(k, number)), v128.and(own, v128.eq<T>(k, number)));
    mean = multiplyAdd<T>(v128.load(at), g, mean);
    k = v128.add<T>(k, one);
  }
  before = v128.sub<T>(before, mean);
  own = v128.sub<T>(own, mean);
  const after = v128.sub<T>(splat<T>(0.0), mean);
  k = splat<T>(0.0);
  for (let at = work; at < end; at += stride) {
    const g = v128.bitselect(before, v128.bitselect(own, after, v128.eq<T>(k, number)), v128.lt<T>(k, number));
    v128.store(d, v128.mul<T>(v128.mul<T>(v128.load(at), g), bentSlope<T>(v128.load(theta), SHARES)));
    k = v128.add<T>(k, one);
    d += stride;
    theta += stride;
  }
}

/** `dy` may be 0; `dTheta` is overwritten. */
export function splineBackward<T extends number>(
  dy: usize, accumulate: i32, dTheta: usize, dOut: usize, dSum: usize, work: usize, y: usize, theta: usize,
  bins: i32, bound: f64, rows: i32, stride: usize,
): void {
  const B = <usize>bins;
  const size = (B * 3 - 1) * stride;
  const block = B * stride;
  const one = splat<T>(1.0), two = splat<T>(2.0), limit = splat<T>(bound), whole = splat<T>(2.0 * bound);
  for (let r = 0; r < rows; r++) {
    let kept = work + size;
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const inside = v128.lt<T>(v128.abs<T>(x), limit);
      const clamped = v128.bitselect(x, splat<T>(0.0), inside);
      left = v128.load(kept);
      width = v128.load(kept, WIDTH);
      height = v128.load(kept, 2 * WIDTH);
      first = v128.load(kept, 3 * WIDTH);
      second = v128.load(kept, 4 * WIDTH);
      number = v128.load(kept, 5 * WIDTH);
      kept += KEPT * WIDTH;
      const given = v128.load(dOut + i);
      const up = v128.and(given, inside);
      const slopeUp = v128.and(v128.load(dSum + i), inside);
      const narrow = v128.div<T>(one, width);
      const xi = v128.mul<T>(v128.sub<T>(clamped, left), narrow);
      const rest = v128.sub<T>(one, xi);
      const q = v128.mul<T>(xi, rest);
      const bendQ = v128.sub<T>(rest, xi);
      const s = v128.mul<T>(height, narrow);
      const bulge = v128.sub<T>(v128.add<T>(first, second), v128.mul<T>(two, s));
      const square = v128.mul<T>(xi, xi);
      const above = multiplyAdd<T>(s, square, v128.mul<T>(first, q));
      const inverse = v128.div<T>(one, multiplyAdd<T>(bulge, q, s));
      const ratio = v128.mul<T>(above, inverse);
      const n = multiplyAdd<T>(second, square,
        multiplyAdd<T>(v128.mul<T>(two, s), q, v128.mul<T>(first, v128.mul<T>(rest, rest))));
      const scaled = v128.mul<T>(up, v128.mul<T>(height, inverse));
      const dAbove = scaled;
      const dBelow = v128.neg<T>(multiplyAdd<T>(scaled, ratio, v128.mul<T>(two, v128.mul<T>(slopeUp, inverse))));
      const dN = v128.div<T>(slopeUp, n);
      // Each of the three sums by xi, by s and by the slopes at both ends.
      let dXi = v128.mul<T>(dAbove, multiplyAdd<T>(v128.mul<T>(two, s), xi, v128.mul<T>(first, bendQ)));
      dXi = multiplyAdd<T>(dBelow, v128.mul<T>(bulge, bendQ), dXi);
      dXi = multiplyAdd<T>(v128.mul<T>(two, dN),
        v128.sub<T>(multiplyAdd<T>(second, xi, v128.mul<T>(s, bendQ)), v128.mul<T>(first, rest)), dXi);
      let dS = v128.mul<T>(dAbove, square);
      dS = multiplyAdd<T>(dBelow, v128.sub<T>(one, v128.mul<T>(two, q)), dS);
      dS = multiplyAdd<T>(dN, v128.mul<T>(two, q), dS);
      dS = v128.add<T>(dS, v128.div<T>(v128.mul<T>(two, slopeUp), s));
      let dFirst = v128.mul<T>(v128.add<T>(dAbove, dBelow), q);
      dFirst = multiplyAdd<T>(dN, v128.mul<T>(rest, rest), dFirst);
      const dSecond = multiplyAdd<T>(dN, square, v128.mul<T>(dBelow, q));
      const dLeft = v128.neg<T>(v128.mul<T>(dXi, narrow));
      const dHeight = multiplyAdd<T>(dS, narrow, v128.mul<T>(up, ratio));
      const dWidth = v128.mul<T>(narrow, v128.neg<T>(multiplyAdd<T>(dS, s, v128.mul<T>(dXi, xi))));
      if (dy) addTo<T>(dy + i, accumulate, v128.bitselect(v128.mul<T>(dXi, narrow), given, inside));
      sharesBackward<T>(dTheta + i, work + i, theta + i, B, stride, dLeft, dWidth, whole);
      sharesBackward<T>(dTheta + block + i, work + block + i, theta + block + i, B, stride, up, dHeight, whole);
      let at = block * 2 + i;
      const end = at + block - stride;
      let knot = one;
      let previous = splat<T>(0.0);
      for (; at < end; at += stride) {
        // The first knot is the second end of bin 0 and the first one of bin 1.
        const ofFirst = v128.and(dFirst, v128.eq<T>(knot, number));
        const g = v128.add<T>(ofFirst, v128.and(dSecond, v128.eq<T>(previous, number)));
        const chained = v128.mul<T>(g, v128.load(work + at));
        v128.store(dTheta + at, v128.mul<T>(chained, bentSlope<T>(v128.load(theta + at), SLOPES)));
        previous = knot;
        knot = v128.add<T>(knot, one);
      }
    }
    if (dy) dy += stride;
    dOut += stride;
    y += stride;
    work += size + KEPT * stride;
    theta += size;
    dTheta += size;
  }
}

/** y whose spline is `target`: the root of a quadratic in the bin that the target lies in. */
export function splineInverse<T extends number>(
  y: usize, work: usize, target: usize, theta: usize, bins: i32, bound: f64, rows: i32, stride: usize,
): void {
  const size = <usize>(3 * bins - 1) * stride;
  const two = splat<T>(2.0), limit = splat<T>(bound), four = splat<T>(4.0);
  for (let r = 0; r < rows; r++) {
    prepare<T>(work, theta, <usize>bins, stride);
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const given = v128.load(target + i);
      const inside = v128.lt<T>(v128.abs<T>(given), limit);
      const goal = v128.bitselect(given, splat<T>(0.0), inside);
      find<T>(goal, work + i, <usize>bins, stride, bound, true);
      const s = v128.div<T>(height, width);
      const d = v128.sub<T>(goal, low);
      const bulge = v128.mul<T>(d, v128.sub<T>(v128.add<T>(first, second), v128.mul<T>(two, s)));
      const a = multiplyAdd<T>(height, v128.sub<T>(s, first), bulge);
      const b = v128.sub<T>(v128.mul<T>(height, first), bulge);
      const c = v128.neg<T>(v128.mul<T>(s, d));
      const discriminant = v128.sub<T>(v128.mul<T>(b, b), v128.mul<T>(four, v128.mul<T>(a, c)));
      const root = v128.sqrt<T>(v128.max<T>(discriminant, splat<T>(0.0)));
      const xi = v128.div<T>(v128.mul<T>(two, c), v128.neg<T>(v128.add<T>(b, root)));
      v128.store(y + i, v128.bitselect(multiplyAdd<T>(xi, width, left), given, inside));
    }
    y += stride;
    target += stride;
    work += size;
    theta += size;
  }
}
