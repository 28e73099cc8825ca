import { ComputationError } from "../numeric/errors.ts";
import { type Kernels, kernelModule, type Precision } from "./kernels.ts";

const PAGE = 65536;
const MAXIMUM_PAGES = 65536;
/** Kernels that round up may write so many bytes behind what they were given. */
const OVERSHOOT = 256;

/**
 * One instance of the numerical kernels with its own memory, used as an arena: `allocate` moves a mark up,
 * `release` moves it back down to an earlier `mark`. Nothing is freed in between, nothing is allocated in a step.
 *
 * @example
 * const engine = new Engine("float64");
 * const pointer = engine.allocate(3 * 8);
 * engine.reals(pointer, 3).set([1, 2, 3]);
 */
export class Engine {
  readonly precision: Precision;
  readonly kernels: Kernels;
  /** Bytes of one element: 4 or 8. */
  readonly elementBytes: number;
  /** Elements in one 16-byte vector: 4 or 2. */
  readonly lanes: number;
  readonly #memory: WebAssembly.Memory;
  #top: number;
  /** Beyond it nothing has been written. */
  #used: number;

  constructor(precision: Precision) {
    this.precision = precision;
    this.elementBytes = precision === "float32" ? 4 : 8;
    this.lanes = 16 / this.elementBytes;
    try {
      this.#memory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES });
    } catch {
      throw new ComputationError(
        "Expected memory for the kernels, got none: engines reserve gigabytes of address space for them. Free memory, raise the limit of address space (ulimit -v), or start Node with --disable-wasm-trap-handler.",
      );
    }
    const abort = () => {
      throw new ComputationError("A kernel stopped on an internal check.");
    };
    const instance = new WebAssembly.Instance(kernelModule(precision), {
      env: { memory: this.#memory, abort },
    });
    this.kernels = instance.exports as unknown as Kernels;
    this.#top = Math.ceil(this.kernels.heapStart() / 64) * 64;
    this.#used = this.#top;
  }

  /** Another one of the same precision, with memory of its own. */
  fresh(): Engine {
    return new Engine(this.precision);
  }

  /** Reserves zeroed bytes, aligned to 64; throws ComputationError where WebAssembly's 4 GiB are used up. */
  allocate(bytes: number): number {
    const pointer = this.#top;
    const top = Math.ceil((pointer + bytes) / 64) * 64;
    const missing = Math.ceil((top - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        if (top > MAXIMUM_PAGES * PAGE) throw new RangeError("beyond 4 GiB");
        // Growing detaches every view, so it happens generously and never inside a step.
        this.#memory.grow(Math.min(missing + 64, MAXIMUM_PAGES - this.#memory.buffer.byteLength / PAGE));
      } catch {
        throw new ComputationError(
          `The kernels' memory cannot grow to ${Math.ceil(top / 2 ** 20)} MiB. Use a smaller batch or fewer hidden units.`,
        );
      }
    }
    this.#top = top;
    // What was never used is zero as it is, and costs nothing until it is.
    const used = Math.min(top, this.#used);
    if (used > pointer) this.kernels.clear(pointer, used - pointer);
    this.#used = Math.max(this.#used, top + OVERSHOOT);
    return pointer;
  }

  /** The present height of the arena, for `release`. */
  mark(): number {
    return this.#top;
  }

  /** Gives back everything that was allocated after `mark`. */
  release(mark: number): void {
    this.#top = mark;
  }

  /** A view of elements of this engine's type; it must not be kept across an allocation. */
  reals(pointer: number, length: number): Float32Array | Float64Array {
    return this.precision === "float32"
      ? new Float32Array(this.#memory.buffer, pointer, length)
      : new Float64Array(this.#memory.buffer, pointer, length);
  }

  doubles(pointer: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, pointer, length);
  }

  integers(pointer: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, pointer, length);
  }

  /** Copies integers into fresh memory. */
  storeIntegers(values: ArrayLike<number>): number {
    const pointer = this.allocate(4 * values.length);
    this.integers(pointer, values.length).set(values);
    return pointer;
  }

  /** Copies float64 values into fresh memory. */
  storeDoubles(values: ArrayLike<number>): number {
    const pointer = this.allocate(8 * values.length);
    this.doubles(pointer, values.length).set(values);
    return pointer;
  }
}
