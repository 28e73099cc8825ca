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

/** Vectors that are kept of every bin that a value lies in: all of it but the lower end. */
export const KEPT: usize = 6;

/** The slopes and exp of the other logits; the bend keeps all exponents small. */
function prepare<T extends number>(work: usize, theta: usize, bins: usize, stride: usize): void {
  const block = bins * stride;
  exponentials<T>(work, theta, block * 2, SHARES);
  exponentials<T>(work + block * 2, theta + block * 2, block - stride, SLOPES);
}

@inline function exponentials<T extends number>(to: usize, from: usize, bytes: usize, limit: f64): void {
  // Two loops, since the chain of both in one would be too long for its turns to overlap.
  const shift = from - to;
  const end = to + bytes;
  let at = to;
  if (at + 2 * WIDTH <= end) do {
    v128.store(at, bent<T>(v128.load(at + shift), limit));
    v128.store(at, bent<T>(v128.load(at + shift, WIDTH), limit), WIDTH);
    at += 2 * WIDTH;
  } while (at + 2 * WIDTH <= end);
  if (at < end) v128.store(at, bent<T>(v128.load(at + shift), limit));
  if (to + 2 * WIDTH <= end) do {
    storeTwoExp<T>(to, v128.load(to), v128.load(to, WIDTH));
    to += 2 * WIDTH;
  } while (to + 2 * WIDTH <= end);
  if (to < end) v128.store(to, expWithin<T>(v128.load(to)));
}

/** What the shares of `bins` exponentials are divided by. */
@inline function inverseSum<T extends number>(work: usize, bins: usize, stride: usize): v128 {
  let sum = v128.add<T>(splat<T>(0.0), v128.load(work));
  for (let k: usize = 1; k < bins; k++) {
    work += stride;
    sum = v128.add<T>(sum, v128.load(work));
  }
  return v128.div<T>(splat<T>(1.0), sum);
}

/** Makes a share of the exponential that is there: returned is the length of the whole that it stands for. */
@inline function lengthOf<T extends number>(at: usize, inverse: v128, whole: v128): v128 {
  const share = v128.mul<T>(inverse, v128.load(at));
  v128.store(at, share);
  return v128.mul<T>(whole, share);
}

/**
 * Makes shares of the exponentials and finds the bin of x along the widths, or along the heights where `byHeight` says so: its
 * lower end is stored at `low`, what else there is of it at `kept`: left end, width, height, slopes at both ends, and its number.
 */
@inline function find<T extends number>(
  kept: usize, low: usize, x: v128, work: usize, bins: usize, stride: usize, bound: f64, byHeight: bool,
): void {
  const block = bins * stride;
  const whole = splat<T>(2.0 * bound);
  const one = splat<T>(1.0), none = splat<T>(0.0);
  const ofWidths = inverseSum<T>(work, bins, stride);
  const ofHeights = inverseSum<T>(work + block, bins, stride);
  // A mask holds in the bins up to that of x, and then in the bin alone.
  let here = v128.eq<T>(none, none);
  let a = splat<T>(-bound), b = a, before = one;
  let left = none, width = none, lower = none, height = none, first = none, second = none, number = none;
  let at = work;
  for (let k: usize = 1; k < bins; k++) {
    const w = lengthOf<T>(at, ofWidths, whole);
    const h = lengthOf<T>(at + block, ofHeights, whole);
    const after = v128.load(at + block * 2);
    const nextA = v128.add<T>(a, w), nextB = v128.add<T>(b, h);
    const further = v128.ge<T>(x, byHeight ? nextB : nextA);
    const only = v128.andnot(here, further);
    left = v128.or(left, v128.and(a, only));
    width = v128.or(width, v128.and(w, only));
    lower = v128.or(lower, v128.and(b, only));
    height = v128.or(height, v128.and(h, only));
    first = v128.or(first, v128.and(before, only));
    second = v128.or(second, v128.and(after, only));
    number = v128.add<T>(number, v128.and(one, further));
    here = further;
    a = nextA;
    b = nextB;
    before = after;
    at += stride;
  }
  const w = lengthOf<T>(at, ofWidths, whole);
  const h = lengthOf<T>(at + block, ofHeights, whole);
  v128.store(kept, v128.or(left, v128.and(a, here)));
  v128.store(kept, v128.or(width, v128.and(w, here)), WIDTH);
  v128.store(kept, v128.or(height, v128.and(h, here)), 2 * WIDTH);
  v128.store(kept, v128.or(first, v128.and(before, here)), 3 * WIDTH);
  v128.store(kept, v128.or(second, v128.and(one, here)), 4 * WIDTH);
  v128.store(kept, number, 5 * WIDTH);
  v128.store(low, v128.or(lower, v128.and(b, here)));
}

export function spline<T extends number>(
  out: usize, sum: usize, work: usize, y: usize, theta: usize, bins: i32, bound: f64, rows: i32, stride: usize,
): void {
  const size = <usize>(3 * bins - 1) * stride;
  const one = splat<T>(1.0), two = splat<T>(2.0), limit = splat<T>(bound);
  for (let r = 0; r < rows; r++) {
    prepare<T>(work, theta, <usize>bins, stride);
    let kept = work + size;
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const inside = v128.lt<T>(v128.abs<T>(x), limit);
      find<T>(kept, out + i, v128.and(x, inside), work + i, <usize>bins, stride, bound, false);
      kept += KEPT * WIDTH;
    }
    // A loop of its own, whose turns overlap.
    kept = work + size;
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const inside = v128.lt<T>(v128.abs<T>(x), limit);
      const left = v128.load(kept);
      const width = v128.load(kept, WIDTH);
      const height = v128.load(kept, 2 * WIDTH);
      const first = v128.load(kept, 3 * WIDTH);
      const second = v128.load(kept, 4 * WIDTH);
      kept += KEPT * WIDTH;
      const xi = v128.div<T>(v128.sub<T>(v128.and(x, inside), left), width);
      const rest = v128.sub<T>(one, xi);
      const q = v128.mul<T>(xi, rest);
      const s = v128.div<T>(height, width);
      const bulge = v128.sub<T>(v128.add<T>(first, second), v128.mul<T>(two, s));
      const above = multiplyAdd<T>(s, v128.mul<T>(xi, xi), v128.mul<T>(first, q));
      const below = multiplyAdd<T>(bulge, q, s);
      const value = multiplyAdd<T>(height, v128.div<T>(above, below), v128.load(out + i));
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

/** `other`, or where the mask is set what it differs from by `either`, an xor: fewer instructions than `bitselect`. */
@inline function chosen(other: v128, either: v128, mask: v128): v128 {
  return v128.xor(other, v128.and(either, mask));
}

/** Multiplies the slope of the bend at `d` by what comes through the share. */
@inline function logitBackward<T extends number>(d: usize, share: usize, g: v128): void {
  v128.store(d, v128.mul<T>(v128.mul<T>(v128.load(share), g), v128.load(d)));
}

/**
 * The gradients of the logits of widths and heights, where `d` holds the slopes of their bends, given those of the lengths:
 * `own` and `high` of the bin itself, `before` and `below` of those that lie before it.
 */
@inline function sharesBackward<T extends number>(
  d: usize, work: usize, bins: usize, stride: usize, number: v128, before: v128, own: v128, below: v128, high: v128,
): void {
  const block = bins * stride;
  const one = splat<T>(1.0), none = splat<T>(0.0);
  const end = work + block;
  let meanWidth = none, meanHeight = none;
  let here = v128.eq<T>(none, none), k = one;
  let ofWidths = v128.xor(before, own), ofHeights = v128.xor(below, high);
  let at = work;
  do {
    const further = v128.ge<T>(number, k);
    meanWidth = multiplyAdd<T>(v128.load(at), chosen(v128.and(own, here), ofWidths, further), meanWidth);
    meanHeight = multiplyAdd<T>(v128.load(at + block), chosen(v128.and(high, here), ofHeights, further), meanHeight);
    here = further;
    k = v128.add<T>(k, one);
    at += stride;
  } while (at < end);
  before = v128.sub<T>(before, meanWidth);
  own = v128.sub<T>(own, meanWidth);
  below = v128.sub<T>(below, meanHeight);
  high = v128.sub<T>(high, meanHeight);
  const afterWidth = v128.sub<T>(none, meanWidth), afterHeight = v128.sub<T>(none, meanHeight);
  ofWidths = v128.xor(before, own);
  ofHeights = v128.xor(below, high);
  own = v128.xor(own, afterWidth);
  high = v128.xor(high, afterHeight);
  here = v128.eq<T>(none, none);
  k = one;
  at = work;
  do {
    const further = v128.ge<T>(number, k);
    logitBackward<T>(d, at, chosen(chosen(afterWidth, own, here), ofWidths, further));
    logitBackward<T>(d + block, at + block, chosen(chosen(afterHeight, high, here), ofHeights, further));
    here = further;
    k = v128.add<T>(k, one);
    d += stride;
    at += stride;
  } while (at < end);
}

@inline function bentSlopes<T extends number>(to: usize, from: usize, bytes: usize, limit: f64): void {
  const end = from + bytes;
  if (from < end) do {
    v128.store(to, bentSlope<T>(v128.load(from), limit));
    from += WIDTH;
    to += WIDTH;
  } while (from < end);
}

/** Reads a word of every line of a cache, in order; what they hold is returned only so that the reads are made. */
@inline function fetch(from: usize, bytes: usize): u32 {
  const end = from + bytes;
  let held: u32 = 0;
  do {
    held |= load<u32>(from);
    from += 64;
  } while (from < end);
  return held;
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
    // What follows goes through the rows of a component side by side, of which processors do not fetch ahead: with other work
    // about, the wait for memory was three quarters of the time. In order they do, so all goes through once in order before.
    store<u32>(dTheta, fetch(work, size + KEPT * stride));
    bentSlopes<T>(dTheta, theta, block * 2, SHARES);
    bentSlopes<T>(dTheta + block * 2, theta + block * 2, block - stride, SLOPES);
    let kept = work + size;
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const x = v128.load(y + i);
      const inside = v128.lt<T>(v128.abs<T>(x), limit);
      const clamped = v128.and(x, inside);
      const left = v128.load(kept);
      const width = v128.load(kept, WIDTH);
      const height = v128.load(kept, 2 * WIDTH);
      const first = v128.load(kept, 3 * WIDTH);
      const second = v128.load(kept, 4 * WIDTH);
      const number = v128.load(kept, 5 * WIDTH);
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
      sharesBackward<T>(dTheta + i, work + i, B, stride, number,
        v128.mul<T>(whole, dLeft), v128.mul<T>(whole, dWidth), v128.mul<T>(whole, up), v128.mul<T>(whole, dHeight));
      let at = block * 2 + i;
      const end = at + block - stride;
      let knot = one;
      let previous = splat<T>(0.0);
      for (; at < end; at += stride) {
        // The first knot is the second end of bin 0 and the first one of bin 1.
        const ofFirst = v128.and(dFirst, v128.eq<T>(knot, number));
        const g = v128.add<T>(ofFirst, v128.and(dSecond, v128.eq<T>(previous, number)));
        const chained = v128.mul<T>(g, v128.load(work + at));
        v128.store(dTheta + at, v128.mul<T>(chained, v128.load(dTheta + at)));
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
  const kept = work + <usize>(3 * bins - 1) * stride;
  const two = splat<T>(2.0), limit = splat<T>(bound), four = splat<T>(4.0);
  for (let r = 0; r < rows; r++) {
    prepare<T>(work, theta, <usize>bins, stride);
    for (let i: usize = 0; i < stride; i += WIDTH) {
      const given = v128.load(target + i);
      const inside = v128.lt<T>(v128.abs<T>(given), limit);
      const goal = v128.and(given, inside);
      find<T>(kept, y + i, goal, work + i, <usize>bins, stride, bound, true);
      const left = v128.load(kept);
      const width = v128.load(kept, WIDTH);
      const height = v128.load(kept, 2 * WIDTH);
      const first = v128.load(kept, 3 * WIDTH);
      const second = v128.load(kept, 4 * WIDTH);
      const s = v128.div<T>(height, width);
      const d = v128.sub<T>(goal, v128.load(y + i));
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
    theta += <usize>(3 * bins - 1) * stride;
  }
}
