import type { SparsePattern } from "../pattern.ts";
import type { Tape, Tensor, Weights } from "../tape.ts";
import { transposedWeights } from "./transposed.ts";

/**
 * out = base + bias + W input, W stored on `pattern` only. `inPlace` lets the result take over the memory of `base`,
 * which then must have no other reader.
 *
 * Shapes: input [pattern.columnCount x batch], base and out [pattern.rows x batch], weights [pattern.size].
 */
export function linear(
  tape: Tape,
  layer: {
    input: Tensor;
    weights: Weights;
    pattern: SparsePattern;
    bias?: Weights;
    base?: Tensor;
    inPlace?: boolean;
  },
): Tensor {
  const { input, weights, pattern, bias, base, inPlace } = layer;
  const { kernels } = tape.engine;
  const { stride } = tape;
  const wanted =
    input.gradient !== 0 ||
    weights.gradient !== 0 ||
    (bias?.gradient ?? 0) !== 0 ||
    (base?.gradient ?? 0) !== 0;
  const held = !wanted && input.held === true && (base === undefined || base.held === true);
  // What is held must outlive the pass.
  const takesOver = inPlace && (base?.gradient !== 0 || !wanted) && (held || !base?.held);
  const out = takesOver && base ? base : tape.tensor(pattern.rows, wanted, held);
  const stored = tape.pattern(pattern);
  const basePointer = base?.pointer ?? 0;
  const biasPointer = bias?.pointer ?? 0;
  tape.record({
    name: "linear",
    outputs: [out],
    held,
    forward: () => {
      kernels.linear(
        out.pointer,
        basePointer,
        biasPointer,
        input.pointer,
        stored.groups,
        stored.groupCount,
        stored.columns,
        weights.pointer,
        stride,
      );
    },
    backward: (claim, _reached, handOver) => {
      const parts: (() => void)[] = [];
      if (bias && bias.gradient !== 0) {
        parts.push(() => kernels.rowSums(bias.gradient, out.gradient, pattern.rows, stride));
      }
      if (weights.gradient !== 0) {
        parts.push(() =>
          kernels.weightGradient(
            weights.gradient,
            out.gradient,
            input.pointer,
            stored.groups,
            stored.groupCount,
            stored.columns,
            stride,
          ),
        );
      }
      if (input.gradient !== 0) {
        const transposed = transposedWeights(tape, pattern, weights);
        const from = claim(input) === 1 ? input.gradient : 0;
        parts.push(() => {
          transposed.refresh();
          kernels.linear(
            input.gradient,
            from,
            0,
            out.gradient,
            transposed.groups,
            transposed.groupCount,
            transposed.columns,
            transposed.weights,
            stride,
          );
        });
      }
      if (base && base !== out && base.gradient !== 0 && !handOver(out, base)) {
        const accumulate = claim(base);
        parts.push(() => kernels.scaleAdd(base.gradient, accumulate, out.gradient, 1, pattern.rows * stride));
      }
      return () => {
        for (let i = 0; i < parts.length; i++) parts[i]();
      };
    },
  });
  return out;
}
