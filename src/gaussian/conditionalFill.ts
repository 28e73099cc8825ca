import type { Dataset } from "../data/index.ts";
import { factorize, solveLower, solveLowerTransposed } from "../numeric/cholesky.ts";
import { InputError } from "../numeric/errors.ts";
import type { FillDistribution } from "./fillDistribution.ts";

/** The missing values of one row given its present ones: N(mean, L L^T) in the order of `missing`. */
export interface ConditionalNormal {
  readonly missing: readonly number[];
  readonly mean: Float64Array;
  /** The lower triangle L of the covariance's Cholesky factor, row-major. */
  readonly factor: Float64Array;
}

/** Conditions a fill distribution on what is there, row by row. */
export class ConditionalFill {
  readonly #mean: Float64Array;
  readonly #precision: Float64Array;
  readonly #width: number;

  /** @throws InputError where the covariance is not positive definite or the lengths do not fit. */
  constructor({ mean, covariance }: FillDistribution) {
    const width = mean.length;
    const factor = covariance.slice();
    if (covariance.length !== width * width || !mean.every(Number.isFinite) || !factorize(factor, width)) {
      throw new InputError(
        `Expected a positive definite covariance of ${width} columns to fill missing values from, got ${covariance.length} numbers that are none. Train the model again.`,
      );
    }
    this.#mean = mean;
    this.#width = width;
    this.#precision = new Float64Array(width * width);
    for (let j = 0; j < width; j++) {
      this.#precision[j * width + j] = 1;
      solveLower(factor, width, this.#precision, j * width);
      solveLowerTransposed(factor, width, this.#precision, j * width);
    }
  }

  /**
   * Of the values of `row` (NaN: missing) at `offset`. With P the precision matrix: mean mu_m - P_mm^-1 P_mo (x_o - mu_o),
   * covariance P_mm^-1. `rank` orders the missing values in the result: higher ranks come first.
   */
  condition(values: Float64Array, offset: number, rank?: Uint8Array): ConditionalNormal {
    const width = this.#width;
    const precision = this.#precision;
    const missing: number[] = [];
    for (let j = 0; j < width; j++) if (Number.isNaN(values[offset + j])) missing.push(j);
    if (rank) missing.sort((a, b) => rank[b] - rank[a] || a - b);
    const m = missing.length;
    const mean = new Float64Array(m);
    for (let a = 0; a < m; a++) {
      const row = missing[a] * width;
      for (let j = 0; j < width; j++) {
        const value = values[offset + j];
        if (!Number.isNaN(value)) mean[a] -= precision[row + j] * (value - this.#mean[j]);
      }
    }
    const block = new Float64Array(m * m);
    for (let a = 0; a < m; a++)
      for (let b = 0; b <= a; b++) block[a * m + b] = precision[missing[a] * width + missing[b]];
    factorize(block, m);
    solveLower(block, m, mean);
    solveLowerTransposed(block, m, mean);
    const factor = new Float64Array(m * m);
    for (let a = 0; a < m; a++) {
      factor[a * m + a] = 1;
      solveLower(block, m, factor, a * m);
      solveLowerTransposed(block, m, factor, a * m);
    }
    factorize(factor, m);
    return { missing, mean: mean.map((value, a) => value + this.#mean[missing[a]]), factor };
  }

  /** The rows with conditional means in the gaps. */
  fill(data: Dataset): Dataset {
    const width = this.#width;
    const values = data.values.slice();
    for (let row = 0; row < data.rowCount; row++) {
      const at = row * width;
      let gap = false;
      for (let j = at; j < at + width; j++) gap ||= Number.isNaN(data.values[j]);
      if (!gap) continue;
      const { missing, mean } = this.condition(data.values, at);
      missing.forEach((column, a) => {
        values[at + column] = mean[a];
      });
    }
    return { columns: data.columns, rowCount: data.rowCount, values };
  }
}
