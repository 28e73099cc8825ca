import type { ParameterList, ParameterStore, Tape, Tensor } from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import type { Architecture } from "./config.ts";

/** How the weights of a recorded pass are to be treated. */
export interface PassOptions {
  /** Divide the weights of contractive layers in this pass; false for a finished model. */
  readonly normalize: boolean;
  /** Path gradients for the encoder (Roeder et al. 2017) instead of full reparameterization gradients. */
  readonly path: boolean;
}

/**
 * What every latent variable model here can record on a tape, all in standardized units. K latents, D observed;
 * z [K x batch], x [D x batch], densities [1 x batch] in nats.
 */
export interface LatentModel {
  readonly architecture: Architecture;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly list: ParameterList;
  /** The flows that it is made of, in the order of their parameters. */
  readonly flows: readonly Flow[];
  /** `missing` [D x batch] is 1 where x was filled in; only models with `architecture.missing` read it, and they need it. */
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
  /** Mean and log standard deviation of every x. */
  recordDecoder(
    tape: Tape,
    store: ParameterStore,
    z: Tensor | undefined,
    x: Tensor,
  ): { mu: Tensor; s: Tensor };
}
