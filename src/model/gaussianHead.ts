import {
  type ActivationKind,
  linear,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  SparsePattern,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import {
  type InputPart,
  type LayerShape,
  MaskedNetwork,
  type Subset,
  scaledNormal,
  zeros,
} from "../nn/index.ts";
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

export interface Straight {
  readonly part: number;
  readonly pattern: SparsePattern;
  readonly parameter: Parameter;
}

/**
 * Means and log standard deviations of Gaussians from masked hidden layers: mu = L input + b + MLP(input) and
 * log sigma = s + MLP(input), each output reading only its own inputs. The decoder of every model, and the encoder of
 * the plain VAE.
 */
export class GaussianHead {
  readonly config: GaussianHeadConfig;
  readonly network: MaskedNetwork;
  readonly meanLayer: LayerShape;
  readonly scaleLayer: LayerShape;
  readonly straight: readonly Straight[];
  readonly meanBias: Parameter;
  readonly scaleBias: Parameter;

  constructor(list: ParameterList, config: GaussianHeadConfig, random: Random) {
    this.config = config;
    const { name, parts, sets, gain } = config;
    this.network = new MaskedNetwork(list, { ...config, random });
    this.meanLayer = this.network.outputLayer(sets, "mean", gain);
    this.scaleLayer = this.network.outputLayer(sets, "log_scale", 0);
    const straight: Straight[] = [];
    let from = 0;
    parts.forEach((part, index) => {
      const rows = sets.map((set) =>
        set.filter((input) => input >= from && input < from + part.size).map((input) => input - from),
      );
      from += part.size;
      const pattern = SparsePattern.fromRows(rows, part.size);
      if (!config.affine || pattern.size === 0) return;
      const initial = part.startsAtZero ? zeros(pattern.size) : scaledNormal(pattern, random, gain);
      straight.push({
        part: index,
        pattern,
        parameter: list.declare(
          `${name}.straight.weight_${part.name}`,
          "straight",
          [sets.length, part.size],
          initial,
        ),
      });
    });
    this.straight = straight;
    this.meanBias = list.declare(`${name}.mean.bias`, "bias", [sets.length], new Float64Array(sets.length));
    this.scaleBias = list.declare(
      `${name}.log_scale.bias`,
      "scale",
      [sets.length],
      new Float64Array(sets.length),
    );
  }

  /** Shapes: inputs as in `parts`; mu and s [outputs x batch]. */
  record(
    tape: Tape,
    store: ParameterStore,
    inputs: readonly (Tensor | undefined)[],
  ): { mu: Tensor; s: Tensor } {
    const outputs = this.config.sets.length;
    const hasUnits = this.network.units.length > 0;
    const value = hasUnits
      ? this.network.record(tape, store, inputs, (parameter) => store.weights(parameter), false).at(-1)!.value
      : constantRows(tape, 1);
    tape.scope = `${this.config.name}.output`;
    const none = SparsePattern.fromRows(
      Array.from({ length: outputs }, () => []),
      1,
    );
    const head = (layer: LayerShape, bias: Parameter): Tensor =>
      linear(tape, {
        input: value,
        weights: hasUnits ? store.weights(layer.parameter) : tape.constant([]),
        pattern: hasUnits ? layer.pattern : none,
        bias: store.weights(bias),
      });
    let mu = head(this.meanLayer, this.meanBias);
    for (const { part, pattern, parameter } of this.straight) {
      mu = linear(tape, {
        input: inputs[part]!,
        weights: store.weights(parameter),
        pattern,
        base: mu,
        inPlace: true,
      });
    }
    return { mu, s: head(this.scaleLayer, this.scaleBias) };
  }
}

function constantRows(tape: Tape, rows: number): Tensor {
  return tape.tensor(rows, false);
}
