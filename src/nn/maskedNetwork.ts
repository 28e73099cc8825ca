import {
  type Activated,
  type ActivationKind,
  activation,
  type KnownRows,
  linear,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  type SparsePattern,
  softplus,
  type Tape,
  type Tensor,
  type WantedDerivatives,
  type Weights,
} from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";
import { RAW_UNIT_SHARPNESS, scaledNormal, spreadBiases, zeros } from "./initial.ts";
import { hiddenMask, inputMask, outputMask } from "./masks.ts";
import { hiddenSubsets, type Subset } from "./subsets.ts";

/** A piece of the input vector: its inputs are numbered after those of the pieces before it. */
export interface InputPart {
  readonly name: string;
  readonly size: number;
  /** Whether the first weights that read it are zero instead of random. */
  readonly startsAtZero?: boolean;
}

/** Weights of the first layer, one matrix a part of the input (absent where nothing is read). */
export interface FirstLayer {
  readonly part: number;
  readonly pattern: SparsePattern;
  readonly parameter: Parameter;
}

export interface LayerShape {
  readonly pattern: SparsePattern;
  readonly parameter: Parameter;
}

/**
 * The masked hidden layers that a residual block and a decoder share: any number of layers, each unit carrying a
 * subset of the inputs. What reads the last hidden layer is declared by the owner through `outputLayer`.
 */
export class MaskedNetwork {
  readonly name: string;
  readonly units: readonly Subset[];
  readonly first: readonly FirstLayer[];
  readonly middle: readonly LayerShape[];
  readonly biases: readonly Parameter[];
  readonly sharpness: readonly Parameter[];
  readonly activation: ActivationKind;
  readonly #random: Random;
  readonly #list: ParameterList;

  constructor(
    list: ParameterList,
    config: {
      name: string;
      parts: readonly InputPart[];
      sets: readonly Subset[];
      hidden: readonly number[];
      /** As in `hiddenSubsets`. */
      widen?: boolean;
      activation: ActivationKind;
      random: Random;
      /** Given subsets of the hidden units instead of those chosen by `hiddenSubsets`. */
      units?: readonly Subset[];
    },
  ) {
    const { name, parts, sets, hidden, random } = config;
    this.name = name;
    this.activation = config.activation;
    this.#random = random;
    this.#list = list;
    this.units = config.units ?? hiddenSubsets(sets, Math.min(...hidden), name, config.widen);
    const first: FirstLayer[] = [];
    let from = 0;
    parts.forEach((part, index) => {
      const pattern = inputMask(this.units, from, part.size);
      from += part.size;
      if (pattern.size === 0) return;
      const parameter = list.declare(
        `${name}.layer0.weight_${part.name}`,
        "weight",
        [pattern.rows, pattern.columnCount],
        part.startsAtZero ? zeros(pattern.size) : scaledNormal(pattern, random, 1),
      );
      first.push({ part: index, pattern, parameter });
    });
    this.first = first;
    const middle: LayerShape[] = [];
    const biases = [
      list.declare(
        `${name}.layer0.bias`,
        "bias",
        [this.units.length],
        spreadBiases(this.units.length, random, 0.5),
      ),
    ];
    const sharpness = [list.declare(`${name}.layer0.sharpness`, "sharpness", [1], [RAW_UNIT_SHARPNESS])];
    for (let layer = 1; layer < hidden.length; layer++) {
      const pattern = hiddenMask(this.units, this.units);
      middle.push({
        pattern,
        parameter: list.declare(
          `${name}.layer${layer}.weight`,
          "weight",
          [pattern.rows, pattern.columnCount],
          scaledNormal(pattern, random, 1.4),
        ),
      });
      biases.push(
        list.declare(
          `${name}.layer${layer}.bias`,
          "bias",
          [this.units.length],
          spreadBiases(this.units.length, random, 0.5),
        ),
      );
      sharpness.push(list.declare(`${name}.layer${layer}.sharpness`, "sharpness", [1], [RAW_UNIT_SHARPNESS]));
    }
    this.middle = middle;
    this.biases = biases;
    this.sharpness = sharpness;
  }

  /** Declares weights from the last hidden layer to outputs; they start at zero unless there is a `gain`. */
  outputLayer(sets: readonly Subset[], suffix: string, gain = 0, name = this.name): LayerShape {
    const pattern = outputMask(sets, this.units);
    const initial = gain === 0 ? zeros(pattern.size) : scaledNormal(pattern, this.#random, gain);
    const parameter = this.#list.declare(
      `${name}.${suffix}.weight`,
      "output-weight",
      [pattern.rows, pattern.columnCount],
      initial,
    );
    return { pattern, parameter };
  }

  /**
   * Records the hidden layers. `weightsOf` maps a parameter to the weights to use, which is where normalization
   * happens; `derivatives` as in `activation`.
   */
  record(
    tape: Tape,
    store: ParameterStore,
    inputs: readonly (Tensor | undefined)[],
    weightsOf: (parameter: Parameter) => Weights,
    derivatives: WantedDerivatives,
  ): Activated[] {
    tape.scope = `${this.name}.layer0`;
    const layers: Activated[] = [];
    let a: Tensor | undefined;
    let known: KnownRows | undefined;
    // Constant inputs first, so that the running sum starts from what needs no gradient.
    const ordered = [...this.first].reverse();
    ordered.forEach(({ part, pattern, parameter }) => {
      const input = inputs[part];
      if (input === undefined) throw new Error(`${this.name}: input part ${part} is absent`);
      if (known || !input.held) known = rowsWithout(pattern, known ?? (a?.held ? { values: a } : undefined));
      a = linear(tape, {
        input,
        weights: weightsOf(parameter),
        pattern,
        ...(a === undefined ? { bias: store.weights(this.biases[0]) } : { base: a, inPlace: true }),
      });
    });
    for (let layer = 0; layer < this.biases.length; layer++) {
      if (layer > 0) {
        tape.scope = `${this.name}.layer${layer}`;
        const { pattern, parameter } = this.middle[layer - 1];
        a = linear(tape, {
          input: layers[layer - 1].value,
          weights: weightsOf(parameter),
          pattern,
          bias: store.weights(this.biases[layer]),
        });
      }
      const beta = softplus(tape, store.weights(this.sharpness[layer]));
      layers.push(activation(tape, this.activation, a!, beta, derivatives, layer === 0 ? known : undefined));
    }
    return layers;
  }
}

/** Of rows whose values so far are the same at all draws, those to which a matrix adds nothing. */
function rowsWithout(
  pattern: SparsePattern,
  before: { readonly values: Tensor; readonly rows?: readonly number[] } | undefined,
): KnownRows | undefined {
  if (before === undefined) return undefined;
  const { values, rows = Array.from({ length: pattern.rows }, (_, row) => row) } = before;
  return { values, rows: rows.filter((row) => pattern.columnsOf(row).length === 0) };
}
