import { type Steps, toEnd } from "./turns.ts";

/** What is minimized: the value at x, the gradient written into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** When to end: after so many iterations, or where one gains less than this share of the value. */
export interface MinimizeOptions {
  readonly iterations: number;
  /** Default 1e-8. */
  readonly tolerance?: number;
}

const MEMORY = 8;

/**
 * Minimizes a smooth function from a start by L-BFGS (Nocedal 1980) with a backtracking line search: arithmetic and square
 * roots only, so the same bits on every engine.
 *
 * @returns the best x found, after at most `iterations` steps or where no step lowers the value any more
 *
 * @example
 * const square = ([x = 0]: Float64Array, gradient: Float64Array) => { gradient[0] = 2 * (x - 3); return (x - 3) ** 2; };
 * Math.round(minimize(square, Float64Array.of(0), { iterations: 20 })[0]!); // 3
 */
export function minimize(objective: Objective, start: Float64Array, options: MinimizeOptions): Float64Array {
  return toEnd(minimizeInSteps(objective, start, options));
}

/** {@link minimize}, a step an evaluation. */
export function* minimizeInSteps(
  objective: Objective,
  start: Float64Array,
  { iterations, tolerance = 1e-8 }: MinimizeOptions,
): Steps<Float64Array> {
  const n = start.length;
  let x = start.slice();
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let iteration = 0; iteration < iterations && Number.isFinite(value); iteration++) {
    const direction = gradient.map((g) => -g);
    const alphas: number[] = [];
    for (let i = steps.length - 1; i >= 0; i--) {
      const { s, y, rho } = steps[i];
      alphas[i] = rho * dot(s, direction);
      for (let k = 0; k < n; k++) direction[k] -= alphas[i] * y[k];
    }
    const last = steps.at(-1);
    const scale = last ? dot(last.s, last.y) / dot(last.y, last.y) : 1 / Math.max(1, norm(gradient));
    for (let k = 0; k < n; k++) direction[k] *= scale;
    for (let i = 0; i < steps.length; i++) {
      const { s, y, rho } = steps[i];
      const beta = rho * dot(y, direction);
      for (let k = 0; k < n; k++) direction[k] += s[k] * (alphas[i] - beta);
    }
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    let step = 1;
    let next = x;
    let nextGradient = gradient;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < 40; halving++) {
      next = x.map((xi, k) => xi + step * direction[k]);
      nextGradient = new Float64Array(n);
      nextValue = objective(next, nextGradient);
      yield;
      if (nextValue <= value + 1e-4 * step * slope) break;
      step *= 0.5;
    }
    if (!(nextValue < value)) break;
    const s = next.map((xi, k) => xi - x[k]);
    const y = nextGradient.map((g, k) => g - gradient[k]);
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > MEMORY) steps.shift();
    }
    const gain = value - nextValue;
    x = next;
    gradient = nextGradient;
    value = nextValue;
    if (gain < tolerance * (1 + Math.abs(value))) break;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
