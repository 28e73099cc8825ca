import type { Tape, Tensor, Weights } from "../tape.ts";

/** One value a row of data that operations add to (a log-density in nats). Starts at zero in every pass. */
export function accumulator(tape: Tape, wantsGradient = true): Tensor {
  const { kernels } = tape.engine;
  const sum = tape.tensor(1, wantsGradient);
  tape.record({
    name: "clear",
    outputs: [],
    forward: () => {
      kernels.clear(sum.pointer, tape.stride);
    },
  });
  return sum;
}

/** sum += sum_r log N(u[r]; 0, 1). */
export function addStandardNormal(tape: Tape, sum: Tensor, u: Tensor): void {
  const { kernels } = tape.engine;
  const { stride } = tape;
  tape.record({
    name: "density",
    outputs: [sum],
    forward: () => {
      kernels.standardNormal(sum.pointer, u.pointer, u.rows, stride);
    },
    ...(u.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(u);
        return () => {
          kernels.standardNormalBackward(u.gradient, accumulate, sum.gradient, u.pointer, u.rows, stride);
        };
      },
    }),
  });
}

/**
 * sum += sum_r m[r] log N(x[r]; mu[r], exp(s[r])), `measured` m being 1 where x is there and 0 where it is missing.
 * Shapes: x, mu, s, m [rows x batch].
 */
export function addGaussian(
  tape: Tape,
  sum: Tensor,
  x: Tensor,
  mu: Tensor,
  s: Tensor,
  measured?: Tensor,
): void {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const residual = tape.tensor(x.rows, false).pointer;
  const precision = tape.tensor(x.rows, false).pointer;
  const mask = measured?.pointer ?? 0;
  tape.record({
    name: "density",
    outputs: [sum],
    forward: () => {
      kernels.gaussian(
        sum.pointer,
        residual,
        precision,
        x.pointer,
        mu.pointer,
        s.pointer,
        mask,
        x.rows,
        stride,
      );
    },
    ...((mu.gradient !== 0 || s.gradient !== 0) && {
      backward: (claim) => {
        const accumulateMu = mu.gradient === 0 ? 0 : claim(mu);
        const accumulateS = s.gradient === 0 ? 0 : claim(s);
        // The kernel writes both; what nobody wants goes where nobody looks.
        const downMu = mu.gradient === 0 ? tape.scratch(x.rows, "unused gradient") : mu.gradient;
        const downS = s.gradient === 0 ? tape.scratch(x.rows, "unused gradient") : s.gradient;
        return () => {
          kernels.gaussianBackward(
            downMu,
            accumulateMu,
            downS,
            accumulateS,
            sum.gradient,
            residual,
            precision,
            mask,
            x.rows,
            stride,
          );
        };
      },
    }),
  });
}

/** sum += sum_r log d[r], every d in (0, 2): the log-determinant of a triangular Jacobian with diagonal d. */
export function addLogProduct(tape: Tape, sum: Tensor, d: Tensor): void {
  const { kernels } = tape.engine;
  const { stride } = tape;
  tape.record({
    name: "log-determinant",
    outputs: [sum],
    forward: () => {
      kernels.logProduct(sum.pointer, d.pointer, d.rows, stride);
    },
    ...(d.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(d);
        const target = accumulate === 1 ? tape.scratch(d.rows, "diagonal gradient") : d.gradient;
        return () => {
          kernels.logProductBackward(target, sum.gradient, 1, d.pointer, d.rows, stride);
          if (accumulate === 1) kernels.scaleAdd(d.gradient, 1, target, 1, d.rows * stride);
        };
      },
    }),
  });
}

/** sum += factor * sum of s, the same for every row of data: the log-determinant of a diagonal scaling. */
export function addSum(tape: Tape, sum: Tensor, s: Weights, factor: number): void {
  const { kernels } = tape.engine;
  tape.record({
    name: "log-determinant",
    outputs: [sum],
    forward: () => {
      kernels.addSum(sum.pointer, s.pointer, s.length, factor, tape.stride);
    },
    ...(s.gradient !== 0 && {
      backward: () => () => {
        kernels.addSumGradient(s.gradient, sum.gradient, s.length, factor, tape.stride);
      },
    }),
  });
}

/** sum += factor * sum_r x[r]. */
export function addFeatures(tape: Tape, sum: Tensor, x: Tensor, factor: number): void {
  const { kernels } = tape.engine;
  tape.record({
    name: "log-determinant",
    outputs: [sum],
    forward: () => {
      kernels.sumFeatures(sum.pointer, x.pointer, factor, x.rows, tape.stride);
    },
    ...(x.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(x);
        return () => {
          kernels.sumFeaturesBackward(x.gradient, accumulate, sum.gradient, factor, x.rows, tape.stride);
        };
      },
    }),
  });
}

/** sum -= x. Shapes: both [1 x batch]. */
export function addNegated(tape: Tape, sum: Tensor, x: Tensor): void {
  const { kernels } = tape.engine;
  tape.record({
    name: "density",
    outputs: [sum],
    forward: () => {
      kernels.scaleAdd(sum.pointer, 1, x.pointer, -1, tape.stride);
    },
    ...(x.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(x);
        return () => {
          kernels.scaleAdd(x.gradient, accumulate, sum.gradient, -1, tape.stride);
        };
      },
    }),
  });
}
