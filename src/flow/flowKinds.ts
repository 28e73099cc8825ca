/** Settings of an architecture that mean nothing to some flows. */
export type FlowSetting = "coefficient" | "normalization";

/** What is to be known of a flow that a model may be made of, before there is one. */
export interface FlowDefinition {
  /** For menus and tables. */
  readonly title: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  /**
   * What becomes of the graph: `arcs`, a component reads its parents; `order`, all that come before it; `none`, everything,
   * and the Jacobian is not triangular.
   */
  readonly graph: "arcs" | "order" | "none";
  /** Whether a step goes one arc along the graph; otherwise it may reach every ancestor. */
  readonly local: boolean;
  /** Whether `factorisation: "exact"` means anything to it. */
  readonly exact: boolean;
  /** Whether its networks may have several hidden layers. */
  readonly deep: boolean;
  /** How far its densities and inverses may be from exact ones, beyond rounding in float64. */
  readonly tolerance: number;
  /** Settings that it has no use for. */
  readonly lacks: readonly FlowSetting[];
  /** Whether another one took its place: models and configurations of before keep it, menus and comparisons leave it out. */
  readonly superseded?: boolean;
}

/** All flows, in the order in which they are offered. */
const definitions = {
  residual: {
    title: "graphical residual flow",
    summary: "residual blocks masked by the graph, invertible by a proven Lipschitz bound (Mouton & Kroon)",
    graph: "arcs",
    local: true,
    exact: false,
    deep: true,
    tolerance: 0,
    lacks: [],
  },
  "residual-exact": {
    title: "graphical residual flow, exact factorisation",
    summary:
      "residual blocks that read the parents' original values: the density factorises exactly as the graph",
    graph: "arcs",
    local: true,
    exact: true,
    deep: false,
    tolerance: 0,
    lacks: [],
  },
  affine: {
    title: "graphical affine flow",
    summary: "shifts and scales that the parents say, in closed form both ways (Wehenkel & Louppe 2021)",
    graph: "arcs",
    local: true,
    exact: true,
    deep: true,
    tolerance: 0,
    lacks: ["coefficient", "normalization"],
  },
  spline: {
    title: "graphical spline flow",
    summary:
      "rational-quadratic splines whose knots the parents say, in closed form both ways (Durkan et al. 2019)",
    graph: "arcs",
    local: true,
    exact: true,
    deep: true,
    tolerance: 0,
    lacks: ["coefficient", "normalization"],
  },
  monotonic: {
    title: "graphical monotonic flow",
    summary: "integrals of positive networks, inverted by bracketing (Wehenkel & Louppe 2021)",
    graph: "arcs",
    local: true,
    exact: true,
    deep: true,
    tolerance: 1e-6,
    lacks: ["coefficient", "normalization"],
  },
  autoregressive: {
    title: "autoregressive flow",
    summary: "affine steps over the full order, without the graph: MAF as a prior, IAF as an encoder",
    graph: "order",
    local: false,
    exact: true,
    deep: true,
    tolerance: 0,
    lacks: ["coefficient", "normalization"],
  },
  continuous: {
    title: "graphical continuous flow",
    summary: "vector fields masked by the graph, followed in time; the trace is exact (Weilbach et al. 2020)",
    graph: "arcs",
    local: false,
    exact: false,
    deep: true,
    tolerance: 1e-10,
    lacks: ["coefficient", "normalization"],
  },
  "dense-residual": {
    title: "residual flow without a graph",
    summary:
      "every component reads every other one; the log-determinant is estimated without bias in training (Chen et al. 2019)",
    graph: "none",
    local: false,
    exact: false,
    deep: false,
    tolerance: 0,
    lacks: ["normalization"],
  },
  tails: {
    title: "graphical flow of tails",
    summary: "shifts and weights of the tails that the parents say, in closed form both ways",
    graph: "arcs",
    local: true,
    exact: true,
    deep: true,
    tolerance: 0,
    lacks: ["coefficient", "normalization"],
  },
  "sinh-arcsinh": {
    title: "graphical sinh-arcsinh flow",
    summary:
      "as tails with the shifts within the sinh (Jones & Pewsey 2009), which grow along chains of arcs; for models of before",
    graph: "arcs",
    local: true,
    exact: true,
    deep: true,
    tolerance: 0,
    lacks: ["coefficient", "normalization"],
    superseded: true,
  },
} satisfies Record<string, FlowDefinition>;

export type FlowKind = keyof typeof definitions;

export const flows: Readonly<Record<FlowKind, FlowDefinition>> = definitions;

export const flowKinds = Object.keys(flows) as FlowKind[];

/** What a new model is offered. */
export const offeredFlows: readonly FlowKind[] = flowKinds.filter((kind) => !flows[kind].superseded);
