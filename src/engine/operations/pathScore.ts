import { SparsePattern } from "../pattern.ts";
import type { Tape, Tensor, Weights } from "../tape.ts";
import { transposedWeights } from "./transposed.ts";
import { gatherWeights } from "./weights.ts";

/** What one residual block with one hidden layer leaves behind for the score of its output. */
export interface BlockTrace {
  readonly slope: Tensor;
  /** Absent on a tape without gradients, which has no scores. */
  readonly bend: Tensor | undefined;
  /** 1 + dg_j / dz_j, [latents x batch]. */
  readonly diagonal: Tensor;
  /** Products W2[j,h] W1[h,j] on the entries that both masks keep. */
  readonly products: Weights;
  readonly productPattern: SparsePattern;
  readonly input: { weights: Weights; pattern: SparsePattern };
  readonly output: { weights: Weights; pattern: SparsePattern };
  /** Every component after all those that read it: children before parents. */
  readonly childrenFirst: readonly number[];
}

/**
 * The score of a block's output: with y' = y + g(y) and s = d log q(y) / dy,
 * d log q(y') / dy' = (I + J)^-T (s - d log det(I + J) / dy). Exact, one triangular sweep, no gradient of its own.
 * Shapes: score and result [latents x batch].
 */
export function blockScore(tape: Tape, score: Tensor, trace: BlockTrace): Tensor {
  const { engine, stride } = tape;
  const { kernels } = engine;
  const { slope, bend, diagonal, products, productPattern, input, output } = trace;
  if (bend === undefined) throw new Error("A score needs the second derivatives of its block.");
  const latents = diagonal.rows;
  const hidden = slope.rows;
  const out = tape.tensor(latents, false);
  const inverseDiagonal = tape.scratch(latents, "inverse diagonal");
  const carried = tape.scratch(hidden, "carried score");
  const productsBack = transposedWeights(tape, productPattern, products);
  const inputBack = transposedWeights(tape, input.pattern, input.weights, -1);
  const order = engine.storeIntegers(trace.childrenFirst);
  const inputRows = engine.storeIntegers(rowRanges(input.pattern.transposed.pattern));
  const inputList = engine.storeIntegers(input.pattern.transposed.pattern.columnOf);
  const spread = spreadPattern(trace);
  const outputRows = engine.storeIntegers(rowRanges(spread));
  const outputList = engine.storeIntegers(spread.columnOf);
  const outputWeights = gatherWeights(
    tape,
    { ...output.weights, gradient: 0 },
    spread.columnOf.map((unit, k) => output.pattern.weightIndex(spread.rowOf[k], unit)),
  );
  tape.record({
    name: "path score",
    outputs: [],
    forward: () => {
      productsBack.refresh();
      inputBack.refresh();
      // c = diag(h'') M^T (1 / diagonal), so that W1^T c = d log det / dy.
      kernels.logProductBackward(inverseDiagonal, 0, 1, diagonal.pointer, latents, stride);
      kernels.carryPaths(
        carried,
        inverseDiagonal,
        bend.pointer,
        productsBack.groups,
        productsBack.groupCount,
        productsBack.columns,
        productsBack.weights,
        stride,
      );
      kernels.solveTransposed(
        out.pointer,
        score.pointer,
        diagonal.pointer,
        slope.pointer,
        carried,
        order,
        latents,
        inputRows,
        inputList,
        inputBack.weights,
        outputRows,
        outputList,
        outputWeights.pointer,
        stride,
      );
    },
  });
  return out;
}

/** Which hidden units each output hands its score on to: those of W2 that carry a latent still to be visited. */
function spreadPattern({ childrenFirst, input, output }: BlockTrace): SparsePattern {
  const turn = new Int32Array(childrenFirst.length);
  childrenFirst.forEach((latent, i) => {
    turn[latent] = i;
  });
  const isRead = (unit: number, after: number) =>
    input.pattern.columnsOf(unit).some((latent) => turn[latent] > turn[after]);
  const rows = Array.from({ length: output.pattern.rows }, (_, row) =>
    output.pattern.columnsOf(row).filter((unit) => isRead(unit, row)),
  );
  return SparsePattern.fromRows(rows, output.pattern.columnCount);
}

function rowRanges(pattern: SparsePattern): Int32Array {
  const ranges = new Int32Array(2 * pattern.rows);
  for (let row = 0; row < pattern.rows; row++) {
    ranges[2 * row] = pattern.rowStart(row);
    ranges[2 * row + 1] = pattern.columnsOf(row).length;
  }
  return ranges;
}

/** The score of z = mu + exp(s) eps at fixed parameters: -eps / exp(s). */
export function diagonalScore(tape: Tape, eps: Tensor, spread: Tensor): Tensor {
  const { kernels } = tape.engine;
  const out = tape.tensor(eps.rows, false);
  tape.record({
    name: "path score",
    outputs: [],
    forward: () => {
      kernels.divide(out.pointer, eps.pointer, spread.pointer, -1, eps.rows * tape.stride);
    },
  });
  return out;
}

/** scale * x without a gradient: the score -eps of the base distribution. */
export function scaled(tape: Tape, x: Tensor, scale: number): Tensor {
  const { kernels } = tape.engine;
  const out = tape.tensor(x.rows, false);
  tape.record({
    name: "path score",
    outputs: [],
    forward: () => {
      kernels.scaleAdd(out.pointer, 0, x.pointer, scale, x.rows * tape.stride);
    },
  });
  return out;
}

/** x[r] exp(sign s[r]) without a gradient. */
export function scaledRows(tape: Tape, x: Tensor, s: Weights, sign: 1 | -1): Tensor {
  const { kernels } = tape.engine;
  const out = tape.tensor(x.rows, false);
  tape.record({
    name: "path score",
    outputs: [],
    forward: () => {
      kernels.scaleRows(out.pointer, 0, x.pointer, s.pointer, sign, x.rows, tape.stride);
    },
  });
  return out;
}
