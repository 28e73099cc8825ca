import { exp, log, log1p, tanh } from "../numeric/elementary.ts";
import { minimize } from "../numeric/minimize.ts";
import { HALF_LOG_TWO_PI } from "../numeric/special.ts";
import { runsOf } from "./sortedValues.ts";
import { unimodalBound } from "./unimodalBound.ts";

/**
 * A rising curve over all real numbers that makes a leaning column normal: sinh(tail asinh((x - centre) / spread) - lean)
 * (Jones and Pewsey 2009).
 */
export interface Curve {
  readonly centre: number;
  readonly spread: number;
  /** Above 0 where the upper tail is the longer one. */
  readonly lean: number;
  /** Below 1 where tails are heavier than normal ones. */
  readonly tail: number;
}

/**
 * How far a curve may bend. A lean of 1 makes a value beyond the short tail as unlikely as one of a normal column some
 * deviations out; with 3 the first value below all others would cost more than a thousand nats.
 */
const MOST_LEAN = 1;
const LEAST_TAIL = 0.3;
const MOST_TAIL = 1.25;
/** Of the mean distance from the middle: less would draw all density to a value that comes often. */
const LEAST_SPREAD = 0.05;
/** The curve is fitted to so many values at most, evenly spread over the sorted ones. */
const MOST_VALUES = 2000;
const STEPS = 200;

/** The value of the curve. */
export function curved({ centre, spread, lean, tail }: Curve, value: number): number {
  return sinh(tail * asinh((value - centre) / spread) - lean);
}

/** The value at which the curve has the given one. */
export function straightened({ centre, spread, lean, tail }: Curve, y: number): number {
  return centre + spread * sinh((asinh(y) + lean) / tail);
}

/** Logarithm of the slope of the curve at a value. */
export function logSlope({ centre, spread, lean, tail }: Curve, value: number): number {
  const z = (value - centre) / spread;
  const y = sinh(tail * asinh(z) - lean);
  return log(tail / spread) + 0.5 * (log1p(y * y) - log1p(z * z));
}

/**
 * The curve that makes values most nearly standard normal: maximum likelihood within the bounds above, from a leaning start to
 * either side and an even one.
 *
 * @param values at least two different ones
 * @param leastSpread keeps the curve from rising within a single value that comes often
 * @returns the curve and the mean log-density of the values under it, nats
 */
export function fitCurve(values: Float64Array, leastSpread: number): CurveFit {
  return bestFit([...curveFits(values, leastSpread)]);
}

/** Of those of {@link curveFits} the one that {@link fitCurve} takes. */
export function bestFit(fits: readonly CurveFit[]): CurveFit {
  return fits.reduce((least, one) => (one.loss < least.loss ? one : least));
}

/** A curve, and the mean log-density of the values that it was fitted to under it, nats. */
export interface CurveFit {
  readonly curve: Curve;
  readonly fit: number;
  /** What was minimized. */
  readonly loss: number;
}

/** The fits of {@link fitCurve} one after the other, the one from an even start first: for whom the first may tell enough. */
export function* curveFits(values: Float64Array, leastSpread: number): Generator<CurveFit> {
  const { used, middle, distance, lowest } = curveProblem(values, leastSpread);
  const { length: count } = used;
  const { distinct, counts } = runsOf(used);
  const range = 0.5 * (MOST_TAIL - LEAST_TAIL);
  const curveOf = (point: Float64Array): Curve => ({
    centre: middle + distance * point[0],
    spread: lowest + distance * exp(point[1]),
    lean: MOST_LEAN * tanh(point[2]),
    tail: LEAST_TAIL + range * (1 + tanh(point[3])),
  });
  const { length } = distinct;
  const [places, angles, heights, logs, baseLogs] = Array.from({ length: 5 }, () => new Float64Array(length));
  const loss = (point: Float64Array, gradient: Float64Array): number => {
    const curve = curveOf(point);
    const { centre, spread, lean, tail } = curve;
    const rise = log(tail / spread);
    standardize(places, distinct, centre, spread);
    asinhOfEach(angles, places);
    for (let i = 0; i < length; i++) heights[i] = tail * angles[i] - lean;
    sinhOfEach(heights, heights);
    logOfOneAndSquare(logs, heights);
    logOfOneAndSquare(baseLogs, places);
    let [fit, byCentre, bySpread, byLean, byTail] = [0, 0, 0, 0, 0];
    for (let i = 0; i < length; i++) {
      const z = places[i];
      const y = heights[i];
      const square = 1 + z * z;
      const slope = Math.sqrt(1 + y * y);
      const own = rise + 0.5 * (logs[i] - baseLogs[i]) - 0.5 * y * y - HALF_LOG_TWO_PI;
      const byInner = -(y * y * y) / slope;
      const byZ = (byInner * tail) / Math.sqrt(square) - z / square;
      const ownByCentre = byZ / spread;
      const ownBySpread = (1 + byZ * z) / spread;
      const ownByTail = 1 / tail + byInner * angles[i];
      // One by one, where a product would end in other digits.
      for (let time = counts[i]; time > 0; time--) {
        fit += own;
        byCentre -= ownByCentre;
        bySpread -= ownBySpread;
        byLean -= byInner;
        byTail += ownByTail;
      }
    }
    gradient[0] = -(byCentre * distance) / count;
    gradient[1] = -(bySpread * (spread - lowest)) / count;
    gradient[2] = -(byLean * (MOST_LEAN - (lean * lean) / MOST_LEAN)) / count;
    const t = (tail - LEAST_TAIL) / range - 1;
    gradient[3] = -(byTail * range * (1 - t * t)) / count;
    // Bounds are reached in the limit only: a little pull keeps the search where slopes are felt.
    let pull = 0;
    for (let i = 0; i < 4; i++) {
      pull += 0.5 * PULL * point[i] * point[i];
      gradient[i] += PULL * point[i];
    }
    return pull - fit / count;
  };
  const nothing = new Float64Array(4);
  for (const lean of [0, 0.7, -0.7]) {
    const point = minimize(loss, Float64Array.of(0, 0, lean, 0.5), { iterations: STEPS });
    const curve = curveOf(point);
    let fit = 0;
    distinct.forEach((value, i) => {
      const y = curved(curve, value);
      const own = (logSlope(curve, value) - 0.5 * y * y - HALF_LOG_TWO_PI) / count;
      for (let time = counts[i]; time > 0; time--) fit += own;
    });
    yield { curve, fit, loss: loss(point, nothing) };
  }
}

const PULL = 1e-4;

/** What a curve is fitted to, and within which bounds. */
function curveProblem(values: Float64Array, leastSpread: number) {
  const sorted = Float64Array.from(values).sort();
  const count = Math.min(sorted.length, MOST_VALUES);
  const used = Float64Array.from(
    { length: count },
    (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / count)],
  );
  const middle = sorted[Math.floor(sorted.length / 2)];
  // Of many values that are nearly all the same, those that are looked at may be one.
  const distance = Math.max(distanceFrom(middle, used) || distanceFrom(middle, sorted), leastSpread);
  return { used, middle, distance, lowest: Math.max(leastSpread, LEAST_SPREAD * distance) };
}

/**
 * What the fit of `fitCurve` to the same values cannot exceed, nats a value, at a small part of its cost: the density under a curve
 * has one peak, at which it is at most tail / spread / sqrt(2 pi).
 */
export function curveFitBound(values: Float64Array, leastSpread: number): number {
  const { used, lowest } = curveProblem(values, leastSpread);
  return unimodalBound(used, MOST_TAIL / lowest / Math.sqrt(2 * Math.PI));
}

/** Mean distance of values from one. */
function distanceFrom(middle: number, values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value - middle) / values.length, 0);
}

function sinh(x: number): number {
  return 0.5 * (exp(x) - exp(-x));
}

function asinh(x: number): number {
  const size = Math.abs(x);
  const value = log1p(size + (size * size) / (1 + Math.sqrt(size * size + 1)));
  return x < 0 ? -value : value;
}

// One function for all values at once: engines put what it calls into its loop, and numbers between calls are stored as such.

function standardize(into: Float64Array, values: Float64Array, centre: number, spread: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (values[i] - centre) / spread;
}

function asinhOfEach(into: Float64Array, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = asinh(values[i]);
}

function sinhOfEach(into: Float64Array, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = sinh(values[i]);
}

function logOfOneAndSquare(into: Float64Array, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = log1p(values[i] * values[i]);
}
