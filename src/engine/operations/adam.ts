import type { Engine } from "../engine.ts";
import type { ParameterStore } from "../parameters.ts";

/**
 * Adam (Kingma & Ba 2015) over the flat parameter vector. A parameter may carry a quadratic penalty
 * penalty / 2 (p - centre)^2, whose gradient joins before the moments.
 *
 * @example
 * const { list } = new SirenVae(network.dag, defaultArchitecture, new Random(1));
 * const store = new ParameterStore(new Engine("float32"), list);
 * const adam = new Adam(store);
 * adam.step(1e-2); // with the gradients that a tape has left in the store
 */
export class Adam {
  readonly #store: ParameterStore;
  readonly #first: number;
  readonly #second: number;
  readonly #penalty: number;
  readonly #centre: number;
  #power1 = 1;
  #power2 = 1;
  static readonly beta1 = 0.9;
  static readonly beta2 = 0.999;
  static readonly epsilon = 1e-8;

  constructor(store: ParameterStore) {
    this.#store = store;
    const { engine, paddedLength } = store;
    const bytes = paddedLength * engine.elementBytes;
    this.#first = engine.allocate(bytes);
    this.#second = engine.allocate(bytes);
    this.#penalty = engine.allocate(bytes);
    this.#centre = engine.allocate(bytes);
  }

  get #engine(): Engine {
    return this.#store.engine;
  }

  /** One update with the present gradients, scaled by `gradientScale` (clipping). */
  step(rate: number, gradientScale = 1): void {
    const { values, gradients, paddedLength } = this.#store;
    // Running products, since the built-in power function differs between engines.
    this.#power1 *= Adam.beta1;
    this.#power2 *= Adam.beta2;
    this.#engine.kernels.adam(
      values,
      gradients,
      this.#first,
      this.#second,
      this.#penalty,
      this.#centre,
      paddedLength,
      rate,
      Adam.beta1,
      Adam.beta2,
      Adam.epsilon,
      1 - this.#power1,
      1 - this.#power2,
      gradientScale,
    );
  }

  setPenalty(penalty: ArrayLike<number>, centre?: ArrayLike<number>): void {
    const length = this.#store.list.length;
    this.#engine.reals(this.#penalty, length).set(penalty);
    if (centre) this.#engine.reals(this.#centre, length).set(centre);
  }

  /** Forgets the moments. */
  reset(): void {
    const bytes = this.#store.paddedLength * this.#engine.elementBytes;
    this.#engine.kernels.clear(this.#first, bytes);
    this.#engine.kernels.clear(this.#second, bytes);
    this.#power1 = 1;
    this.#power2 = 1;
  }

  snapshot(): { first: Float64Array; second: Float64Array; power1: number; power2: number } {
    const length = this.#store.list.length;
    return {
      first: Float64Array.from(this.#engine.reals(this.#first, length)),
      second: Float64Array.from(this.#engine.reals(this.#second, length)),
      power1: this.#power1,
      power2: this.#power2,
    };
  }

  restore(state: {
    first: ArrayLike<number>;
    second: ArrayLike<number>;
    power1: number;
    power2: number;
  }): void {
    const length = this.#store.list.length;
    this.#engine.reals(this.#first, length).set(state.first);
    this.#engine.reals(this.#second, length).set(state.second);
    this.#power1 = state.power1;
    this.#power2 = state.power2;
  }
}
