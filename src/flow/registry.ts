import type { ParameterList } from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import { affineFlow } from "./affineFlow.ts";
import { autoregressiveFlow } from "./autoregressiveFlow.ts";
import { ContinuousFlow } from "./continuousFlow.ts";
import { DenseResidualFlow } from "./denseResidualFlow.ts";
import type { Flow, FlowConfig } from "./flow.ts";
import type { FlowKind } from "./flowKinds.ts";
import { monotonicFlow } from "./monotonicFlow.ts";
import { ResidualFlow } from "./residualFlow.ts";
import { sinhArcsinhFlow } from "./sinhArcsinhFlow.ts";
import { splineFlow } from "./splineFlow.ts";
import { tailsFlow } from "./tailsFlow.ts";

type CreateFlow = (list: ParameterList, config: FlowConfig, random: Random) => Flow;

/** Apart from what is known of the flows, so that a page that only names them need not load them. */
const creators: Readonly<Record<FlowKind, CreateFlow>> = {
  residual: (list, config, random) => new ResidualFlow(list, { ...config, factorisation: "paper" }, random),
  "residual-exact": (list, config, random) =>
    new ResidualFlow(list, { ...config, factorisation: "exact" }, random),
  affine: affineFlow,
  spline: splineFlow,
  monotonic: monotonicFlow,
  autoregressive: autoregressiveFlow,
  continuous: (list, config, random) => new ContinuousFlow(list, config, random),
  "dense-residual": (list, config, random) => new DenseResidualFlow(list, config, random),
  tails: tailsFlow,
  "sinh-arcsinh": sinhArcsinhFlow,
};

/** A flow of the registry, its parameters declared on `list`. */
export function createFlow(kind: FlowKind, list: ParameterList, config: FlowConfig, random: Random): Flow {
  return creators[kind](list, config, random);
}
