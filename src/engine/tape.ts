import type { Engine } from "./engine.ts";
import type { SparsePattern } from "./pattern.ts";

/** Features x batch, feature-major: row f is `stride` bytes of batch values. `gradient` is 0 where none is wanted. */
export interface Tensor {
  readonly rows: number;
  readonly pointer: number;
  readonly gradient: number;
}

/** A vector without a batch: weights, biases, scales. `gradient` is 0 where none is wanted. */
export interface Weights {
  readonly length: number;
  readonly pointer: number;
  readonly gradient: number;
}

/** Pointers of a sparsity pattern in the engine's memory. */
export interface StoredPattern {
  readonly groups: number;
  readonly groupCount: number;
  readonly columns: number;
}

/** Says whether a gradient has been written already (1: add to it) or not (0: overwrite it). */
export type Claim = (tensor: Tensor) => 0 | 1;

/** Where a pass first left the finite numbers. */
export interface NonFinite {
  /** The part of the model that was being recorded, e.g. `prior.block2.layer0`. */
  readonly where: string;
  readonly operation: string;
  /** Place in the batch. */
  readonly row: number;
}

export interface Operation {
  /** For the profile: what kind of work this is. */
  readonly name: string;
  /** Tensors that this operation makes or adds to; without a gradient on any of them its backward is left out. */
  readonly outputs: readonly Tensor[];
  readonly forward: () => void;
  /** Called once when the tape is sealed; returns what runs at every backward pass. */
  readonly backward?: (claim: Claim, reached: (output: Tensor) => boolean) => () => void;
}

/**
 * A recorded computation. Operations are appended once, `seal` decides in which order gradients flow, and then
 * `forward` and `backward` replay them without allocating anything.
 */
export class Tape {
  readonly engine: Engine;
  /** Rows of data, before padding. */
  readonly batch: number;
  /** Bytes of one feature over the padded batch. */
  readonly stride: number;
  /** Whether gradients are wanted at all. */
  readonly differentiable: boolean;
  /** Names the part of the model whose operations are recorded now, for error messages. */
  scope = "";
  readonly #operations: Operation[] = [];
  readonly #scopes: string[] = [];
  readonly #cleared: { pointer: number; bytes: number }[] = [];
  readonly #patterns = new Map<SparsePattern, StoredPattern>();
  #forward: (() => void)[] = [];
  #backward: (() => void)[] = [];
  #backwardNames: string[] = [];
  #sealed = false;

  constructor(engine: Engine, batch: number, options: { differentiable?: boolean } = {}) {
    this.engine = engine;
    this.batch = batch;
    this.stride = Math.ceil(batch / engine.lanes) * 16;
    this.differentiable = options.differentiable ?? true;
  }

  /** Padded batch size in elements. */
  get paddedBatch(): number {
    return this.stride / this.engine.elementBytes;
  }

  tensor(rows: number, wantsGradient: boolean): Tensor {
    // Noise comes in eights, so there is room for the last ones.
    const bytes = rows * this.stride + 64;
    const pointer = this.engine.allocate(bytes);
    const gradient = wantsGradient && this.differentiable ? this.engine.allocate(bytes) : 0;
    return { rows, pointer, gradient };
  }

  weights(length: number, wantsGradient: boolean): Weights {
    const bytes = length * this.engine.elementBytes;
    const pointer = this.engine.allocate(bytes);
    let gradient = 0;
    if (wantsGradient && this.differentiable) {
      gradient = this.engine.allocate(bytes);
      this.#cleared.push({ pointer: gradient, bytes });
    }
    return { length, pointer, gradient };
  }

  constant(values: ArrayLike<number>): Weights {
    const weights = this.weights(values.length, false);
    this.engine.reals(weights.pointer, values.length).set(values);
    return weights;
  }

  pattern(pattern: SparsePattern): StoredPattern {
    let stored = this.#patterns.get(pattern);
    if (stored === undefined) {
      stored = {
        groups: this.engine.storeIntegers(pattern.groups),
        groupCount: pattern.groupCount,
        columns: this.engine.storeIntegers(pattern.columns),
      };
      this.#patterns.set(pattern, stored);
    }
    return stored;
  }

  record(operation: Operation): void {
    this.#operations.push(operation);
    this.#scopes.push(this.scope);
  }

  /** Fixes the order of the backward pass. Gradients that nothing reads are not computed. */
  seal(): void {
    this.#sealed = true;
    this.#forward = this.#operations.map((operation) => operation.forward);
    if (!this.differentiable) return;
    const claimed = new Set<number>();
    const claim: Claim = (tensor) => {
      if (claimed.has(tensor.gradient)) return 1;
      claimed.add(tensor.gradient);
      return 0;
    };
    for (let i = this.#operations.length - 1; i >= 0; i--) {
      const operation = this.#operations[i];
      if (operation.backward === undefined) continue;
      const reached =
        operation.outputs.length === 0 ||
        operation.outputs.some((tensor) => tensor.gradient !== 0 && claimed.has(tensor.gradient));
      if (!reached) continue;
      const read = new Set(operation.outputs.filter((tensor) => claimed.has(tensor.gradient)));
      const build = operation.backward;
      const step = build(claim, (output) => read.has(output));
      // An output that nothing reads contributes a gradient of zero.
      for (const tensor of operation.outputs) {
        if (tensor.gradient !== 0 && !claimed.has(tensor.gradient)) {
          this.#cleared.push({ pointer: tensor.gradient, bytes: tensor.rows * this.stride });
          claimed.add(tensor.gradient);
        }
      }
      this.#backward.push(step);
      this.#backwardNames.push(operation.name);
    }
  }

  forward(): void {
    if (!this.#sealed) this.seal();
    for (let i = 0; i < this.#forward.length; i++) this.#forward[i]();
  }

  backward(): void {
    this.#clear();
    for (let i = 0; i < this.#backward.length; i++) this.#backward[i]();
  }

  /** Replays the forward pass and says where a value first stops being finite, among the first `count` rows. */
  findNonFinite(count: number): NonFinite | undefined {
    const padded = this.paddedBatch;
    for (let i = 0; i < this.#operations.length; i++) {
      const { name, outputs, forward } = this.#operations[i];
      forward();
      for (const tensor of outputs) {
        const values = this.engine.reals(tensor.pointer, tensor.rows * padded);
        const at = values.findIndex((value, k) => k % padded < count && !Number.isFinite(value));
        if (at >= 0) return { where: this.#scopes[i], operation: name, row: at % padded };
      }
    }
    return undefined;
  }

  #clear(): void {
    const { clear } = this.engine.kernels;
    for (let i = 0; i < this.#cleared.length; i++) clear(this.#cleared[i].pointer, this.#cleared[i].bytes);
  }

  /** Milliseconds of each kind of operation in one forward and backward pass, for benchmarks. */
  profile(repeats: number): Map<string, number> {
    const times = new Map<string, number>();
    const time = (name: string, run: () => void) => {
      const start = performance.now();
      run();
      times.set(name, (times.get(name) ?? 0) + (performance.now() - start) / repeats);
    };
    for (let repeat = 0; repeat < repeats; repeat++) {
      this.#operations.forEach((operation) => {
        time(`${operation.name} forward`, operation.forward);
      });
      time("clear", () => this.#clear());
      this.#backward.forEach((run, i) => {
        time(`${this.#backwardNames[i]} backward`, run);
      });
    }
    return times;
  }
}
