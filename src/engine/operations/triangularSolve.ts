import type { SparsePattern } from "../pattern.ts";
import type { Tape, Tensor, Weights } from "../tape.ts";
import { transposedWeights } from "./transposed.ts";

/**
 * out = (I - A)^-1 input, A strictly triangular in the order that `pattern` was built with: every row reads only
 * rows computed before it. Shapes: input and out [rows x batch].
 */
export function triangularSolve(
  tape: Tape,
  layer: { input: Tensor; weights: Weights; pattern: SparsePattern },
): Tensor {
  const { input, weights, pattern } = layer;
  const { kernels } = tape.engine;
  const { stride } = tape;
  const bytes = pattern.rows * stride;
  const out = tape.tensor(pattern.rows, input.gradient !== 0 || weights.gradient !== 0);
  const stored = tape.pattern(pattern);
  tape.record({
    name: "triangular solve",
    outputs: [out],
    forward: () => {
      kernels.linear(
        out.pointer,
        input.pointer,
        0,
        out.pointer,
        stored.groups,
        stored.groupCount,
        stored.columns,
        weights.pointer,
        stride,
      );
    },
    backward: (claim, _reached, handOver) => {
      const copies = input.gradient !== 0 && !handOver(out, input);
      const accumulate = copies ? claim(input) : 0;
      const transposed = transposedWeights(tape, pattern, weights);
      return () => {
        // With r the gradient of the input, (I - A)^T r = dout: the same sweep, the other way round.
        transposed.refresh();
        kernels.linear(
          out.gradient,
          out.gradient,
          0,
          out.gradient,
          transposed.groups,
          transposed.groupCount,
          transposed.columns,
          transposed.weights,
          stride,
        );
        if (weights.gradient !== 0) {
          kernels.weightGradient(
            weights.gradient,
            out.gradient,
            out.pointer,
            stored.groups,
            stored.groupCount,
            stored.columns,
            stride,
          );
        }
        if (copies) kernels.scaleAdd(input.gradient, accumulate, out.gradient, 1, bytes);
      };
    },
  });
  return out;
}
