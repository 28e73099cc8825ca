import {
  type ParameterList,
  type SplineShape,
  splineParameters,
  splineTransform,
  splineTransformInverse,
} from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";
import type { Transformer } from "./transformer.ts";
import { TriangularFlow } from "./triangularFlow.ts";

/** Values are standardized, so that hardly one in a million normal ones lies beyond 5. */
export const SPLINE_SHAPE: SplineShape = { bins: 8, bound: 5 };

function splineTransformer(): Transformer {
  const { bins, bound } = SPLINE_SHAPE;
  const parameters = splineParameters(SPLINE_SHAPE);
  return {
    parameters,
    identity: new Float64Array(parameters),
    record: (tape, _store, sum, y, theta) => splineTransform(tape, sum, y, theta, SPLINE_SHAPE),
    recordInverse: (tape, _store, target, theta) => ({
      y: splineTransformInverse(tape, target, theta, SPLINE_SHAPE),
    }),
    formula: () => [
      `(a[${bins}], b[${bins}], c[${bins - 1}]) = theta`,
      "bent(v, m) = v / (1 + |v| / m), m = log(1000)",
      `w = ${2 * bound} * softmax(bent(a, m / 2)); h = ${2 * bound} * softmax(bent(b, m / 2))`,
      "d = (1, exp(bent(c, m)), 1)                          # slopes at the knots",
      `k = the bin of y in the knots -${bound} + (0, cumsum(w)); x_k, y_k its left end and that of the heights`,
      "xi = (y - x_k) / w_k; s = h_k / w_k; q = xi * (1 - xi)",
      `y = y_k + h_k * (s * xi^2 + d_k * q) / (s + (d_k + d_(k+1) - 2 * s) * q)   # y itself beyond ${bound}`,
    ],
  };
}

/** A graphical flow of monotonic rational-quadratic splines (Durkan et al. 2019). */
export function splineFlow(list: ParameterList, config: FlowConfig, random: Random): TriangularFlow {
  return new TriangularFlow("spline", list, config, splineTransformer, random);
}
