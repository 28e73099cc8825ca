import type { Tape, Tensor } from "../tape.ts";

/**
 * shift + e^a y with a = s / (1 + |s| / limit), so that no scale exceeds e^limit; the logarithms of the slopes are added to
 * `sum`.
 * Shapes: y and result [rows x batch], sum [1 x batch], theta [2 rows x batch]: shift and s of every component in turn.
 */
export function affineTransform(tape: Tape, sum: Tensor, y: Tensor, theta: Tensor, limit = 7): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(y.rows, y.gradient !== 0 || theta.gradient !== 0);
  tape.record({
    name: "transform",
    outputs: [out, sum],
    forward: () => {
      kernels.affineTransform(out.pointer, sum.pointer, y.pointer, theta.pointer, limit, y.rows, stride);
    },
    ...(out.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = y.gradient === 0 ? 0 : claim(y);
        const parameters = overwritten(tape, claim, theta);
        return () => {
          kernels.affineTransformBackward(
            y.gradient,
            accumulate,
            parameters.pointer(),
            out.gradient,
            sum.gradient,
            y.pointer,
            theta.pointer,
            limit,
            y.rows,
            stride,
          );
          parameters.settle();
        };
      },
    }),
  });
  return out;
}

/** The inverse of `affineTransform`, without a gradient. */
export function affineTransformInverse(tape: Tape, target: Tensor, theta: Tensor, limit = 7): Tensor {
  const { kernels } = tape.engine;
  const y = tape.tensor(target.rows, false);
  tape.record({
    name: "transform",
    outputs: [],
    forward: () => {
      kernels.affineTransformInverse(
        y.pointer,
        target.pointer,
        theta.pointer,
        limit,
        target.rows,
        tape.stride,
      );
    },
  });
  return y;
}

/** Codes of the kernel's curves. */
const CURVES = { asinh: 0, sinh: 1 } as const;

/** asinh(y) or sinh(y), element by element; the logarithms of the slopes are added to `sum`. Shapes as `affineTransform`. */
export function curveTransform(tape: Tape, sum: Tensor, y: Tensor, curve: keyof typeof CURVES): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const code = CURVES[curve];
  const out = tape.tensor(y.rows, y.gradient !== 0);
  tape.record({
    name: "transform",
    outputs: [out, sum],
    forward: () => {
      kernels.curve(code, out.pointer, sum.pointer, y.pointer, y.rows, stride);
    },
    ...(y.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(y);
        return () => {
          kernels.curveBackward(
            code,
            y.gradient,
            accumulate,
            out.gradient,
            sum.gradient,
            y.pointer,
            y.rows,
            stride,
          );
        };
      },
    }),
  });
  return out;
}

/**
 * Where a kernel that overwrites may write the gradient of a transform's parameters, and what brings it from there to where it
 * belongs, should something else have written there already.
 */
export function overwritten(
  tape: Tape,
  claim: (tensor: Tensor) => 0 | 1,
  theta: Tensor,
): { pointer: () => number; settle: () => void } {
  if (theta.gradient === 0) {
    const unused = tape.scratch(theta.rows, "unused gradient");
    return { pointer: () => unused, settle: () => {} };
  }
  if (claim(theta) === 0) return { pointer: () => theta.gradient, settle: () => {} };
  const aside = tape.scratch(theta.rows, "gradient of parameters");
  const bytes = theta.rows * tape.stride;
  return {
    pointer: () => aside,
    settle: () => tape.engine.kernels.scaleAdd(theta.gradient, 1, aside, 1, bytes),
  };
}
