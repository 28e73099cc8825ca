import {
  accumulator,
  affineTransform,
  affineTransformInverse,
  curveTransform,
  type ParameterList,
} from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";
import type { Transformer } from "./transformer.ts";
import { TriangularFlow } from "./triangularFlow.ts";

/** Of the logarithms of the tails' weights: a sinh makes much of little. */
const LIMIT = 1;

/** y' = sinh(shift + exp(a) asinh(y)): skewness and weight of the tails (Jones & Pewsey 2009). */
function sinhArcsinhTransformer(): Transformer {
  return {
    parameters: 2,
    identity: [0, 0],
    record: (tape, _store, sum, y, theta) =>
      curveTransform(
        tape,
        sum,
        affineTransform(tape, sum, curveTransform(tape, sum, y, "asinh"), theta, LIMIT),
        "sinh",
      ),
    recordInverse: (tape, _store, target, theta) => {
      const unused = accumulator(tape, false);
      const inner = affineTransformInverse(tape, curveTransform(tape, unused, target, "asinh"), theta, LIMIT);
      return { y: curveTransform(tape, unused, inner, "sinh") };
    },
    formula: () => [
      "(shift, s) = theta",
      `a = s / (1 + |s| / ${LIMIT})`,
      "y = sinh(shift + exp(a) * asinh(y))",
    ],
  };
}

export function sinhArcsinhFlow(list: ParameterList, config: FlowConfig, random: Random): TriangularFlow {
  return new TriangularFlow("sinh-arcsinh", list, config, sinhArcsinhTransformer, random);
}
