import type { Steps } from "../numeric/turns.ts";
import type { Engine } from "./engine.ts";
import type { SparsePattern } from "./pattern.ts";

/**
 * Features x batch, feature-major: row f is `stride` bytes of batch values. `gradient` is 0 where none is wanted, and
 * negative until the tape is sealed and has found a place for it.
 */
export interface Tensor {
  readonly rows: number;
  readonly pointer: number;
  gradient: number;
  /** Whether it is the same in all passes over the same rows: what is loaded of a table, and what is made of that alone. */
  readonly held?: boolean;
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

/**
 * Gives the gradient of an operation's output, which nothing needs any more, to an input whose gradient begins with it.
 * Refused (false) where that gradient exists already or the output has other producers: then it is to be added.
 */
export type HandOver = (output: Tensor, input: Tensor) => boolean;

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
  /** Outputs whose gradient the backward does not touch where nothing has written it; the others are cleared. */
  readonly mayBeUnread?: readonly Tensor[];
  /** Whether it reads and makes weights alone, so that one run serves all pieces of a batch. */
  readonly weightsOnly?: boolean;
  /** Whether it makes held tensors alone, so that one run serves all draws for the same rows. */
  readonly held?: boolean;
  /** Whether what it gives at a place of the batch depends on the other places or on the passes before. */
  readonly entangled?: boolean;
  readonly forward: () => void;
  /** Called once when the tape is sealed; returns what runs at every backward pass. */
  readonly backward?: (claim: Claim, reached: (output: Tensor) => boolean, handOver: HandOver) => () => void;
}

/** Bytes that gradients of weights are given out of. */
const GRADIENT_BLOCK = 32768;

/** What is made in about a millisecond. */
const ELEMENTS_A_STEP = 2 ** 17;

/**
 * A recorded computation. Operations are appended once, `seal` decides in which order gradients flow, and then
 * `forward` and `backward` replay them without allocating anything.
 *
 * A large batch goes through in pieces that the processor's cache holds: `forwardWeights` and `clearGradients` once,
 * `forwardRows` and `backwardRows` for every piece, `backwardWeights` once. Gradients of weights add up over the pieces.
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
  readonly #cleared: { pointer: number; bytes: number; capacity: number }[] = [];
  readonly #scratch = new Map<string, number>();
  readonly #patterns = new Map<SparsePattern, StoredPattern>();
  readonly #forward: Passes = { weights: [], rows: [] };
  /** What of the forward pass over rows is the same at all draws; it runs before the rest. */
  readonly #held: (() => void)[] = [];
  readonly #backward: Passes = { weights: [], rows: [] };
  /** Elements that each operation on rows makes. */
  readonly #made: number[] = [];
  readonly #names = new Map<() => void, string>();
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

  tensor(rows: number, wantsGradient: boolean, held = false): Tensor {
    // Noise comes in eights, so there is room for the last ones.
    const bytes = rows * this.stride + 64;
    const pointer = this.engine.allocate(bytes);
    return {
      rows,
      pointer,
      gradient: wantsGradient && this.differentiable ? -1 : 0,
      ...(held && { held }),
    };
  }

  /** Memory for one tensor that is dead once the operation that uses it has run: all operations share it. */
  scratch(rows: number, name: string): number {
    const key = `${name} ${rows}`;
    let pointer = this.#scratch.get(key);
    if (pointer === undefined) {
      pointer = this.tensor(rows, false).pointer;
      this.#scratch.set(key, pointer);
    }
    return pointer;
  }

  weights(length: number, wantsGradient: boolean): Weights {
    const bytes = length * this.engine.elementBytes;
    const pointer = this.engine.allocate(bytes);
    let gradient = 0;
    if (wantsGradient && this.differentiable) gradient = this.#weightsGradient(bytes);
    return { length, pointer, gradient };
  }

  /** Side by side with the others, so that all are cleared by a few calls. */
  #weightsGradient(bytes: number): number {
    const room = Math.ceil(bytes / 64) * 64;
    let place = this.#cleared.at(-1);
    if (place === undefined || place.bytes + room > place.capacity) {
      const capacity = Math.max(room, GRADIENT_BLOCK);
      place = { pointer: this.engine.allocate(capacity), bytes: 0, capacity };
      this.#cleared.push(place);
    }
    place.bytes += room;
    return place.pointer + place.bytes - room;
  }

  constant(values: ArrayLike<number>): Weights {
    const weights = this.weights(values.length, false);
    this.engine.reals(weights.pointer, values.length).set(values);
    return weights;
  }

  /** Whether places of the batch depend on each other or on the passes before: they cannot stand for passes of their own. */
  get entangled(): boolean {
    return this.#operations.some(({ entangled }) => entangled);
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

  /**
   * Fixes the order of the backward pass and where gradients live. What nothing reads is not computed. A gradient's
   * memory is given on as soon as the operation that made its tensor has passed: the few kilobytes that are alive
   * stay in the cache.
   */
  seal(): void {
    this.#sealed = true;
    for (const { weightsOnly, held, forward, outputs } of this.#operations) {
      if (held) {
        this.#held.push(forward);
        continue;
      }
      append(this.#forward, weightsOnly, forward);
      if (!weightsOnly) this.#made.push(this.paddedBatch * outputs.reduce((sum, { rows }) => sum + rows, 0));
    }
    if (!this.differentiable) return;
    const free = new Map<number, number[]>();
    const written = new Set<Tensor>();
    const producers = new Map<Tensor, number>();
    for (const { outputs, backward } of this.#operations) {
      if (backward) for (const tensor of outputs) producers.set(tensor, (producers.get(tensor) ?? 0) + 1);
    }
    const place = (tensor: Tensor) => {
      if (tensor.gradient < 0) {
        tensor.gradient =
          free.get(tensor.rows)?.pop() ?? this.engine.allocate(tensor.rows * this.stride + 64);
      }
      written.add(tensor);
    };
    const claim: Claim = (tensor) => {
      if (written.has(tensor)) return 1;
      place(tensor);
      return 0;
    };
    const handedOver = new Set<Tensor>();
    const handOver: HandOver = (output, input) => {
      if (input.gradient >= 0 || producers.get(output) !== 1 || output.rows !== input.rows) return false;
      input.gradient = output.gradient;
      written.add(input);
      handedOver.add(output);
      return true;
    };
    for (let i = this.#operations.length - 1; i >= 0; i--) {
      const { name, outputs, mayBeUnread, weightsOnly, backward } = this.#operations[i];
      if (backward === undefined) continue;
      const read = outputs.filter((tensor) => written.has(tensor));
      if (outputs.length > 0 && read.length === 0) continue;
      for (const tensor of outputs) {
        if (tensor.gradient === 0 || written.has(tensor) || mayBeUnread?.includes(tensor)) continue;
        place(tensor);
        const bytes = tensor.rows * this.stride;
        this.#append("clear", false, () => {
          this.engine.kernels.clear(tensor.gradient, bytes);
        });
      }
      const step = backward(claim, (output) => read.includes(output), handOver);
      this.#append(name, weightsOnly, step);
      for (const tensor of outputs) {
        const left = producers.get(tensor)! - 1;
        producers.set(tensor, left);
        if (left > 0 || tensor.gradient <= 0 || handedOver.has(tensor)) continue;
        const places = free.get(tensor.rows) ?? [];
        places.push(tensor.gradient);
        free.set(tensor.rows, places);
      }
    }
  }

  #append(name: string, weightsOnly: boolean | undefined, step: () => void): void {
    append(this.#backward, weightsOnly, step);
    this.#names.set(step, name);
  }

  forward(): void {
    this.forwardWeights();
    this.forwardRows();
  }

  /** As `forward`, in steps of about a millisecond. */
  *forwardInSteps(): Steps<void> {
    this.begin();
    yield* this.drawInSteps();
  }

  /** The part of a forward pass that draws for the same rows share. */
  begin(): void {
    this.forwardWeights();
    runAll(this.#held);
  }

  /** The rest of it, in steps of about a millisecond. */
  *drawInSteps(): Steps<void> {
    const { rows } = this.#forward;
    let made = 0;
    for (let i = 0; i < rows.length; i++) {
      rows[i]();
      made += this.#made[i];
      if (made < ELEMENTS_A_STEP) continue;
      made = 0;
      yield;
    }
  }

  backward(): void {
    this.clearGradients();
    this.backwardRows();
    this.backwardWeights();
  }

  forwardWeights(): void {
    if (!this.#sealed) this.seal();
    runAll(this.#forward.weights);
  }

  forwardRows(): void {
    runAll(this.#held);
    runAll(this.#forward.rows);
  }

  backwardRows(): void {
    runAll(this.#backward.rows);
  }

  backwardWeights(): void {
    runAll(this.#backward.weights);
  }

  /** Clears the gradients of weights that operations made; those of parameters belong to their store. */
  clearGradients(): void {
    const { clear } = this.engine.kernels;
    for (let i = 0; i < this.#cleared.length; i++) clear(this.#cleared[i].pointer, this.#cleared[i].bytes);
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
      time("clear", () => this.clearGradients());
      for (const part of [this.#backward.rows, this.#backward.weights]) {
        for (const step of part) time(`${this.#names.get(step)} backward`, step);
      }
    }
    return times;
  }
}

/** What runs once for a batch, and what runs for every piece of it. */
interface Passes {
  readonly weights: (() => void)[];
  readonly rows: (() => void)[];
}

function append(passes: Passes, weightsOnly: boolean | undefined, step: () => void): void {
  (weightsOnly ? passes.weights : passes.rows).push(step);
}

function runAll(steps: readonly (() => void)[]): void {
  for (let i = 0; i < steps.length; i++) steps[i]();
}
