import {
  accumulator,
  affineTransform,
  affineTransformInverse,
  curveTransform,
  linear,
  type ParameterList,
  SparsePattern,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";
import type { Transformer } from "./transformer.ts";
import { TriangularFlow } from "./triangularFlow.ts";

/** Of the logarithms of the tails' weights: what a step makes of a value far out, the next one makes more of. */
const LIMIT = 0.5;

/** `base`, if any, plus `factor` times chosen rows of theta. */
function addRows(
  tape: Tape,
  theta: Tensor,
  rows: readonly (readonly number[])[],
  factor: number,
  base?: Tensor,
) {
  const pattern = SparsePattern.fromRows(rows, theta.rows);
  const weights = tape.constant(new Array(pattern.size).fill(factor));
  return linear(tape, { input: theta, weights, pattern, base });
}

const shifts = (theta: Tensor) => Array.from({ length: theta.rows / 2 }, (_, j) => [2 * j]);

/** Parameters of `affineTransform` that do not shift. */
const scales = (tape: Tape, theta: Tensor) =>
  addRows(
    tape,
    theta,
    Array.from({ length: theta.rows }, (_, row) => (row % 2 === 0 ? [] : [row])),
    1,
  );

/**
 * y' = shift + sinh(exp(a) asinh(y)): place and weight of the tails. Within the sinh a shift would grow exponentially along chains
 * of parents; skewness comes from the shift of one step before the tails of the next.
 */
function tailsTransformer(): Transformer {
  return {
    parameters: 2,
    identity: [0, 0],
    record: (tape, _store, sum, y, theta) => {
      const inner = affineTransform(
        tape,
        sum,
        curveTransform(tape, sum, y, "asinh"),
        scales(tape, theta),
        LIMIT,
      );
      return addRows(tape, theta, shifts(theta), 1, curveTransform(tape, sum, inner, "sinh"));
    },
    recordInverse: (tape, _store, target, theta) => {
      const unused = accumulator(tape, false);
      const outer = addRows(tape, theta, shifts(theta), -1, target);
      const inner = curveTransform(tape, unused, outer, "asinh");
      const straight = affineTransformInverse(tape, inner, scales(tape, theta), LIMIT);
      return { y: curveTransform(tape, unused, straight, "sinh") };
    },
    formula: () => [
      "(shift, s) = theta",
      `a = s / (1 + |s| / ${LIMIT})`,
      "y = shift + sinh(exp(a) * asinh(y))",
    ],
  };
}

/** A graphical flow of tails (the transform of Jones & Pewsey 2009 with a location in place of its skewness). */
export function tailsFlow(list: ParameterList, config: FlowConfig, random: Random): TriangularFlow {
  return new TriangularFlow("tails", list, config, tailsTransformer, random);
}
