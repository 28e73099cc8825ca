import { CholeskyDecomposition, type Matrix } from "ml-matrix";
import { log } from "../numeric/elementary.ts";
import { ComputationError } from "../numeric/errors.ts";

/** log(2 pi). */
export const LOG_TWO_PI = 1.8378770664093453;

/** A normal distribution of several variables with a fixed mean and covariance, through the Cholesky factor of the latter. */
export class MultivariateNormal {
  readonly #mean: Float64Array;
  /** The lower triangle of the factor row by row, the diagonal inverted. */
  readonly #factor: Float64Array;
  readonly #logDeterminant: number;

  /** @throws ComputationError if the covariance is not positive definite */
  constructor(mean: Float64Array, covariance: Matrix) {
    const cholesky = new CholeskyDecomposition(covariance);
    if (!cholesky.isPositiveDefinite()) {
      throw new ComputationError(
        `Expected a positive definite covariance of ${mean.length} variables, got one that is singular in double precision. Rescale the variables or enlarge the smallest variances.`,
      );
    }
    const lower = cholesky.lowerTriangularMatrix;
    this.#mean = mean;
    this.#factor = new Float64Array((mean.length * (mean.length + 1)) / 2);
    let logDeterminant = 0;
    for (let i = 0, at = 0; i < mean.length; i++) {
      for (let j = 0; j < i; j++) this.#factor[at++] = lower.get(i, j);
      this.#factor[at++] = 1 / lower.get(i, i);
      logDeterminant += 2 * log(lower.get(i, i));
    }
    this.#logDeterminant = logDeterminant;
  }

  /** The differential entropy in nats. */
  entropy(): number {
    return 0.5 * (this.#mean.length * (1 + LOG_TWO_PI) + this.#logDeterminant);
  }

  /** The log-density of every row of a row-major table, in nats. */
  logDensity(values: Float64Array, rowCount: number): Float64Array {
    const size = this.#mean.length;
    const factor = this.#factor;
    const constant = -0.5 * (size * LOG_TWO_PI + this.#logDeterminant);
    const whitened = new Float64Array(size);
    const result = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      let squares = 0;
      for (let i = 0, at = 0; i < size; i++) {
        let rest = values[row * size + i] - this.#mean[i];
        for (let j = 0; j < i; j++) rest -= factor[at++] * whitened[j];
        rest *= factor[at++];
        whitened[i] = rest;
        squares += rest * rest;
      }
      result[row] = constant - 0.5 * squares;
    }
    return result;
  }
}
