import type { ActivationKind, ParameterStore, Tape, Tensor } from "../engine/index.ts";
import type { Factorisation } from "../graph/index.ts";
import type { InputPart, NamedLayer, Subset } from "../nn/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { FlowCertificate } from "./certificate.ts";
import type { InverseOptions, InversionReport } from "./inversionReport.ts";
import type { Direction, LinearConditionals } from "./linearConditionals.ts";
import type { LinearLayer } from "./linearLayer.ts";

/** What every flow is made from; a flow leaves aside what it has no use for. */
export interface FlowConfig {
  readonly name: string;
  readonly latents: number;
  readonly context: readonly InputPart[];
  /**
   * Whether the context is two parts of the same size, the second saying (1) which values of the first are missing. What
   * reads a value then also reads whether it is missing; `parents` speaks of the first part only.
   */
  readonly indicators?: boolean;
  /** Whether the context is known before any component is, as an encoder's, so that all of it may be read. */
  readonly givenContext?: boolean;
  /** For each component the other latents (below `latents`) and the context inputs that it reads, ascending. */
  readonly parents: readonly Subset[];
  /** Every component after all those that it reads. */
  readonly parentsFirst: readonly number[];
  /** What the linear layer reads, where that is more than the steps read. */
  readonly affineParents?: readonly Subset[];
  /** Every component after all those that the linear layer reads, where that order is another. */
  readonly affineParentsFirst?: readonly number[];
  /** Steps that follow each other: residual blocks, affine steps, splines. */
  readonly blocks: number;
  readonly hidden: readonly number[];
  /** Whether a graph that needs more hidden units than `hidden` gets as many as it needs, instead of an error. */
  readonly widen?: boolean;
  readonly activation: ActivationKind;
  /** Of residual blocks: the largest norm of a layer, below 1. */
  readonly coefficient: number;
  readonly normalization: "certified" | "power";
  /**
   * - `paper`: step t of component j reads the running values of its parents, so after T steps it has heard ancestors up
   *   to T arcs away.
   * - `exact`: it reads the *original* values of its parents, so the density factorises exactly as prod p(z_j | Pa(z_j)).
   */
  readonly factorisation: Factorisation;
  /** A linear-Gaussian layer beside the steps: after them in a normalizing flow, before them in a generative one. */
  readonly affine: boolean;
  /** Whether the means of the linear layer may be of second order, in a normalizing flow. */
  readonly interactions?: boolean;
}

/** How a tape wants a flow recorded. */
export interface RecordOptions {
  /** Whether weights still have to be normalized; false for a finished model. */
  readonly normalize: boolean;
  /** Whether only the linear layer is recorded: of weights at which all steps do nothing, and stay so. */
  readonly linear?: boolean;
  /** Whether nobody asks for the density: what serves it alone may be left out. */
  readonly imageOnly?: boolean;
}

/** z with F(z; context) = u, sample by sample, in float64. */
export interface Inverter {
  /** Most samples of a call. */
  readonly batch: number;
  /**
   * @param u [latents x count], feature-major without padding; `context` likewise, one array a part.
   * @param count samples, at most `batch`.
   */
  invert(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options?: InverseOptions,
  ): { z: Float64Array; report: InversionReport };
  /** The same in steps, where there is much to do for a flow of many components. */
  invertInSteps?(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options?: InverseOptions,
  ): Steps<{ z: Float64Array; report: InversionReport }>;
}

/**
 * An invertible map F over the latents of a model, given a context, with an exact log-determinant unless it says
 * otherwise. Every flow of the registry can be a prior (`recordNormalizing`, sampled through `inverter`), an encoder
 * (`recordGenerative`) or a density by itself.
 *
 * @example
 * const flow: Flow = new SirenVae(network.dag, defaultArchitecture, new Random(1)).prior!;
 * flow.certificate(new Float64Array(10_000)).guarantee; // "lipschitz"
 */
export interface Flow {
  /** Its name in the registry. */
  readonly kind: string;
  readonly config: FlowConfig;
  /** Whether a component depends on none after it in `config.parentsFirst`. */
  readonly triangular: boolean;
  /** Whether densities in float32 are those in float64 up to the rounding of sums. */
  readonly enoughInSingle?: boolean;
  /** Whether `start` can make it a linear-Gaussian network. */
  readonly startsLinear: boolean;
  /** What makes it a linear-Gaussian network, where it has that. */
  readonly linear?: LinearLayer | undefined;
  /** Whether `recordGenerative` gives the score that path gradients need; it does not where absent. */
  readonly scored?: boolean;
  /** u = F(z; context) with log p(z) = log N(u; 0, I) + log|det J|, nats, [1 x batch]. Shapes: z and u [latents x batch]. */
  recordNormalizing(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    context: readonly Tensor[],
    options: RecordOptions,
  ): { u: Tensor; logDensity: Tensor };
  /**
   * z = F(eps; context) with log q(z) = log N(eps; 0, I) - log|det J|, nats, [1 x batch]. With `path`, a flow that can
   * gives d log q(z) / dz at fixed parameters as `score`, [latents x batch], and a density without a gradient.
   */
  recordGenerative(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    context: readonly Tensor[],
    options: RecordOptions & { readonly path: boolean },
  ): { z: Tensor; logDensity: Tensor; score: Tensor | undefined };
  /**
   * Records on the store's engine, which must be float64; the store's weights must be finished, and are read when the
   * inverter is made.
   */
  inverter(store: ParameterStore, batch: number): Inverter;

  /** The same in steps, where making one takes long. */
  inverterInSteps?(store: ParameterStore, batch: number): Steps<Inverter>;
  /** What proves that the flow is invertible at the weights of a finished model. */
  certificate(values: Float64Array): FlowCertificate;
  /** Whether quick proofs show that its certificate has a bound below 1; it may have one where they do not. */
  contracts?(values: Float64Array): boolean;
  /**
   * Turns trained weights into those of a finished model, which computes without normalizing: changes `values` in place.
   *
   * @param store the training's store, for flows that carry state beside their weights.
   */
  finish(values: Float64Array, store: ParameterStore): void;
  /** Makes the flow a linear-Gaussian network; only where `startsLinear`, and with all output weights at zero. */
  start(values: Float64Array, linear: LinearConditionals, direction: Direction): void;
  /**
   * Turns the sign of a component in place: F'(.., -z_k, ..) is F(.., z_k, ..) with component k of the result negated, to the
   * last bit. Absent where a flow cannot.
   */
  negate?(values: Float64Array, component: number): void;
  /** What one unit of an input adds to a component's mean by the linear layer of a normalizing flow; absent without one. */
  linearCoefficient?(values: Float64Array, component: number, input: number): number;
  /** Its weights by layer, as dense matrices with masks would hold them; names without the flow's own. */
  layers(): NamedLayer[];
  /** How to compute it, as lines of pseudo-code with the names of `layers()` after the flow's own. */
  formula(direction: Direction): string[];
}
