import {
  activation,
  linear,
  multiplyRows,
  type ParameterStore,
  SparsePattern,
  softplus,
  Tape,
  type Tensor,
  type Weights,
} from "../engine/index.ts";
import type { LayerShape } from "../nn/index.ts";
import { NO_OWNER, type OwnedUnits } from "./ownedUnits.ts";
import type { ResidualBlock } from "./residualBlock.ts";

/** What the equations of a block share. */
export interface EquationContext {
  readonly block: ResidualBlock;
  readonly store: ParameterStore;
  readonly owned: OwnedUnits;
  readonly batch: number;
  /** What the block reads: the running values, then its context. */
  readonly inputs: readonly Tensor[];
  /** Values of every hidden layer, [units x batch], units in the order of their owners. */
  readonly layers: readonly Tensor[];
}

/**
 * One component of a residual block as a function of its own value y alone, where all that comes before it in the
 * graph's order is known: y + g(y). Only the hidden units that the component owns are computed anew for another y;
 * what they and the output read elsewhere is summed once.
 */
export class NodeEquation {
  /** g(y) and 1 + dg / dy, [1 x batch], the latter undefined where g does not change with y. */
  readonly #g: Tensor | undefined;
  readonly #slope: Tensor | undefined;
  readonly #context: EquationContext;
  readonly #owner: number;
  readonly #own: readonly number[];
  readonly #given: Tape;
  readonly #trial: Tape;
  /** Values of the owned units, layer by layer. */
  readonly #values: Tensor[] = [];

  /** @param owner a component, or `NO_OWNER` for the units that read no latent and have no equation. */
  constructor(context: EquationContext, owner: number) {
    const { batch, block, layers, owned, store } = context;
    this.#context = context;
    this.#owner = owner;
    this.#own = owned.unitsOf(owner);
    this.#given = new Tape(store.engine, batch, { differentiable: false });
    this.#trial = new Tape(store.engine, batch, { differentiable: false });
    const tangent = this.#own.length > 0 ? this.#hidden() : undefined;
    if (owner !== NO_OWNER) {
      const bias = this.#weights(block.outputBias.offset, [owner]);
      const input = layers[layers.length - 1];
      const base = linear(this.#given, { ...this.#elsewhere(block.output, [owner]), input, bias });
      this.#g = base;
      if (tangent) {
        const last = this.#within(block.output, [owner]);
        const value = this.#values[this.#values.length - 1];
        const ones = this.#trial.constant([1]);
        this.#g = linear(this.#trial, { ...last, input: value, base });
        this.#slope = linear(this.#trial, { ...last, input: tangent, bias: ones });
      }
    }
    this.#given.seal();
    this.#trial.seal();
  }

  /**
   * Views of the component's running value, which may be changed, and of g and the slope there: one value a sample. g of a
   * component without a slope is there once it is prepared. They hold until the engine's memory grows.
   */
  views(count: number): { y: Float64Array; g: Float64Array; slope: Float64Array | undefined } {
    const { engine } = this.#trial;
    const view = ({ pointer }: Tensor) => engine.doubles(pointer, count);
    return {
      y: view(this.#running()),
      g: view(this.#g!),
      slope: this.#slope && view(this.#slope),
    };
  }

  /** Takes over what comes before this component. */
  prepare(): void {
    this.#given.forward();
  }

  /** Computes g and the slope at the running value. */
  evaluate(): void {
    this.#trial.forward();
  }

  /** Hands the units as last evaluated to what comes after this component. */
  publish(): void {
    const { layers, owned } = this.#context;
    const { engine, stride } = this.#trial;
    this.#values.forEach((value, layer) => {
      const at = layers[layer].pointer + owned.place(this.#own[0]) * stride;
      engine.kernels.scaleAdd(at, 0, value.pointer, 1, value.rows * stride);
    });
  }

  /** Records the owned units; returns the derivative of those of the last layer by y. */
  #hidden(): Tensor | undefined {
    const { block, layers, store } = this.#context;
    const { network } = block;
    const size = this.#own.length;
    const each = Int32Array.from(this.#own.keys());
    const entry = this.#entry();
    let a = this.#firstSums();
    if (entry) {
      const y = this.#running();
      a = linear(this.#trial, {
        input: y,
        weights: entry,
        pattern: SparsePattern.dense(size, 1),
        base: a,
      });
    }
    let tangent: Tensor | undefined;
    network.sharpness.forEach((sharpness, layer) => {
      let pushed: Tensor | undefined;
      if (layer > 0) {
        const shape = network.middle[layer - 1];
        const bias = this.#weights(network.biases[layer].offset, this.#own);
        const base = linear(this.#given, {
          ...this.#elsewhere(shape, this.#own),
          input: layers[layer - 1],
          bias,
        });
        const within = this.#within(shape, this.#own);
        a = linear(this.#trial, { ...within, input: this.#values[layer - 1], base });
        pushed = tangent && linear(this.#trial, { ...within, input: tangent });
      }
      const beta = softplus(this.#trial, store.weights(sharpness));
      const { value, slope } = activation(this.#trial, network.activation, a, beta, "slope");
      this.#values.push(value);
      if (pushed) tangent = multiplyRows(this.#trial, pushed, slope!, each);
      else if (entry) {
        const pattern = SparsePattern.fromRows(
          this.#own.map((_, i) => [i]),
          size,
        );
        tangent = linear(this.#trial, { input: slope!, weights: entry, pattern });
      }
    });
    return tangent;
  }

  /** What the owned units of the first layer read beside y. */
  #firstSums(): Tensor {
    const { block, inputs } = this.#context;
    const { biases, first } = block.network;
    const bias = this.#weights(biases[0].offset, this.#own);
    let sum: Tensor | undefined;
    for (const layer of first) {
      const others = (column: number) => layer.part > 0 || column !== this.#owner;
      const input = inputs[layer.part];
      const read = this.#part(layer, this.#own, others, (column) => column, input.rows);
      sum = linear(this.#given, { ...read, input, ...(sum ? { base: sum, inPlace: true } : { bias }) });
    }
    return sum!;
  }

  /** The weights with which the owned units of the first layer read y. */
  #entry(): Weights | undefined {
    const owner = this.#owner;
    if (owner === NO_OWNER) return undefined;
    const { pattern, parameter } = this.#context.block.network.first.find(({ part }) => part === 0)!;
    const places = this.#own.map((unit) => pattern.weightIndex(unit, owner));
    return this.#weights(parameter.offset, places);
  }

  #running(): Tensor {
    const pointer = this.#context.inputs[0].pointer + this.#owner * this.#trial.stride;
    return { rows: 1, pointer, gradient: 0 };
  }

  /** The part of a layer above hidden units that reads units of other owners. */
  #elsewhere(layer: LayerShape, rows: readonly number[]) {
    const { owned } = this.#context;
    const others = (unit: number) => owned.ownerOf[unit] !== this.#owner;
    return this.#part(layer, rows, others, (unit) => owned.place(unit), owned.units.length);
  }

  /** The part of it that reads the owned units. */
  #within(layer: LayerShape, rows: readonly number[]) {
    const { owned } = this.#context;
    const mine = (unit: number) => owned.ownerOf[unit] === this.#owner;
    return this.#part(layer, rows, mine, (unit) => this.#own.indexOf(unit), this.#own.length);
  }

  #part(
    { pattern, parameter }: LayerShape,
    rows: readonly number[],
    keep: (column: number) => boolean,
    place: (column: number) => number,
    columnCount: number,
  ): { pattern: SparsePattern; weights: Weights } {
    const entries = rows.map((row) =>
      pattern
        .columnsOf(row)
        .filter(keep)
        .map((column) => ({ column: place(column), index: pattern.weightIndex(row, column) }))
        .sort((a, b) => a.column - b.column),
    );
    const columns = entries.map((row) => row.map(({ column }) => column));
    const index = entries.flatMap((row) => row.map((each) => each.index));
    return {
      pattern: SparsePattern.fromRows(columns, columnCount),
      weights: this.#weights(parameter.offset, index),
    };
  }

  /** Chosen weights of a parameter, which do not change any more. */
  #weights(offset: number, index: readonly number[]): Weights {
    const { engine, values } = this.#context.store;
    const source = engine.reals(values, offset + Math.max(-1, ...index) + 1);
    return this.#given.constant(index.map((i) => source[offset + i]));
  }
}
