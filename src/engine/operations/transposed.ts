import type { SparsePattern } from "../pattern.ts";
import type { StoredPattern, Tape, Tensor, Weights } from "../tape.ts";

/** The transposed matrix in memory; `refresh` gathers its weights anew after they changed. */
export interface TransposedWeights extends StoredPattern {
  readonly weights: number;
  readonly refresh: () => void;
}

export function transposedWeights(
  tape: Tape,
  pattern: SparsePattern,
  weights: Weights,
  scale = 1,
): TransposedWeights {
  const { pattern: flipped, permutation } = pattern.transposed;
  const { kernels } = tape.engine;
  const stored = tape.pattern(flipped);
  const gathered = tape.weights(pattern.size, false);
  const index = tape.engine.storeIntegers(permutation);
  return {
    ...stored,
    weights: gathered.pointer,
    refresh: () => {
      kernels.gather(gathered.pointer, weights.pointer, index, pattern.size, scale);
    },
  };
}

/**
 * out = [base +] scale * W^T input: values only, no gradient.
 *
 * Shapes: input [pattern.rows x batch], out [pattern.columnCount x batch].
 */
export function applyTransposed(
  tape: Tape,
  layer: { input: Tensor; weights: Weights; pattern: SparsePattern; base?: Tensor; scale?: number },
): Tensor {
  const { input, weights, pattern, base, scale } = layer;
  const { kernels } = tape.engine;
  const out = tape.tensor(pattern.columnCount, false);
  const transposed = transposedWeights(tape, pattern, weights, scale);
  const from = base?.pointer ?? 0;
  tape.record({
    name: "path score",
    outputs: [],
    forward: () => {
      transposed.refresh();
      kernels.linear(
        out.pointer,
        from,
        0,
        input.pointer,
        transposed.groups,
        transposed.groupCount,
        transposed.columns,
        transposed.weights,
        tape.stride,
      );
    },
  });
  return out;
}
