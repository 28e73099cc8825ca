import type { ParameterList, ParameterStore, Tape, Tensor } from "../engine/index.ts";
import type { NamedLayer } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";

/** When a search for an inverse ends; read whenever the recorded inverse runs. */
export interface InverseLimits {
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * A family of increasing maps of one variable, T(y; theta), applied to every component. Shapes: y and its image
 * [latents x batch], theta [latents * parameters x batch], sums [1 x batch].
 */
export interface Transformer {
  /** Parameters of one component, and those that make the identity. */
  readonly parameters: number;
  readonly identity: ArrayLike<number>;
  /** T(y; theta); the logarithms of its slopes are added to `sum`. */
  record(tape: Tape, store: ParameterStore, sum: Tensor, y: Tensor, theta: Tensor): Tensor;
  /** y with T(y; theta) = target, and where it is searched for, how many evaluations that took, [1 x batch]. */
  recordInverse(
    tape: Tape,
    store: ParameterStore,
    target: Tensor,
    theta: Tensor,
    limits: InverseLimits,
  ): { y: Tensor; evaluations?: Tensor };
  /** Weights of its own beside theta. */
  layers?(prefix: string): NamedLayer[];
  /** T as lines of pseudo-code that turn y into another y, element by element; `where` names the step. */
  formula(where: string): readonly string[];
}

/** Makes the transformer of one step, whose own parameters, if any, are declared under `name`. */
export type TransformerFactory = (
  list: ParameterList,
  config: FlowConfig,
  name: string,
  random: Random,
) => Transformer;
