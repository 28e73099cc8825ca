import type { Tape, Tensor, Weights } from "../tape.ts";
import { overwritten } from "./transforms.ts";

/** A quadrature rule on [0, 1] whose first node is 1; `coarse` is what a rule of half the nodes takes off its weights. */
export interface QuadratureRule {
  readonly nodes: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly coarse: ArrayLike<number>;
}

/** The positive networks f(s) = 0.001 + softplus(c + sum_h v_h tanh(w_h s + b_h)), one a component. */
export interface PositiveNetworks {
  readonly hidden: number;
  /** w and v: [rows x hidden]. */
  readonly inner: Weights;
  readonly outer: Weights;
  readonly rule: QuadratureRule;
}

/**
 * m plus the integral of f from 0 to y (Wehenkel & Louppe, *Unconstrained Monotonic Neural Networks*, 2019); the logarithms
 * of the slopes f(y) are added to `sum`. `error` is the largest difference between two quadrature rules over the components.
 *
 * Shapes: y and value [rows x batch], sum and error [1 x batch], theta [(hidden + 2) rows x batch]: b, c and m of every
 * component in turn.
 */
export function monotonicTransform(
  tape: Tape,
  sum: Tensor,
  y: Tensor,
  theta: Tensor,
  networks: PositiveNetworks,
): { value: Tensor; error: Tensor } {
  const { engine, stride } = tape;
  const { kernels } = engine;
  const { hidden, inner, outer } = networks;
  const [nodes, weights, coarse] = storedRule(tape, networks.rule);
  const value = tape.tensor(y.rows, y.gradient !== 0 || theta.gradient !== 0 || inner.gradient !== 0);
  const error = tape.tensor(1, false);
  const sums = engine.allocate(48 * hidden);
  tape.record({
    name: "transform",
    outputs: [value, sum],
    forward: () => {
      kernels.clear(error.pointer, stride);
      kernels.monotonic(
        value.pointer,
        sum.pointer,
        error.pointer,
        y.pointer,
        theta.pointer,
        inner.pointer,
        outer.pointer,
        hidden,
        nodes.pointer,
        weights.pointer,
        coarse.pointer,
        nodes.length,
        y.rows,
        stride,
      );
    },
    ...(value.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = y.gradient === 0 ? 0 : claim(y);
        const parameters = overwritten(tape, claim, theta);
        return () => {
          kernels.monotonicBackward(
            y.gradient,
            accumulate,
            parameters.pointer(),
            inner.gradient,
            outer.gradient,
            sums,
            value.gradient,
            sum.gradient,
            y.pointer,
            theta.pointer,
            inner.pointer,
            outer.pointer,
            hidden,
            nodes.pointer,
            weights.pointer,
            nodes.length,
            y.rows,
            stride,
          );
          parameters.settle();
        };
      },
    }),
  });
  return { value, error };
}

/** The inverse of `monotonicTransform`, without a gradient; `evaluations` [1 x batch] is the most that a component
 * took. `limits` are read whenever the tape runs. */
export function monotonicTransformInverse(
  tape: Tape,
  target: Tensor,
  theta: Tensor,
  networks: PositiveNetworks,
  limits: { readonly tolerance: number; readonly maxIterations: number },
): { value: Tensor; evaluations: Tensor } {
  const { kernels } = tape.engine;
  const { hidden, inner, outer } = networks;
  const [nodes, weights] = storedRule(tape, networks.rule);
  const value = tape.tensor(target.rows, false);
  const evaluations = tape.tensor(1, false);
  tape.record({
    name: "transform",
    outputs: [],
    forward: () => {
      kernels.clear(evaluations.pointer, tape.stride);
      kernels.monotonicInverse(
        value.pointer,
        evaluations.pointer,
        target.pointer,
        theta.pointer,
        inner.pointer,
        outer.pointer,
        hidden,
        nodes.pointer,
        weights.pointer,
        nodes.length,
        limits.tolerance,
        limits.maxIterations,
        target.rows,
        tape.stride,
      );
    },
  });
  return { value, evaluations };
}

function storedRule(tape: Tape, { nodes, weights, coarse }: QuadratureRule): Weights[] {
  return [nodes, weights, coarse].map((values) => tape.constant(values));
}
