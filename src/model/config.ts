import type { ActivationKind } from "../engine/index.ts";
import { activationKinds } from "../engine/index.ts";
import { type FlowKind, flowKinds, flows } from "../flow/index.ts";
import type { NamedArc } from "../graph/index.ts";
import { InputError } from "../numeric/errors.ts";
import { withArticle } from "../numeric/withArticle.ts";
import {
  type Family,
  families,
  familyDefinitions,
  familyOf,
  type ModelKind,
  modelKinds,
} from "./families.ts";

/** Everything that fixes the shape of a model, apart from its graph. */
export interface Architecture {
  readonly model: ModelKind;
  /** As `familyOf` says where absent. */
  readonly family?: Family;
  /** Widths of the layers of the family `ladder`, from the top down; those of the network's depth where absent. */
  readonly layers?: readonly number[];
  /**
   * Width of every hidden layer of a residual block and of the decoder; several numbers are several layers, all of the same
   * width, since their units carry the same subsets (of different widths the smallest counts). With several layers the
   * encoder is trained by full gradients: path gradients need one.
   */
  readonly hidden: readonly number[];
  /**
   * Whether a part of the model whose graph needs more units than `hidden` gets as many as it needs: one for every
   * different set of parents. Set where nobody chose a width and the default is too small; without it a model is as if this
   * had never existed.
   */
  readonly widen?: boolean;
  /**
   * The flow that prior and encoder are made of; `residual` where absent. Of `residual-exact` the encoder is `residual`, layered
   * as in the paper.
   */
  readonly flow?: FlowKind;
  /** Residual blocks, or steps of another flow, in the prior's and in the encoder's flow. */
  readonly blocks: number;
  readonly activation: ActivationKind;
  /** Largest norm of a layer of a residual block, below 1. */
  readonly coefficient: number;
  /** The prior's factorisation; the encoder is always layered as in the paper. */
  readonly factorisation: "paper" | "exact";
  /** How the norms of residual blocks are bounded: proven, layer by layer, or by the power iteration of the publication. */
  readonly normalization: NormalizationKind;
  /** Whether affine layers stand beside the blocks and the decoder's network. */
  readonly affine: boolean;
  /**
   * Whether the means of the affine layer of the family `flow` may depend on products of two parents, squares included. Set where
   * there are many rows and nobody chose; without it a model is as if this had never existed.
   */
  readonly interactions?: boolean;
  /**
   * Whether the encoder is told what is missing: beside every value it reads 1 where that value was filled in. Set by
   * training on rows with gaps; without it a model is as if this had never existed.
   */
  readonly missing?: boolean;
  /**
   * Arcs beside the network's that training kept because the data ask for them. They take part in the affine layers and the
   * straight connections only; the blocks and hidden layers stay as sparse as the network.
   */
  readonly added?: readonly NamedArc[];
}

export const normalizationKinds = ["certified", "power"] as const;
export type NormalizationKind = (typeof normalizationKinds)[number];

export const defaultArchitecture: Architecture = {
  model: "true",
  hidden: [100],
  blocks: 4,
  activation: "lipswish",
  coefficient: 0.97,
  factorisation: "paper",
  normalization: "certified",
  affine: true,
};

/** @throws InputError naming the field, the range and what came. */
export function checkArchitecture(architecture: Architecture): void {
  const {
    hidden,
    blocks,
    coefficient,
    activation,
    model,
    factorisation,
    normalization,
    affine,
    added,
    flow,
    family,
    layers,
    interactions,
  } = architecture;
  if (!modelKinds.includes(model)) {
    throw new InputError(`Expected the model to be one of ${modelKinds.join(", ")}, got "${model}".`);
  }
  if (!activationKinds.includes(activation)) {
    throw new InputError(
      `Expected the activation to be one of ${activationKinds.join(", ")}, got "${activation}".`,
    );
  }
  if (!normalizationKinds.includes(normalization)) {
    throw new InputError(
      `Expected the normalization to be one of ${normalizationKinds.join(", ")}, got "${normalization}".`,
    );
  }
  if (family !== undefined && !families.includes(family)) {
    throw new InputError(`Expected the family to be one of ${families.join(", ")}, got "${family}".`);
  }
  const { title, models, lacks } = familyDefinitions[familyOf(architecture)];
  if (!models.includes(model)) {
    throw new InputError(
      `Expected the model ${models.join(" or ")} for the family ${familyOf(architecture)}, ${withArticle(title)}, got ${model}. Leave the model out, or choose another family.`,
    );
  }
  if (interactions !== undefined && lacks.includes("interactions")) {
    throw new InputError(
      `Expected interactions for the family flow only, got them for ${familyOf(architecture)}. Leave them out.`,
    );
  }
  if (layers !== undefined) {
    if (lacks.includes("layers")) {
      throw new InputError(
        `Expected layers for the family ladder only, got [${layers.join(", ")}] for ${familyOf(architecture)}.`,
      );
    }
    if (
      layers.length === 0 ||
      layers.some((width) => !Number.isInteger(width) || width < 1 || width > 65536)
    ) {
      throw new InputError(
        `Expected layers of widths from 1 to 65536, from the top down, got [${layers.join(", ")}].`,
      );
    }
  }
  if (flow !== undefined && !flowKinds.includes(flow)) {
    throw new InputError(`Expected the flow to be one of ${flowKinds.join(", ")}, got "${flow}".`);
  }
  if (hidden.length === 0 || hidden.some((width) => !Number.isInteger(width) || width < 1 || width > 65536)) {
    throw new InputError(
      `Expected hidden widths that are whole numbers from 1 to 65536, got [${hidden.join(", ")}].`,
    );
  }
  if (!Number.isInteger(blocks) || blocks < 0 || blocks > 1000) {
    throw new InputError(`Expected a number of blocks from 0 to 1000, got ${blocks}.`);
  }
  if (!(coefficient > 0 && coefficient < 1)) {
    throw new InputError(
      `Expected a Lipschitz coefficient between 0 and 1, both excluded, got ${coefficient}.`,
    );
  }
  if (added !== undefined && added.length > 0 && !affine) {
    throw new InputError(
      "Expected affine layers for the arcs that were added to the network, got a model without. Set affine, or leave out the added arcs.",
    );
  }
  const prior = priorFlow(architecture);
  if (factorisation === "exact" && !flows[prior].exact) {
    throw new InputError(
      `Expected a flow that can factorise exactly, such as ${flowKinds.filter((kind) => flows[kind].exact).join(", ")}, got ${prior}. Choose one of these, or use the factorisation \`paper\`.`,
    );
  }
  if (prior !== "residual-exact" && !flows[prior].deep && hidden.length > 1) {
    throw new InputError(
      `Expected one hidden width for the flow ${prior}, got [${hidden.join(", ")}]. Give one, or choose another flow.`,
    );
  }
  if (prior === "residual-exact" && hidden.length > 1) {
    throw new InputError(
      "The exact factorisation has one hidden layer in each block. Give one hidden width, or use the factorisation `paper`.",
    );
  }
}

/** The flow of p(z). */
export function priorFlow({ flow = "residual", factorisation }: Architecture): FlowKind {
  return flow === "residual" && factorisation === "exact" ? "residual-exact" : flow;
}

/** The flow of q(z|x), which is layered as in the paper. */
export function encoderFlow({ flow = "residual" }: Architecture): FlowKind {
  return flow === "residual-exact" ? "residual" : flow;
}
