import {
  linear,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  SparsePattern,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import { scaledNormal, zeros } from "./initial.ts";
import type { InputPart, LayerShape, MaskedNetwork } from "./maskedNetwork.ts";
import { type NamedLayer, namedMatrix, namedVector, partStarts } from "./namedLayers.ts";
import type { Subset } from "./subsets.ts";

export interface Straight {
  readonly part: number;
  readonly pattern: SparsePattern;
  readonly parameter: Parameter;
}

export interface OutputHeadConfig {
  readonly name: string;
  readonly parts: readonly InputPart[];
  /** For each location the inputs it reads, ascending over the concatenated parts. */
  readonly sets: readonly Subset[];
  /** What the straight connections to each location read, where that is more than the hidden layers do. */
  readonly straightSets?: readonly Subset[];
  /** The same for each log scale. */
  readonly scaleSets: readonly Subset[];
  /** Straight connections from the inputs to the locations, beside the hidden layers. */
  readonly affine: boolean;
  /** Size of the first random weights of the straight connections and of the last layer. */
  readonly gain: number;
}

/** Locations and log scales as an output head gives them; `s` is absent where it has no scales. */
export interface HeadOutput {
  readonly mu: Tensor;
  readonly s: Tensor | undefined;
}

/**
 * What reads the last hidden layer of a masked network: locations mu = L input + b + W h and log scales s = b + V h, each
 * output reading only its own inputs. Several heads may read one network.
 */
export class OutputHead {
  readonly config: OutputHeadConfig;
  readonly network: MaskedNetwork;
  readonly meanLayer: LayerShape;
  readonly scaleLayer: LayerShape | undefined;
  readonly straight: readonly Straight[];
  readonly meanBias: Parameter;
  readonly scaleBias: Parameter | undefined;

  constructor(list: ParameterList, network: MaskedNetwork, config: OutputHeadConfig, random: Random) {
    this.config = config;
    this.network = network;
    const { name, parts, sets, scaleSets, gain, affine } = config;
    this.meanLayer = network.outputLayer(sets, "mean", gain, name);
    this.scaleLayer = scaleSets.length > 0 ? network.outputLayer(scaleSets, "log_scale", 0, name) : undefined;
    const straight: Straight[] = [];
    let from = 0;
    parts.forEach((part, index) => {
      const rows = (config.straightSets ?? sets).map((set) =>
        set.filter((input) => input >= from && input < from + part.size).map((input) => input - from),
      );
      from += part.size;
      const pattern = SparsePattern.fromRows(rows, part.size);
      if (!affine || pattern.size === 0) return;
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
    this.scaleBias =
      scaleSets.length > 0
        ? list.declare(
            `${name}.log_scale.bias`,
            "scale",
            [scaleSets.length],
            new Float64Array(scaleSets.length),
          )
        : undefined;
  }

  /** What the head has beside the hidden layers that it reads, in the order of export. */
  layers(): NamedLayer[] {
    const { parts, sets, scaleSets, affine } = this.config;
    const sizes = parts.map(({ size }) => size);
    const starts = partStarts(sizes);
    const units = this.network.units.length;
    const width = sizes.reduce((sum, size) => sum + size, 0);
    const straight = this.straight.map((layer) => ({ ...layer, from: starts[layer.part] }));
    return [
      namedMatrix("mean", sets.length, units, [{ ...this.meanLayer, from: 0 }]),
      namedVector("mean.bias", this.meanBias),
      ...(this.scaleLayer && this.scaleBias
        ? [
            namedMatrix("log_scale", scaleSets.length, units, [{ ...this.scaleLayer, from: 0 }]),
            namedVector("log_scale.bias", this.scaleBias),
          ]
        : []),
      ...(affine ? [namedMatrix("straight", sets.length, width, straight)] : []),
    ];
  }

  /**
   * @param hidden the last hidden layer, as `recordHidden` gives it
   * @param inputs as in `parts`
   */
  record(
    tape: Tape,
    store: ParameterStore,
    hidden: Tensor | undefined,
    inputs: readonly (Tensor | undefined)[],
  ): HeadOutput {
    tape.scope = `${this.config.name}.output`;
    const value = hidden ?? tape.tensor(1, false);
    const head = (layer: LayerShape, bias: Parameter): Tensor =>
      linear(tape, {
        input: value,
        weights: hidden ? store.weights(layer.parameter) : tape.constant([]),
        pattern: hidden ? layer.pattern : emptyPattern(bias.length),
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
    return { mu, s: this.scaleLayer && head(this.scaleLayer, this.scaleBias!) };
  }
}

/** The last hidden layer of a network whose weights need no normalization; undefined where it has no units. */
export function recordHidden(
  tape: Tape,
  store: ParameterStore,
  network: MaskedNetwork,
  inputs: readonly (Tensor | undefined)[],
): Tensor | undefined {
  if (network.units.length === 0) return undefined;
  return network.record(tape, store, inputs, (parameter) => store.weights(parameter), "none").at(-1)!.value;
}

function emptyPattern(rows: number): SparsePattern {
  return SparsePattern.fromRows(
    Array.from({ length: rows }, () => []),
    1,
  );
}
