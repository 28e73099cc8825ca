import type { SparsePattern } from "../pattern.ts";
import type { Tape, Tensor, Weights } from "../tape.ts";
import { transposedWeights } from "./transposed.ts";

/** sum += log|det(I + J)|, exactly. Shapes: sum [1 x batch], jacobian [size^2 x batch], row by row. */
export function addLogDeterminant(tape: Tape, sum: Tensor, jacobian: Tensor, size: number): void {
  const { engine, stride, paddedBatch } = tape;
  const { kernels } = engine;
  const inverse = tape.tensor(jacobian.rows, false).pointer;
  const work = engine.allocate(16 * size * size);
  tape.record({
    name: "log-determinant",
    outputs: [sum],
    forward: () => {
      kernels.logDeterminant(sum.pointer, inverse, jacobian.pointer, work, size, paddedBatch, stride);
    },
    ...(jacobian.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(jacobian);
        return () => {
          kernels.injectGradient(jacobian.gradient, accumulate, inverse, sum.gradient, jacobian.rows, stride);
        };
      },
    }),
  });
}

/** g = W2 h(W1 y + b) of one hidden layer: its Jacobian is W2 diag(h') W1. */
export interface DenseJacobian {
  readonly slope: Tensor;
  readonly input: { weights: Weights; pattern: SparsePattern };
  readonly output: { weights: Weights; pattern: SparsePattern };
}

/** How many terms of a power series are computed, and with what weights: see `addLogDeterminantSeries`. */
export interface Roulette {
  /** Draws the number of terms of a pass. */
  readonly draw: () => number;
  /** The probability that at least so many terms are drawn. */
  readonly atLeast: (terms: number) => number;
}

/**
 * sum += an unbiased estimate of log det(I + J) (Chen et al. 2019): sum over k of (-1)^(k + 1) / k v^T J^k v / P(N >= k), N a
 * random number of terms and v standard normal noise; |J| < 1. Its gradient is estimated by the Neumann series of
 * (I + J)^-1 with the same N and v, unbiased as well.
 *
 * @param image J v, [size x batch], recorded with a gradient: that is where the gradient enters
 */
export function addLogDeterminantSeries(
  tape: Tape,
  sum: Tensor,
  noise: Tensor,
  image: Tensor,
  { slope, input, output }: DenseJacobian,
  roulette: Roulette,
): void {
  const { engine, stride } = tape;
  const { kernels } = engine;
  const bytes = noise.rows * stride;
  const hiddenBytes = slope.rows * stride;
  const [up, down] = [input, output].map(({ pattern }) => tape.pattern(pattern));
  const [upBack, downBack] = [input, output].map(({ pattern, weights }) =>
    transposedWeights(tape, pattern, weights),
  );
  const make = (rows: number) => tape.tensor(rows, false).pointer;
  const hidden = make(slope.rows);
  const [power, term, carried] = [noise, noise, noise].map(({ rows }) => make(rows));
  let terms = 0;
  const through = (
    from: number,
    to: number,
    first: { groups: number; groupCount: number; columns: number; weights: number },
    second: { groups: number; groupCount: number; columns: number; weights: number },
  ) => {
    kernels.linear(hidden, 0, 0, from, first.groups, first.groupCount, first.columns, first.weights, stride);
    kernels.multiply(hidden, 0, hidden, slope.pointer, hiddenBytes);
    kernels.linear(
      to,
      0,
      0,
      hidden,
      second.groups,
      second.groupCount,
      second.columns,
      second.weights,
      stride,
    );
  };
  const forwards = [
    { ...up, weights: input.weights.pointer },
    { ...down, weights: output.weights.pointer },
  ] as const;
  tape.record({
    name: "log-determinant",
    outputs: [sum],
    forward: () => {
      terms = roulette.draw();
      kernels.scaleAdd(power, 0, image.pointer, 1, bytes);
      for (let k = 1; k <= terms; k++) {
        kernels.multiply(term, 0, power, noise.pointer, bytes);
        const weight = (k % 2 === 1 ? 1 : -1) / (k * roulette.atLeast(k));
        kernels.sumFeatures(sum.pointer, term, weight, noise.rows, stride);
        if (k === terms) break;
        through(power, carried, ...forwards);
        kernels.scaleAdd(power, 0, carried, 1, bytes);
      }
    },
    ...(image.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(image);
        return () => {
          upBack.refresh();
          downBack.refresh();
          kernels.scaleAdd(power, 0, noise.pointer, 1, bytes);
          kernels.scaleAdd(term, 0, noise.pointer, 1, bytes);
          for (let k = 1; k < terms; k++) {
            through(power, carried, downBack, upBack);
            kernels.scaleAdd(power, 0, carried, 1, bytes);
            // Power k of the inverse belongs to term k + 1 of the logarithm.
            kernels.scaleAdd(term, 1, power, (k % 2 === 1 ? -1 : 1) / roulette.atLeast(k + 1), bytes);
          }
          kernels.injectGradient(image.gradient, accumulate, term, sum.gradient, noise.rows, stride);
        };
      },
    }),
  });
}
