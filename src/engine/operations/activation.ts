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

/** Rows that have their values already in a tensor that is the same at all draws. */
export interface KnownRows {
  /** [rows x batch], held. */
  readonly values: Tensor;
  /** Ascending. */
  readonly rows: readonly number[];
}

/**
 * h(a), and of h'(a) and h''(a) what is wanted, in one pass. Shapes: all [rows x batch]; beta [1]. A tape without gradients
 * has no use for h'', and computes what is the same at all draws once for them: everything where `a` is held, else the rows
 * that are `known`.
 */
export function activation(
  tape: Tape,
  kind: ActivationKind,
  a: Tensor,
  beta: Weights,
  derivatives: WantedDerivatives = "bend",
  known?: KnownRows,
): Activated {
  const { kernels } = tape.engine;
  const code = activationCode(kind);
  const bytes = a.rows * tape.stride;
  const wanted = a.gradient !== 0 || beta.gradient !== 0;
  const held = !wanted && a.held === true;
  const value = tape.tensor(a.rows, wanted, held);
  const slope = wanted || derivatives !== "none" ? tape.tensor(a.rows, wanted, held) : undefined;
  const keep = derivatives === "bend" && tape.differentiable;
  let bend: Tensor | undefined;
  if (keep) bend = tape.tensor(a.rows, false);
  else if (derivatives === "passing bend" && tape.differentiable)
    bend = { rows: a.rows, pointer: tape.scratch(a.rows, "bend"), gradient: 0 };
  const slopePointer = slope?.pointer ?? 0;
  const bendPointer = bend?.pointer ?? 0;
  const outputs = slope ? [value, slope] : [value];
  if (known && known.rows.length > 0 && !wanted && !held && !tape.differentiable) {
    const activate = (from: Tensor, runs: readonly Run[]) => () => {
      for (let i = 0; i < runs.length; i++) {
        const at = runs[i].first * tape.stride;
        const slopes = slope ? slopePointer + at : 0;
        const size = runs[i].count * tape.stride;
        kernels.activation(code, from.pointer + at, value.pointer + at, slopes, 0, beta.pointer, size);
      }
    };
    const { own, rest } = runsOf(known.rows, a.rows);
    tape.record({ name: "activation", outputs: [], held: true, forward: activate(known.values, own) });
    tape.record({ name: "activation", outputs, forward: activate(a, rest) });
    return { value, slope, bend };
  }
  tape.record({
    name: "activation",
    outputs,
    held,
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

/** Neighbouring rows. */
interface Run {
  readonly first: number;
  readonly count: number;
}

/** Some rows of so many, and all the others, as runs. */
function runsOf(rows: readonly number[], count: number): { own: readonly Run[]; rest: readonly Run[] } {
  const own: Run[] = [];
  const rest: Run[] = [];
  const isOwn = new Set(rows);
  for (let first = 0; first < count; ) {
    const runs = isOwn.has(first) ? own : rest;
    let end = first + 1;
    while (end < count && isOwn.has(end) === isOwn.has(first)) end++;
    runs.push({ first, count: end - first });
    first = end;
  }
  return { own, rest };
}
