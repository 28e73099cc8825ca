import type { ParameterList } from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Flow, FlowConfig } from "./flow.ts";
import { ResidualFlow } from "./residualFlow.ts";

/** A flow that a model may be made of. */
export interface FlowDefinition {
  /** For menus and tables. */
  readonly title: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  readonly create: (list: ParameterList, config: FlowConfig, random: Random) => Flow;
}

/** All flows, in the order in which they are offered. */
export const flows = {
  residual: {
    title: "graphical residual flow",
    summary: "residual blocks masked by the graph, invertible by a proven Lipschitz bound (Mouton & Kroon)",
    create: (list, config, random) => new ResidualFlow(list, { ...config, factorisation: "paper" }, random),
  },
  "residual-exact": {
    title: "graphical residual flow, exact factorisation",
    summary:
      "residual blocks that read the parents' original values: the density factorises exactly as the graph",
    create: (list, config, random) => new ResidualFlow(list, { ...config, factorisation: "exact" }, random),
  },
} satisfies Record<string, FlowDefinition>;

export type FlowKind = keyof typeof flows;

export const flowKinds = Object.keys(flows) as FlowKind[];

/** A flow of the registry, its parameters declared on `list`. */
export function createFlow(kind: FlowKind, list: ParameterList, config: FlowConfig, random: Random): Flow {
  return flows[kind].create(list, config, random);
}
