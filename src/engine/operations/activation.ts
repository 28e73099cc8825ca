import { type ActivationKind, activationCode } from "../activations.ts";
import type { Tape, Tensor, Weights } from "../tape.ts";

/** Values, first and second derivative; a gradient may flow back through the values and through the slope. */
export interface Activated {
  readonly value: Tensor;
  readonly slope: Tensor;
  readonly bend: Tensor;
}

/**
 * h(a), h'(a) and h''(a) in one pass. Shapes: all [rows x batch]; beta [1].
 *
 * @param keepBend whether h'' must outlive the operations recorded right after this one, as it must where a gradient
 * will flow through the slope; otherwise all activations share one place for it.
 */
export function activation(
  tape: Tape,
  kind: ActivationKind,
  a: Tensor,
  beta: Weights,
  keepBend = true,
): Activated {
  const { kernels } = tape.engine;
  const code = activationCode(kind);
  const bytes = a.rows * tape.stride;
  const wanted = a.gradient !== 0 || beta.gradient !== 0;
  const value = tape.tensor(a.rows, wanted);
  const slope = tape.tensor(a.rows, wanted);
  const keep = keepBend && tape.differentiable;
  const bend = keep
    ? tape.tensor(a.rows, false)
    : { rows: a.rows, pointer: tape.scratch(a.rows, "bend"), gradient: 0 };
  tape.record({
    name: "activation",
    outputs: [value, slope],
    mayBeUnread: [slope],
    forward: () => {
      kernels.activation(code, a.pointer, value.pointer, slope.pointer, bend.pointer, beta.pointer, bytes);
    },
    backward: (claim, reached) => {
      // Where no gradient reaches the slope (a log-determinant taken as a constant), h'' is not needed either.
      const slopeGradient = keep && reached(slope) ? slope.gradient : 0;
      const accumulate = a.gradient === 0 ? 0 : claim(a);
      const down = a.gradient === 0 ? tape.scratch(a.rows, "unused gradient") : a.gradient;
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
