import { cos } from "../numeric/elementary.ts";

/** Weight of the KL term: a straight line from 0 to 1 over the first `warmUp` epochs (Sønderby et al. 2016). */
export function klWeight(epoch: number, warmUp: number): number {
  return warmUp > 0 ? Math.min(1, epoch / warmUp) : 1;
}

/** What is left of a rate in the end. */
const END = 1e-3;

/**
 * The rates of so many epochs, falling from the first one to a thousandth of it along half a cosine (Loshchilov & Hutter 2017).
 *
 * @example
 * cosineRates(1e-2, 3); // [0.0093.., 0.005.., 0.0006..]
 */
export function cosineRates(rate: number, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const left = 0.5 * (1 + cos((Math.PI * (epoch + 0.5)) / epochs));
    return rate * (END + (1 - END) * left);
  });
}

/**
 * Divides the rate by `factor` after `patience` epochs without improvement, until it would fall below `minimum`.
 *
 * @example
 * const schedule = new ReduceOnPlateau(1e-2, { factor: 10, patience: 10, minimum: 1e-6 });
 * schedule.rate; // 0.01
 */
export class ReduceOnPlateau {
  rate: number;
  /** True once the smallest rate has had its patience, too. */
  finished = false;
  readonly #factor: number;
  readonly #patience: number;
  readonly #minimum: number;
  #best = Number.POSITIVE_INFINITY;
  #waited = 0;

  constructor(rate: number, options: { factor: number; patience: number; minimum: number }) {
    this.rate = rate;
    this.#factor = options.factor;
    this.#patience = options.patience;
    this.#minimum = options.minimum;
  }

  /** Reports the loss of an epoch. */
  observe(loss: number): void {
    if (loss < this.#best) {
      this.#best = loss;
      this.#waited = 0;
      return;
    }
    if (++this.#waited < this.#patience) return;
    this.#waited = 0;
    const next = this.rate / this.#factor;
    // A hair below the minimum is the minimum: 1e-2 / 10^4 is not exactly 1e-6.
    if (next < this.#minimum * (1 - 1e-9)) this.finished = true;
    else this.rate = next;
  }
}
