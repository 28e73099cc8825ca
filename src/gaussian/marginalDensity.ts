import { factorize, logDeterminant, solveLower } from "../numeric/cholesky.ts";
import { ComputationError } from "../numeric/errors.ts";
import { ConditionalFill } from "./conditionalFill.ts";
import { LOG_TWO_PI } from "./multivariateNormal.ts";

/**
 * The log-density of rows under a normal distribution, of rows with gaps that of what is there.
 *
 * @example
 * const density = new MarginalDensity(Float64Array.of(0, 0), Float64Array.of(1, 0.5, 0.5, 1));
 * density.logDensity(Float64Array.of(0, Number.NaN), 1); // [-0.9189385332046727]
 */
export class MarginalDensity {
  readonly #mean: Float64Array;
  readonly #covariance: Float64Array;
  readonly #factor: Float64Array;
  readonly #logNormalizer: number;
  #fill: ConditionalFill | undefined;

  /**
   * @param covariance row-major, as many rows and columns as there are means
   * @throws ComputationError where it is not positive definite in double precision
   */
  constructor(mean: Float64Array, covariance: Float64Array) {
    const width = mean.length;
    this.#mean = mean;
    this.#covariance = covariance;
    this.#factor = covariance.slice();
    if (!factorize(this.#factor, width)) {
      throw new ComputationError(
        `Expected a positive definite covariance of ${width} variables, got one that is singular in double precision. Rescale the variables or enlarge the smallest variances.`,
      );
    }
    this.#logNormalizer = -0.5 * (width * LOG_TWO_PI + logDeterminant(this.#factor, width));
  }

  /** Nats, one for each row of the row-major table; NaN is missing, and a row without any value has 0. */
  logDensity(values: Float64Array, rowCount: number): Float64Array {
    const width = this.#mean.length;
    const result = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const own = values.slice(row * width, (row + 1) * width);
      let missing = 0;
      for (const value of own) if (Number.isNaN(value)) missing++;
      if (missing === 0) result[row] = this.#whole(own);
      else if (2 * missing > width) result[row] = this.#present(own);
      else result[row] = this.#withoutFilled(own);
    }
    return result;
  }

  #whole(values: Float64Array): number {
    const width = this.#mean.length;
    for (let j = 0; j < width; j++) values[j] -= this.#mean[j];
    solveLower(this.#factor, width, values);
    let squares = 0;
    for (const value of values) squares += value * value;
    return this.#logNormalizer - 0.5 * squares;
  }

  /** Through the covariance of what is there: the smaller matrix where little is. */
  #present(values: Float64Array): number {
    const width = this.#mean.length;
    const there: number[] = [];
    for (let j = 0; j < width; j++) if (!Number.isNaN(values[j])) there.push(j);
    const size = there.length;
    const factor = new Float64Array(size * size);
    for (let a = 0; a < size; a++)
      for (let b = 0; b <= a; b++) factor[a * size + b] = this.#covariance[there[a] * width + there[b]];
    // A part of a positive definite matrix is one too.
    factorize(factor, size);
    const rest = Float64Array.from(there, (j) => values[j] - this.#mean[j]);
    solveLower(factor, size, rest);
    let squares = 0;
    for (const value of rest) squares += value * value;
    return -0.5 * (size * LOG_TWO_PI + logDeterminant(factor, size) + squares);
  }

  /** p(there) = p(there, gaps) / p(gaps | there), at the gaps' conditional means. */
  #withoutFilled(values: Float64Array): number {
    this.#fill ??= new ConditionalFill({ mean: this.#mean, covariance: this.#covariance });
    const { missing, mean, factor } = this.#fill.condition(values, 0);
    missing.forEach((j, a) => {
      values[j] = mean[a];
    });
    const size = missing.length;
    return this.#whole(values) + 0.5 * (size * LOG_TWO_PI + logDeterminant(factor, size));
  }
}
