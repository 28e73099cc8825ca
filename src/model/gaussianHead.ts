import type { ActivationKind, ParameterList, ParameterStore, Tape, Tensor } from "../engine/index.ts";
import { type InputPart, MaskedNetwork, OutputHead, recordHidden, type Subset } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";

export interface GaussianHeadConfig {
  readonly name: string;
  readonly parts: readonly InputPart[];
  /** For each output the inputs it reads, ascending over the concatenated parts. */
  readonly sets: readonly Subset[];
  readonly hidden: readonly number[];
  readonly activation: ActivationKind;
  /** Straight connections from the inputs to the means, beside the hidden layers. */
  readonly affine: boolean;
  /** Size of the first random weights of the straight connections and of the last layers. */
  readonly gain: number;
  /** Given subsets of the hidden units instead of those chosen by `hiddenSubsets`. */
  readonly units?: readonly Subset[];
}

/**
 * Means and log standard deviations of Gaussians from masked hidden layers: mu = L input + b + MLP(input) and
 * log sigma = s + MLP(input), each output reading only its own inputs. The encoder of the plain VAE.
 */
export class GaussianHead {
  readonly config: GaussianHeadConfig;
  readonly network: MaskedNetwork;
  readonly head: OutputHead;

  constructor(list: ParameterList, config: GaussianHeadConfig, random: Random) {
    this.config = config;
    this.network = new MaskedNetwork(list, { ...config, random });
    this.head = new OutputHead(list, this.network, { ...config, scaleSets: config.sets }, random);
  }

  /** Shapes: inputs as in `parts`; mu and s [outputs x batch]. */
  record(
    tape: Tape,
    store: ParameterStore,
    inputs: readonly (Tensor | undefined)[],
  ): { mu: Tensor; s: Tensor } {
    const hidden = recordHidden(tape, store, this.network, inputs);
    const { mu, s } = this.head.record(tape, store, hidden, inputs);
    return { mu, s: s! };
  }
}
