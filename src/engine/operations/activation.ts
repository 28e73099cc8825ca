import type { Tape, Tensor, Weights } from "../tape.ts";

/** Activations with |h'| <= 1, each H(beta x) / beta with a sharpness beta > 0. */
export const activationKinds = ["lipswish", "lipmish", "tanh", "elu"] as const;
export type ActivationKind = (typeof activationKinds)[number];

/** Values, first and second derivative; a gradient may flow back through the values and through the slope. */
export interface Activated {
  readonly value: Tensor;
  readonly slope: Tensor;
  readonly bend: Tensor;
}

/** h(a), h'(a) and h''(a) in one pass. Shapes: all [rows x batch]; beta [1]. */
export function activation(tape: Tape, kind: ActivationKind, a: Tensor, beta: Weights): Activated {
  const { kernels } = tape.engine;
  const code = activationKinds.indexOf(kind);
  const bytes = a.rows * tape.stride;
  const wanted = a.gradient !== 0 || beta.gradient !== 0;
  const value = tape.tensor(a.rows, wanted);
  const slope = tape.tensor(a.rows, wanted);
  const bend = tape.tensor(a.rows, false);
  tape.record({
    name: "activation",
    outputs: [value, slope],
    forward: () => {
      kernels.activation(code, a.pointer, value.pointer, slope.pointer, bend.pointer, beta.pointer, bytes);
    },
    backward: (claim, reached) => {
      // Where no gradient reaches the slope (a log-determinant taken as a constant), h'' is not needed either.
      const slopeGradient = reached(slope) ? slope.gradient : 0;
      const accumulate = a.gradient === 0 ? 0 : claim(a);
      const down = a.gradient === 0 ? tape.tensor(a.rows, false).pointer : a.gradient;
      return () => {
        kernels.activationBackward(
          down,
          accumulate,
          value.gradient,
          slopeGradient,
          a.pointer,
          value.pointer,
          slope.pointer,
          bend.pointer,
          beta.pointer,
          beta.gradient,
          bytes,
        );
      };
    },
  });
  return { value, slope, bend };
}
