import type { Engine } from "./engine.ts";
import type { Weights } from "./tape.ts";

/**
 * What a parameter is for, so that whoever treats some of them apart need not know their names.
 * - `weight`: of a hidden layer; `output-weight`: of the last layer of a nonlinear part, which vanishes where these do.
 * - `straight`: a coefficient of a linear path; `bias`; `scale`: a logarithm of a standard deviation.
 * - `missing-weight`: reads whether a value is missing, on a linear path.
 * - `sharpness`: of an activation; `shared`: of a likelihood, the same for all rows of a column.
 */
export type ParameterRole =
  | "weight"
  | "output-weight"
  | "straight"
  | "bias"
  | "scale"
  | "missing-weight"
  | "sharpness"
  | "shared";

/** A named piece of the flat parameter vector. */
export interface Parameter {
  readonly name: string;
  readonly role: ParameterRole;
  readonly offset: number;
  readonly length: number;
  /** What a person would call it: shape for export, e.g. [100] or a sparse [rows, columns]. */
  readonly shape: readonly number[];
}

/** A named piece of the state that training carries along. */
export interface StateBuffer {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** Lists the parameters of a model before any memory is bound to them. */
export class ParameterList {
  readonly parameters: Parameter[] = [];
  readonly buffers: StateBuffer[] = [];
  readonly #initial: number[] = [];
  #bufferLength = 0;

  /** @param initial one value for each element. */
  declare(
    name: string,
    role: ParameterRole,
    shape: readonly number[],
    initial: ArrayLike<number>,
  ): Parameter {
    const parameter = { name, role, offset: this.#initial.length, length: initial.length, shape };
    for (let i = 0; i < initial.length; i++) this.#initial.push(initial[i]);
    this.parameters.push(parameter);
    return parameter;
  }

  /** Float64 state that training carries along but does not optimise (persistent power vectors). */
  declareBuffer(name: string, length: number): StateBuffer {
    const buffer = { name, offset: this.#bufferLength, length };
    this.#bufferLength += length;
    this.buffers.push(buffer);
    return buffer;
  }

  get length(): number {
    return this.#initial.length;
  }

  get bufferLength(): number {
    return this.#bufferLength;
  }

  /** The values that the declarations gave. */
  initial(): Float64Array {
    return Float64Array.from(this.#initial);
  }

  find(name: string): Parameter | undefined {
    return this.parameters.find((parameter) => parameter.name === name);
  }
}

/** The flat parameter vector in an engine's memory, with its gradient. */
export class ParameterStore {
  readonly engine: Engine;
  readonly list: ParameterList;
  /** Elements including the padding to whole vectors. */
  readonly paddedLength: number;
  readonly values: number;
  readonly gradients: number;
  readonly buffers: number;

  constructor(engine: Engine, list: ParameterList, differentiable = true) {
    this.engine = engine;
    this.list = list;
    this.paddedLength = Math.ceil(list.length / engine.lanes) * engine.lanes;
    const bytes = this.paddedLength * engine.elementBytes;
    this.values = engine.allocate(bytes);
    this.gradients = differentiable ? engine.allocate(bytes) : 0;
    this.buffers = engine.allocate(8 * list.bufferLength);
    this.restore(list.initial());
    const buffers = engine.doubles(this.buffers, list.bufferLength);
    for (const { offset, length } of list.buffers) {
      // Any start with a part in every direction will do for a power iteration, but it has to be a unit vector: its
      // Rayleigh quotient is taken for an estimate from below.
      let squares = 0;
      for (let i = offset; i < offset + length; i++) {
        buffers[i] = 1 + ((i * 7919) % 101) / 101;
        squares += buffers[i] * buffers[i];
      }
      for (let i = offset; i < offset + length; i++) buffers[i] /= Math.sqrt(squares);
    }
  }

  weights(parameter: Parameter): Weights {
    const at = parameter.offset * this.engine.elementBytes;
    return {
      length: parameter.length,
      pointer: this.values + at,
      gradient: this.gradients === 0 ? 0 : this.gradients + at,
    };
  }

  /**
   * Whether finished weights are all zero, so that a recording may leave out what they multiply: then the store's values must
   * not change any more. Never of a store with gradients, which is trained.
   */
  vanishes(...parameters: readonly Parameter[]): boolean {
    if (this.gradients !== 0) return false;
    const values = this.engine.reals(this.values, this.paddedLength);
    return parameters.every(({ offset, length }) =>
      values.subarray(offset, offset + length).every((value) => value === 0),
    );
  }

  bufferPointer(buffer: StateBuffer): number {
    return this.buffers + 8 * buffer.offset;
  }

  clearGradients(): void {
    this.engine.kernels.clear(this.gradients, this.paddedLength * this.engine.elementBytes);
  }

  snapshot(): Float64Array {
    return Float64Array.from(this.engine.reals(this.values, this.list.length));
  }

  restore(values: ArrayLike<number>): void {
    this.engine.reals(this.values, this.list.length).set(values);
  }

  gradientSnapshot(): Float64Array {
    return Float64Array.from(this.engine.reals(this.gradients, this.list.length));
  }
}
