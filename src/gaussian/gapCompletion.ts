/**
 * Expected first and second moments of normal rows with missing values, given what is there: the part of EM's E-step
 * that differs from row to row.
 */

import { factorize, logDeterminant, solveLower, solveLowerTransposed } from "../numeric/cholesky.ts";
import { ComputationError } from "../numeric/errors.ts";

interface Pattern {
  readonly missing: readonly number[];
  readonly rows: number[];
}

export interface CompletedMoments {
  /** Expected mean of every column. */
  readonly mean: Float64Array;
  /** Expected second moments about that mean, row-major. */
  readonly covariance: Float64Array;
  /** Mean log-density of what is there, nats a row, without the constant -(present values) / 2 log(2 pi). */
  readonly logDensity: number;
}

/** Rows of `width` columns grouped by which values are missing (NaN). */
export class GapCompletion {
  readonly #values: Float64Array;
  readonly #width: number;
  readonly #patterns: readonly Pattern[];
  readonly rowCount: number;
  /** Multiplications of one call, roughly. */
  readonly work: number;

  constructor(values: Float64Array, width: number) {
    this.#values = values;
    this.#width = width;
    this.rowCount = values.length / width;
    const patterns = new Map<string, Pattern>();
    for (let row = 0; row < this.rowCount; row++) {
      const missing: number[] = [];
      for (let j = 0; j < width; j++) if (Number.isNaN(values[row * width + j])) missing.push(j);
      const key = missing.join();
      const pattern = patterns.get(key) ?? { missing, rows: [] };
      pattern.rows.push(row);
      patterns.set(key, pattern);
    }
    this.#patterns = [...patterns.values()];
    let work = width ** 3;
    for (const { missing, rows } of this.#patterns)
      work += missing.length ** 3 + 2 * rows.length * width ** 2;
    this.work = work;
  }

  /**
   * Fills every row with its conditional mean under N(mean, covariance) and adds the conditional covariance. With P the
   * precision matrix, the missing part m of a row has covariance P_mm^-1 and mean mu_m - P_mm^-1 P_mo (x_o - mu_o).
   *
   * @throws ComputationError if the covariance is singular
   */
  complete(mean: Float64Array, covariance: Float64Array): CompletedMoments {
    const width = this.#width;
    const { precision, logDeterminant: whole } = invert(covariance, width);
    const shift = new Float64Array(width);
    const moments = new Float64Array(width * width);
    const deviation = new Float64Array(width);
    let density = 0;
    for (const { missing, rows } of this.#patterns) {
      const m = missing.length;
      const block = new Float64Array(m * m);
      for (let a = 0; a < m; a++)
        for (let b = 0; b <= a; b++) block[a * m + b] = precision[missing[a] * width + missing[b]];
      if (!factorize(block, m)) throw singular();
      density -= 0.5 * rows.length * (whole + logDeterminant(block, m));
      this.#addConditional(moments, block, missing, rows.length);
      const right = new Float64Array(m);
      for (const row of rows) {
        for (let j = 0; j < width; j++) {
          const value = this.#values[row * width + j];
          deviation[j] = Number.isNaN(value) ? 0 : value - mean[j];
        }
        for (let a = 0; a < m; a++) {
          let sum = 0;
          for (let j = 0; j < width; j++) sum -= precision[missing[a] * width + j] * deviation[j];
          right[a] = sum;
        }
        solveLower(block, m, right);
        solveLowerTransposed(block, m, right);
        for (let a = 0; a < m; a++) deviation[missing[a]] = right[a];
        for (let i = 0; i < width; i++) {
          const value = deviation[i];
          shift[i] += value;
          let product = 0;
          for (let j = 0; j < width; j++) {
            moments[i * width + j] += value * deviation[j];
            product += precision[i * width + j] * deviation[j];
          }
          // At the conditional mean the quadratic form of the whole row is that of its present part.
          density -= 0.5 * value * product;
        }
      }
    }
    const n = this.rowCount;
    for (let i = 0; i < width; i++) shift[i] /= n;
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++)
        moments[i * width + j] = moments[i * width + j] / n - shift[i] * shift[j];
    return {
      mean: mean.map((value, j) => value + shift[j]),
      covariance: moments,
      logDensity: density / n,
    };
  }

  #addConditional(
    moments: Float64Array,
    factor: Float64Array,
    missing: readonly number[],
    count: number,
  ): void {
    const m = missing.length;
    const column = new Float64Array(m);
    for (let b = 0; b < m; b++) {
      column.fill(0);
      column[b] = 1;
      solveLower(factor, m, column);
      solveLowerTransposed(factor, m, column);
      for (let a = 0; a < m; a++) moments[missing[a] * this.#width + missing[b]] += count * column[a];
    }
  }
}

function invert(covariance: Float64Array, size: number): { precision: Float64Array; logDeterminant: number } {
  const factor = covariance.slice();
  if (!factorize(factor, size)) throw singular();
  const precision = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const at = j * size;
    precision[at + j] = 1;
    solveLower(factor, size, precision, at);
    solveLowerTransposed(factor, size, precision, at);
  }
  return { precision, logDeterminant: logDeterminant(factor, size) };
}

const singular = () =>
  new ComputationError(
    "Expected a positive definite covariance of the observed columns, got a singular one while filling in missing values. Drop columns that others determine.",
  );
