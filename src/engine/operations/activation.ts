import { type ActivationKind, activationCode } from "../activations.ts";
import type { Tape, Tensor, Weights } from "../tape.ts";

/** Values, first and second derivative; a gradient may flow back through the values and through the slope. */
export interface Activated {
  readonly value: Tensor;
  /** Absent where neither it nor a gradient was wanted. */
  readonly slope: Tensor | undefined;
  /** Absent where it was not wanted. */
  readonly bend: Tensor | undefined;
}

/**
 * What is read of the derivatives beside their part in the gradient of the values.
 * - `none`: neither.
 * - `slope`: h', through which no gradient flows.
 * - `passing bend`: h' and, by the operations recorded right after this one, h'': all activations share one place for it.
 * - `bend`: h', and h'' as long as a gradient through the slope needs it.
 */
export type WantedDerivatives = "none" | "slope" | "passing bend" | "bend";

/**
 * h(a), and of h'(a) and h''(a) what is wanted, in one pass. Shapes: all [rows x batch]; beta [1]. A tape without gradients
 * has no use for h''.
 */
export function activation(
  tape: Tape,
  kind: ActivationKind,
  a: Tensor,
  beta: Weights,
  derivatives: WantedDerivatives = "bend",
): Activated {
  const { kernels } = tape.engine;
  const code = activationCode(kind);
  const bytes = a.rows * tape.stride;
  const wanted = a.gradient !== 0 || beta.gradient !== 0;
  const value = tape.tensor(a.rows, wanted);
  const slope = wanted || derivatives !== "none" ? tape.tensor(a.rows, wanted) : undefined;
  const keep = derivatives === "bend" && tape.differentiable;
  let bend: Tensor | undefined;
  if (keep) bend = tape.tensor(a.rows, false);
  else if (derivatives === "passing bend" && tape.differentiable)
    bend = { rows: a.rows, pointer: tape.scratch(a.rows, "bend"), gradient: 0 };
  const slopePointer = slope?.pointer ?? 0;
  const bendPointer = bend?.pointer ?? 0;
  tape.record({
    name: "activation",
    outputs: slope ? [value, slope] : [value],
    ...(slope && { mayBeUnread: [slope] }),
    forward: () => {
      kernels.activation(code, a.pointer, value.pointer, slopePointer, bendPointer, beta.pointer, bytes);
    },
    backward: (claim, reached) => {
      // Where no gradient reaches the slope (a log-determinant taken as a constant), h'' is not needed either.
      const slopeGradient = slope && keep && reached(slope) ? slope.gradient : 0;
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
          slopePointer,
          bendPointer,
          beta.pointer,
          beta.gradient,
          bytes,
        );
      };
    },
  });
  return { value, slope, bend };
}
