import type { NodeEquation } from "./nodeEquation.ts";

export interface ScalarOptions {
  /** L: the slope of y + g(y) lies within 1 - L and 1 + L. */
  readonly lipschitz: number;
  /** Relative to the size of the target and of y where these exceed 1. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** What became of every sample. */
export interface ScalarOutcome {
  readonly solved: Uint8Array;
  readonly evaluations: Int32Array;
  readonly bisections: Int32Array;
  /** y + g(y) - target. */
  readonly residual: Float64Array;
}

/**
 * Solves y + g(y) = target, one value a sample, by Newton's method within a bracket, from the present y on. The slope is
 * bounded from both sides, so every evaluation gives a bracket of the solution. A step that leaves it is replaced by a
 * bisection, and so is one after which the residual has not halved within three evaluations; hence every sample converges.
 */
export function bracketedNewton(
  equation: NodeEquation,
  target: Float64Array,
  { lipschitz, tolerance, maxIterations }: ScalarOptions,
): ScalarOutcome {
  const count = target.length;
  const solved = new Uint8Array(count);
  const evaluations = new Int32Array(count);
  const bisections = new Int32Array(count);
  const residual = new Float64Array(count);
  const outcome = { solved, evaluations, bisections, residual };
  equation.prepare();
  const { y, g, slope } = equation.views(count);
  if (slope === undefined) {
    for (let b = 0; b < count; b++) y[b] = target[b] - g[b];
    evaluations.fill(1);
    solved.fill(1);
    return outcome;
  }
  const low = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const high = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  /** Sizes of the last three residuals. */
  const sizes = Array.from({ length: 3 }, () => new Float64Array(count).fill(Number.POSITIVE_INFINITY));
  const ended = new Uint8Array(count);
  for (let i = 1, running = count; running > 0; i++) {
    equation.evaluate();
    for (let b = 0; b < count; b++) {
      if (ended[b] === 1) continue;
      const at = y[b];
      const r = at + g[b] - target[b];
      evaluations[b] = i;
      residual[b] = r;
      const size = Math.abs(r);
      if (size <= tolerance * Math.max(1, Math.abs(target[b]), Math.abs(at))) solved[b] = 1;
      const near = at - r / (1 + lipschitz);
      const far = at - r / (1 - lipschitz);
      low[b] = Math.max(low[b], Math.min(near, far));
      high[b] = Math.min(high[b], Math.max(near, far));
      let next = at - r / slope[b];
      const earlier = sizes[i % 3];
      const halved = size <= 0.5 * earlier[b];
      earlier[b] = size;
      const bisected = !(halved && next >= low[b] && next <= high[b]);
      if (bisected) next = low[b] + 0.5 * (high[b] - low[b]);
      // At the limit of the numbers' precision a step does not move any more.
      if (solved[b] === 1 || next === at || i >= maxIterations) {
        ended[b] = 1;
        running--;
        continue;
      }
      if (bisected) bisections[b]++;
      y[b] = next;
    }
  }
  equation.publish();
  return outcome;
}
