/**
 * The multivariate normal distribution given its mean and covariance.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { log } from "../numeric/elementary.ts";
import { ComputationError } from "../numeric/errors.ts";

const LOG_TWO_PI = 1.8378770664093453;

/** Row-major square part of a row-major square matrix, `indices` both as rows and columns. */
export function principalSubmatrix(
  matrix: Float64Array,
  size: number,
  indices: readonly number[],
): Float64Array {
  return submatrix(matrix, size, indices, indices);
}

/** Row-major part of a row-major matrix with `width` columns. */
export function submatrix(
  matrix: Float64Array,
  width: number,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  const part = new Float64Array(rows.length * columns.length);
  let next = 0;
  for (const row of rows) for (const column of columns) part[next++] = matrix[row * width + column];
  return part;
}

/** An ml-matrix view of row-major values (copied). */
export function toMatrix(values: Float64Array, rows: number, columns: number): Matrix {
  const matrix = Matrix.zeros(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) matrix.set(i, j, values[i * columns + j]);
  }
  return matrix;
}

/**
 * The Cholesky decomposition of a covariance.
 *
 * @param values row-major, size x size
 * @throws ComputationError if the matrix is not positive definite to working precision
 */
export function factorizeCovariance(values: Float64Array, size: number): CholeskyDecomposition {
  const factor = new CholeskyDecomposition(toMatrix(values, size, size));
  if (!factor.isPositiveDefinite()) {
    throw new ComputationError(
      `Expected a positive definite covariance of ${size} variables, got one that is singular to working precision. Give the nodes larger variances, or leave out a variable that the others determine.`,
    );
  }
  return factor;
}

/** A normal distribution over `size` variables, ready to score rows. */
export class MultivariateNormal {
  readonly size: number;
  readonly #mean: Float64Array;
  /** The lower Cholesky factor, packed row by row, with the reciprocals of its diagonal. */
  readonly #factor: Float64Array;
  readonly #halfLogDeterminant: number;

  /**
   * @param covariance row-major, size x size
   * @throws ComputationError if the covariance is not positive definite to working precision
   */
  constructor(mean: Float64Array, covariance: Float64Array) {
    const size = mean.length;
    const lower = factorizeCovariance(covariance, size).lowerTriangularMatrix;
    this.size = size;
    this.#mean = mean;
    this.#factor = new Float64Array((size * (size + 1)) / 2);
    let halfLogDeterminant = 0;
    let next = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) this.#factor[next++] = lower.get(i, j);
      this.#factor[next++] = 1 / lower.get(i, i);
      halfLogDeterminant += log(lower.get(i, i));
    }
    this.#halfLogDeterminant = halfLogDeterminant;
  }

  /** The differential entropy, in nats. */
  entropy(): number {
    return 0.5 * this.size * (1 + LOG_TWO_PI) + this.#halfLogDeterminant;
  }

  /** The log-density, in nats, of each row of a row-major table with `size` columns. */
  logDensity(values: Float64Array): Float64Array {
    const { size } = this;
    const constant = -0.5 * size * LOG_TWO_PI - this.#halfLogDeterminant;
    const whitened = new Float64Array(size);
    const result = new Float64Array(size === 0 ? 0 : values.length / size);
    for (let row = 0; row < result.length; row++) {
      let square = 0;
      let next = 0;
      for (let i = 0; i < size; i++) {
        let rest = values[row * size + i] - this.#mean[i];
        for (let j = 0; j < i; j++) rest -= this.#factor[next++] * whitened[j];
        rest *= this.#factor[next++];
        whitened[i] = rest;
        square += rest * rest;
      }
      result[row] = constant - 0.5 * square;
    }
    return result;
  }
}
