import { affineTransform, affineTransformInverse, type ParameterList } from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";
import type { Transformer } from "./transformer.ts";
import { TriangularFlow } from "./triangularFlow.ts";

/** y' = shift + exp(a) y, the transform of graphical affine flows, MAF and IAF. */
export function affineTransformer(): Transformer {
  return {
    parameters: 2,
    identity: [0, 0],
    record: (tape, _store, sum, y, theta) => affineTransform(tape, sum, y, theta),
    recordInverse: (tape, _store, target, theta) => ({ y: affineTransformInverse(tape, target, theta) }),
    formula: () => ["(shift, s) = theta", "a = s / (1 + |s| / 7)", "y = shift + exp(a) * y"],
  };
}

/** A graphical affine flow: several steps whose shifts and scales the parents say (Wehenkel & Louppe 2021). */
export function affineFlow(list: ParameterList, config: FlowConfig, random: Random): TriangularFlow {
  return new TriangularFlow("affine", list, config, affineTransformer, random);
}
