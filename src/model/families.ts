/** Which dependence structure a model carries: the network, independent latents, fully connected latents, or none. */
export const modelKinds = ["true", "ind", "fc", "vae"] as const;
/** One of the structures: `true`, `ind`, `fc` or `vae`. */
export type ModelKind = (typeof modelKinds)[number];

/** Settings of an architecture or a training that mean nothing to some families. */
export type FamilySetting =
  | "flow"
  | "blocks"
  | "coefficient"
  | "factorisation"
  | "normalization"
  | "affine"
  | "interactions"
  | "layers"
  | "samples"
  | "warmUp";

/** A kind of model. */
export interface FamilyDefinition {
  /** For menus and tables. */
  readonly title: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  /** The structures that it may carry; the first is taken where nobody says. */
  readonly models: readonly ModelKind[];
  /** Settings that it has no use for. */
  readonly lacks: readonly FamilySetting[];
  /** Whether it is trained on rows of a given generative network instead of a table. */
  readonly amortises?: boolean;
  /**
   * Most epochs of a training with rates that fall as planned, which pays where rows are many and the likelihood is exact; rates
   * fall on plateaus of a held-out score where absent.
   */
  readonly falling?: number;
}

/**
 * All families, in the order in which they are offered. The falling epochs of `flow` were chosen by held-out training rows of the arithmetic
 * circuit (10,000 rows, seeds 101 to 103), which still gained a little by 1,000.
 */
const definitions = {
  siren: {
    title: "SIReN-VAE",
    summary: "prior, encoder and decoder shaped by the network (Mouton & Kroon)",
    models: ["true", "ind", "fc"],
    lacks: ["interactions", "layers"],
  },
  flow: {
    title: "graphical flow",
    summary: "a flow over the measured columns of a network without hidden nodes",
    models: ["true"],
    lacks: ["layers", "samples", "warmUp"],
    falling: 800,
  },
  posterior: {
    title: "amortised posterior",
    summary: "only the encoder, for a generative network that is given: trained on rows drawn from it",
    models: ["true"],
    lacks: ["interactions", "layers", "samples", "warmUp"],
    amortises: true,
    falling: 300,
  },
  vae: {
    title: "plain VAE",
    summary: "standard normal prior, diagonal Gaussian posterior, no network (Kingma & Welling 2014)",
    models: ["vae"],
    lacks: [
      "flow",
      "blocks",
      "coefficient",
      "factorisation",
      "normalization",
      "affine",
      "interactions",
      "layers",
    ],
  },
  iaf: {
    title: "VAE with an inverse autoregressive encoder",
    summary: "a plain VAE whose posterior passes through autoregressive steps (Kingma et al. 2016)",
    models: ["vae"],
    lacks: ["flow", "coefficient", "factorisation", "normalization", "interactions", "layers"],
  },
  ladder: {
    title: "ladder VAE",
    summary:
      "latents in layers, as deep as the network; each joins what the rows say with what the layers above say (Sønderby et al. 2016)",
    models: ["vae"],
    lacks: ["flow", "blocks", "coefficient", "factorisation", "normalization", "interactions"],
  },
} satisfies Record<string, FamilyDefinition>;

export type Family = keyof typeof definitions;

export const familyDefinitions: Readonly<Record<Family, FamilyDefinition>> = definitions;

export const families = Object.keys(familyDefinitions) as Family[];

/** The family of an architecture, which need not name it: the structure `vae` is a plain VAE, the others are SIReN-VAEs. */
export function familyOf({ family, model }: { readonly family?: Family; readonly model: ModelKind }): Family {
  return family ?? (model === "vae" ? "vae" : "siren");
}
