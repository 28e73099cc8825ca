/**
 * The probability that normal numbers lie in a box, next to the density of others that are known.
 */
import { factorize } from "../../numeric/cholesky.ts";
import { log } from "../../numeric/elementary.ts";
import { ComputationError } from "../../numeric/errors.ts";
import type { Random } from "../../numeric/random.ts";
import { normalCdf, normalQuantile } from "../../numeric/special.ts";

const LOG_TWO_PI = log(2 * Math.PI);

/** The measured columns of a row, those that are known first. */
export interface BoxRow {
  readonly known: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface BoxEstimate {
  /** Nats. */
  readonly logValue: number;
  /** Of `logValue`, nats; 0 where there is at most one interval. */
  readonly standardError: number;
}

/**
 * Normal numbers of which some are known and of the others only intervals: log of density of the former times probability
 * of the latter. The intervals are taken one after the other, each number drawn within its own given the ones before (the
 * GHK simulator: J. Geweke 1991, V. Hajivassiliou and D. McFadden 1998, M. Keane 1994): the mean of the products of the
 * conditional probabilities is the probability, without bias. Draws come in antithetic pairs.
 */
export class BoxProbability {
  readonly #factor: Float64Array;
  readonly #size: number;

  /**
   * @param correlation row-major, of the known ones first
   * @throws ComputationError if it is not positive definite
   */
  constructor(correlation: Float64Array, size: number) {
    this.#factor = correlation.slice();
    this.#size = size;
    if (!factorize(this.#factor, size)) {
      throw new ComputationError(
        `Expected a positive definite latent correlation of ${size} columns, got one that is singular in double precision. Shrink it more.`,
      );
    }
  }

  /** @param pairs of draws, for rows with two or more intervals */
  logProbability({ known, low, high }: BoxRow, pairs: number, random: Random): BoxEstimate {
    const factor = this.#factor;
    const size = this.#size;
    const first = known.length;
    const noise = new Float64Array(size);
    let logDensity = 0;
    for (let i = 0; i < first; i++) {
      let rest = known[i];
      for (let k = 0; k < i; k++) rest -= factor[i * size + k] * noise[k];
      noise[i] = rest / factor[i * size + i];
      logDensity -= 0.5 * (LOG_TWO_PI + noise[i] * noise[i]) + log(factor[i * size + i]);
    }
    const intervals = size - first;
    if (intervals === 0) return { logValue: logDensity, standardError: 0 };
    const uniforms = new Float64Array(intervals);
    const draw = (mirrored: boolean): number => {
      let product = 1;
      for (let d = 0; d < intervals; d++) {
        const i = first + d;
        let mean = 0;
        for (let k = 0; k < i; k++) mean += factor[i * size + k] * noise[k];
        const scale = factor[i * size + i];
        let a = (low[d] - mean) / scale;
        let b = (high[d] - mean) / scale;
        // In the upper tail probabilities are differences of numbers near 1: turn it round.
        const turned = a > 0;
        if (turned) [a, b] = [-b, -a];
        const below = normalCdf(a);
        const mass = normalCdf(b) - below;
        product *= mass;
        if (product === 0) return 0;
        if (d === intervals - 1) break;
        const u = mirrored !== turned ? 1 - uniforms[d] : uniforms[d];
        const z = Math.min(Math.max(normalQuantile(below + u * mass), a), b);
        noise[i] = turned ? -z : z;
      }
      return product;
    };
    if (intervals === 1) return { logValue: logDensity + log(draw(false)), standardError: 0 };
    let [sum, squares] = [0, 0];
    for (let pair = 0; pair < pairs; pair++) {
      for (let d = 0; d < intervals; d++) uniforms[d] = random.uniform();
      const value = 0.5 * (draw(false) + draw(true));
      sum += value;
      squares += value * value;
    }
    const mean = sum / pairs;
    if (mean === 0) return { logValue: Number.NEGATIVE_INFINITY, standardError: 0 };
    const variance = Math.max(squares / pairs - mean * mean, 0) / (pairs - 1);
    const standardError = Math.sqrt(variance) / mean;
    return { logValue: logDensity + log(mean) + 0.5 * standardError ** 2, standardError };
  }
}
