import {
  linear,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  SparsePattern,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import {
  hiddenFormula,
  hiddenLayers,
  type LayerShape,
  MaskedNetwork,
  type NamedLayer,
  namedMatrix,
  namedVector,
  type Subset,
} from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";
import { contextName } from "./residualFormula.ts";

/** One step's masked network from what the components may read to the parameters of their transforms. */
export interface ConditionerConfig {
  readonly name: string;
  /** Parameters of one component. */
  readonly parameters: number;
  /** What they are before anything is trained, the same for every component. */
  readonly initial: ArrayLike<number>;
  /** What every component reads, indicators included, and the subsets of the hidden units. */
  readonly sets: readonly Subset[];
  readonly units: readonly Subset[];
}

/**
 * theta_j = (W h(... h(W_1 [y, context] + b_1) ...) + b)_j, which reads only the parents of component j and never y_j itself;
 * W starts at zero. Shapes: theta [latents * parameters x batch], the parameters of a component side by side.
 */
export class Conditioner {
  readonly #name: string;
  readonly #flow: FlowConfig;
  readonly #network: MaskedNetwork;
  readonly #output: LayerShape;
  readonly #bias: Parameter;
  readonly #rows: number;

  constructor(
    list: ParameterList,
    flow: FlowConfig,
    { name, parameters, initial, sets, units }: ConditionerConfig,
    random: Random,
  ) {
    const { latents, context, hidden, activation } = flow;
    this.#name = name;
    this.#flow = flow;
    this.#rows = latents * parameters;
    this.#network = new MaskedNetwork(list, {
      name,
      parts: [{ name: "z", size: latents }, ...context],
      sets,
      hidden,
      activation,
      random,
      units,
    });
    const repeated = sets.flatMap((set) => Array.from({ length: parameters }, () => set));
    this.#output = this.#network.outputLayer(repeated, "output");
    const start = Array.from({ length: latents }, () => Array.from(initial)).flat();
    this.#bias = list.declare(`${name}.output.bias`, "bias", [this.#rows], start);
  }

  record(tape: Tape, store: ParameterStore, y: Tensor, context: readonly Tensor[]): Tensor {
    const { units } = this.#network;
    const bias = store.weights(this.#bias);
    if (units.length === 0) {
      const nothing = SparsePattern.fromRows(
        Array.from({ length: this.#rows }, () => []),
        1,
      );
      return linear(tape, { input: y, weights: tape.constant([]), pattern: nothing, bias });
    }
    const weightsOf = (parameter: Parameter) => store.weights(parameter);
    const layers = this.#network.record(tape, store, [y, ...context], weightsOf, "none");
    tape.scope = `${this.#name}.output`;
    return linear(tape, {
      input: layers[layers.length - 1].value,
      weights: store.weights(this.#output.parameter),
      pattern: this.#output.pattern,
      bias,
    });
  }

  layers(prefix: string): NamedLayer[] {
    const { latents, context } = this.#flow;
    const units = this.#network.units.length;
    const last = `${prefix}layers.${this.#network.biases.length}`;
    return [
      ...hiddenLayers(prefix, this.#network, [latents, ...context.map(({ size }) => size)]),
      namedMatrix(last, this.#rows, units, [{ ...this.#output, from: 0 }]),
      namedVector(`${last}.bias`, this.#bias),
    ];
  }

  /** Lines that compute theta; `read` is what stands for the latents. */
  static formula({ name, hidden, context }: FlowConfig, read: string): string[] {
    const parts = [read, ...context.map((part) => contextName(part.name))];
    const input = parts.length === 1 ? parts[0] : `concat(${parts.join(", ")})`;
    const where = `${name}.steps.t`;
    const last = `${where}.layers.${hidden.length}`;
    return [...hiddenFormula(where, input, hidden.length), `theta = ${last}.weight @ v + ${last}.bias`];
  }
}
