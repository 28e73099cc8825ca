import type { Dataset } from "../data/index.ts";
import type { ParameterList, ParameterStore, Tape, Tensor } from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import type { LinearGaussianFit } from "../gaussian/index.ts";
import type { Dag, FaithfulInverse } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import type { NamedLayer } from "../nn/index.ts";
import type { Architecture } from "./config.ts";
import type { DecodedGroup, Decoder } from "./decoder.ts";

/** How the weights of a recorded pass are to be treated. */
export interface PassOptions {
  /** Divide the weights of contractive layers in this pass; false for a finished model. */
  readonly normalize: boolean;
  /** Path gradients for the encoder (Roeder et al. 2017) instead of full reparameterization gradients. */
  readonly path: boolean;
  /** Whether everything nonlinear is left out: of weights at which it vanishes, and stays so. */
  readonly linear?: boolean;
}

/** A piece of a model for export, with what stands before the names of its layers. */
export interface ExportedPart {
  readonly prefix: string;
  readonly layers: readonly NamedLayer[];
}

/**
 * What every latent variable model here can record on a tape, all in coded units. K latents, R feature rows of the measured
 * columns (see TableCoding); z [K x batch], x [R x batch], densities [1 x batch] in nats.
 */
export interface LatentModel {
  readonly architecture: Architecture;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  /** How the measured columns are coded. */
  readonly coding: TableCoding;
  readonly list: ParameterList;
  /** The graph whose nodes its latents and columns stand for; absent where they stand for none. */
  readonly graph?: Dag | undefined;
  readonly inverse?: FaithfulInverse | undefined;
  /** The graph of a linear-Gaussian network over latents and feature rows that lies within the model or beside it. */
  readonly linearGraph: Dag;
  /** The flow of p(z), where the prior is one. */
  readonly prior?: Flow | undefined;
  /** The flow of q(z|x), where the encoder is one. */
  readonly encoderFlow?: Flow | undefined;
  /** The conditionals of the measured columns; absent where a flow is their joint density. */
  readonly decoder?: Decoder | undefined;
  /** The flow over the measured columns that is the density of a model without latents and decoder. */
  readonly density?: Flow | undefined;
  /** The flows that it is made of, in the order of their parameters. */
  readonly flows: readonly Flow[];
  /**
   * Parameter values at which the model is a fitted linear-Gaussian network of `linearGraph`, as far as its likelihoods
   * allow; absent where it cannot be one.
   */
  readonly start?: ((fit: LinearGaussianFit) => Float64Array) | undefined;
  /**
   * Turns the signs of latents in place: the same model with -z_k for z_k. Absent where the latents stand for no nodes or a
   * flow cannot.
   */
  readonly negate?: ((values: Float64Array, latents: readonly number[]) => void) | undefined;
  /**
   * Whether `recordEncoder` with `path` keeps log q(z|x) from acting on the encoder otherwise than through z: what the
   * objective `dreg` needs.
   */
  readonly pathGradients: boolean;
  /** Prior and encoder as lines of pseudo-code, where they are no flows, which have formulas of their own. */
  readonly formulas?: { readonly prior: readonly string[]; readonly encoder: readonly string[] } | undefined;
  /**
   * What is added to its log-densities to bring them to raw units, nats, where it is a density of some of its columns alone;
   * otherwise their coding says it.
   */
  readonly meanConstant?: number;
  /** Everything for export, in order. */
  parts(): readonly ExportedPart[];
  /** `missing` [R x batch] is 1 where x was filled in; only models with `architecture.missing` read it, and they need it. */
  recordEncoder(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    x: Tensor,
    options: PassOptions,
    missing?: Tensor,
  ): { z: Tensor; logDensity: Tensor; score: Tensor | undefined };
  recordPrior(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    x: Tensor,
    options: PassOptions,
  ): { logDensity: Tensor };
  /** z of the prior from standard normal u, [K x batch], where the prior is neither a flow nor standard normal itself. */
  recordPriorDraw?(tape: Tape, store: ParameterStore, u: Tensor): Tensor;
  /** log p(x), where `density` is that; x [R x batch]. */
  recordDensity?(tape: Tape, store: ParameterStore, x: Tensor, options: PassOptions): Tensor;
  /** log p(x, z), coded x and the model's z, where a given network is that; z [K x batch], targets of the likelihoods [D x batch]. */
  recordJoint?(tape: Tape, z: Tensor, target: Tensor): Tensor;
  /** log q(z|x) at any z, [1 x batch], where it needs no search. */
  recordConditional?(tape: Tape, store: ParameterStore, z: Tensor, x: Tensor): Tensor;
  /** Rows of all nodes from a given network, raw units. */
  simulate?(rows: number, seed: number): Dataset;
  /** Parameters of the conditionals of all columns. */
  recordDecoder(tape: Tape, store: ParameterStore, z: Tensor | undefined, x: Tensor): DecodedGroup[];
}
