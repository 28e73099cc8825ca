import type { Tape, Tensor } from "../tape.ts";
import { overwritten } from "./transforms.ts";

/** Bins of a spline, and where it ends: it is the identity outside of [-bound, bound]. */
export interface SplineShape {
  readonly bins: number;
  readonly bound: number;
}

/** Parameters of a component: widths and heights of the bins, and the slopes between them. */
export function splineParameters({ bins }: SplineShape): number {
  return 3 * bins - 1;
}

/**
 * A monotonic rational-quadratic spline (Durkan et al., *Neural Spline Flows*, 2019); the logarithms of the slopes are added
 * to `sum`. Shapes: y and result [rows x batch], sum [1 x batch], theta [(3 bins - 1) rows x batch], where all parameters
 * zero make the identity.
 */
export function splineTransform(
  tape: Tape,
  sum: Tensor,
  y: Tensor,
  theta: Tensor,
  { bins, bound }: SplineShape,
): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(y.rows, y.gradient !== 0 || theta.gradient !== 0);
  const work = tape.tensor(theta.rows + kernels.splineKept() * y.rows, false).pointer;
  tape.record({
    name: "transform",
    outputs: [out, sum],
    forward: () => {
      kernels.spline(out.pointer, sum.pointer, work, y.pointer, theta.pointer, bins, bound, y.rows, stride);
    },
    ...(out.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = y.gradient === 0 ? 0 : claim(y);
        const parameters = overwritten(tape, claim, theta);
        return () => {
          kernels.splineBackward(
            y.gradient,
            accumulate,
            parameters.pointer(),
            out.gradient,
            sum.gradient,
            work,
            y.pointer,
            theta.pointer,
            bins,
            bound,
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

/** The inverse of `splineTransform` in closed form, without a gradient. */
export function splineTransformInverse(
  tape: Tape,
  target: Tensor,
  theta: Tensor,
  { bins, bound }: SplineShape,
): Tensor {
  const { kernels } = tape.engine;
  const y = tape.tensor(target.rows, false);
  const work = tape.scratch(
    splineParameters({ bins, bound }) + kernels.splineKept(),
    "bins of one component",
  );
  tape.record({
    name: "transform",
    outputs: [],
    forward: () => {
      kernels.splineInverse(
        y.pointer,
        work,
        target.pointer,
        theta.pointer,
        bins,
        bound,
        target.rows,
        tape.stride,
      );
    },
  });
  return y;
}
