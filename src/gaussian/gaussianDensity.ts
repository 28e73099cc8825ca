/**
 * A multivariate Gaussian as a baseline: every baseline here ends in one, whatever its covariance was fitted with.
 */

import type { Dataset } from "../data/dataset.ts";
import { requireTable } from "../data/requireTable.ts";
import { factorize, logDeterminant, solveLower } from "../numeric/cholesky.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { type Random, requireDraws } from "../numeric/random.ts";
import type { DensityBaseline } from "./densityBaseline.ts";

const LOG_TWO_PI = log(2 * Math.PI);

/**
 * N(mean, covariance) over named columns, in raw units.
 *
 * @example
 * const gaussian = new GaussianDensity("unit", ["x"], Float64Array.of(0), Float64Array.of(1), 2);
 * gaussian.logLikelihood({ columns: ["x"], rowCount: 1, values: Float64Array.of(0) }); // [-0.9189385332046727]
 */
export class GaussianDensity implements DensityBaseline {
  readonly name: string;
  readonly columns: readonly string[];
  /** Raw units, one per column. */
  readonly mean: Float64Array;
  /** Raw units, row-major columns x columns. */
  readonly covariance: Float64Array;
  readonly parameters: number;
  readonly #factor: Float64Array;
  readonly #logNormalizer: number;

  /**
   * @throws InputError if the covariance is not positive definite
   */
  constructor(
    name: string,
    columns: readonly string[],
    mean: Float64Array,
    covariance: Float64Array,
    parameters: number,
  ) {
    const width = columns.length;
    this.name = name;
    this.columns = [...columns];
    this.mean = mean;
    this.covariance = covariance;
    this.parameters = parameters;
    this.#factor = covariance.slice();
    if (!factorize(this.#factor, width)) {
      throw new InputError(
        `Expected a positive definite covariance of ${width} columns for "${name}", got a singular one. Drop columns that others determine, or shrink the covariance.`,
      );
    }
    this.#logNormalizer = -0.5 * (width * LOG_TWO_PI + logDeterminant(this.#factor, width));
  }

  logLikelihood(data: Dataset): Float64Array {
    requireTable(data);
    this.#checkColumns(data);
    const width = this.columns.length;
    const result = new Float64Array(data.rowCount);
    const deviation = new Float64Array(width);
    for (let row = 0; row < data.rowCount; row++) {
      for (let j = 0; j < width; j++) deviation[j] = data.values[row * width + j] - this.mean[j];
      solveLower(this.#factor, width, deviation);
      let squares = 0;
      for (let j = 0; j < width; j++) squares += deviation[j] * deviation[j];
      result[row] = this.#logNormalizer - 0.5 * squares;
    }
    return result;
  }

  sample(count: number, random: Random): Dataset {
    requireDraws(count, random);
    const width = this.columns.length;
    const values = new Float64Array(count * width);
    const noise = new Float64Array(width);
    for (let row = 0; row < count; row++) {
      for (let j = 0; j < width; j++) noise[j] = random.normal();
      for (let j = 0; j < width; j++) {
        let sum = this.mean[j];
        for (let k = 0; k <= j; k++) sum += this.#factor[j * width + k] * noise[k];
        values[row * width + j] = sum;
      }
    }
    return { columns: this.columns, rowCount: count, values };
  }

  #checkColumns(data: Dataset): void {
    const width = this.columns.length;
    if (data.columns.length !== width || data.values.length !== data.rowCount * width) {
      throw new InputError(
        `Expected rows of ${width} columns for "${this.name}", got ${data.columns.length} columns and ${data.values.length} values in ${data.rowCount} rows. Use the columns of the training rows.`,
      );
    }
    const wrong = this.columns.findIndex((column, j) => column !== data.columns[j]);
    if (wrong >= 0) {
      throw new InputError(
        `Expected column ${wrong + 1} to be "${this.columns[wrong]}", got "${data.columns[wrong]}". Use the columns of the training rows, in the same order.`,
      );
    }
  }
}
