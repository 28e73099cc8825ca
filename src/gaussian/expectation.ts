/**
 * The E-step of EM for a linear-Gaussian network: what the latent variables' second moments are, given the observed ones.
 */

import { factorize, logDeterminant, solveColumns, traceOfQuotient } from "../numeric/cholesky.ts";
import { ComputationError } from "../numeric/errors.ts";
import { addWeightedRows } from "../numeric/weightedRows.ts";
import { impliedCovariance, type RegressionGraph } from "./regressionGraph.ts";

/** Buffers and results of the E-step, reused by every iteration. */
export class Expectation {
  readonly #graph: RegressionGraph;
  #observed: Float64Array;
  readonly #covariance: Float64Array;
  readonly #factor: Float64Array;
  /** B', and how far B M is from S_zo; both [observed x latents]. */
  readonly #projection: Float64Array;
  readonly #change: Float64Array;
  readonly #sums: Float64Array;
  /** Expected second moments of all nodes, row-major size x size, in the order of the regression graph. */
  readonly moments: Float64Array;

  /**
   * @param observed second moments of the observed nodes about their means, row-major
   */
  constructor(graph: RegressionGraph, observed: Float64Array) {
    const { size, observedCount } = graph;
    this.#graph = graph;
    this.#covariance = new Float64Array(size * size);
    this.#factor = new Float64Array(observedCount * observedCount);
    this.#projection = new Float64Array((size - observedCount) * observedCount);
    this.#change = new Float64Array((size - observedCount) * observedCount);
    this.#sums = new Float64Array(size - observedCount);
    this.moments = new Float64Array(size * size);
    this.#observed = observed;
    this.observe(observed);
  }

  /** Replaces the second moments of the observed nodes, which are themselves expectations where values are missing. */
  observe(observed: Float64Array): void {
    const { size, observedCount } = this.#graph;
    this.#observed = observed;
    for (let i = 0; i < observedCount; i++) {
      for (let j = 0; j < observedCount; j++) {
        this.moments[i * size + j] = observed[i * observedCount + j];
      }
    }
  }

  /**
   * Conditions on the observed nodes under the given regressions. Must come before `update` and `meanLogDensity`.
   *
   * @throws ComputationError if the implied covariance of the observed nodes is numerically singular
   */
  condition(coefficients: Float64Array, variances: Float64Array): void {
    const { size, observedCount } = this.#graph;
    impliedCovariance(this.#graph, coefficients, variances, this.#covariance);
    for (let i = 0; i < observedCount; i++) {
      for (let j = 0; j <= i; j++) {
        this.#factor[i * observedCount + j] = this.#covariance[i * size + j];
      }
    }
    if (!factorize(this.#factor, observedCount)) {
      throw new ComputationError(
        'Expected regressions with a positive definite covariance of the observed nodes, got a singular one during EM. Use kind "map", or drop columns that others determine.',
      );
    }
  }

  /** Log-density of the observed moments, nats per row in standardized units, without the constant -D/2 log(2 pi). */
  meanLogDensity(): number {
    const width = this.#graph.observedCount;
    return (
      -0.5 * (logDeterminant(this.#factor, width) + traceOfQuotient(this.#factor, width, this.#observed))
    );
  }

  /**
   * Fills `moments`. With B = S_zo S_oo^-1 under the model and M the observed moments:
   * E[z x'] = B M and E[z z'] = S_zz - B S_oz + B M B'.
   */
  update(): void {
    const { size, observedCount: width } = this.#graph;
    const count = size - width;
    const { moments } = this;
    const covariance = this.#covariance;
    const observed = this.#observed;
    const projection = this.#projection;
    const change = this.#change;
    const sums = this.#sums;
    for (let j = 0; j < width; j++) {
      for (let k = 0; k < count; k++) projection[j * count + k] = covariance[(width + k) * size + j];
    }
    solveColumns(this.#factor, width, projection, count);
    const projections = { values: projection, first: 0, step: count };
    // Latents innermost, in all loops: their sums do not wait for each other.
    for (let j = 0; j < width; j++) {
      sums.fill(0);
      const observedOfOne = { values: observed, first: j * width, step: 1 };
      addWeightedRows(sums, 0, count, projections, observedOfOne, width, 1);
      for (let k = 0; k < count; k++) {
        const sum = sums[k];
        moments[(width + k) * size + j] = sum;
        moments[j * size + width + k] = sum;
        change[j * count + k] = sum - covariance[(width + k) * size + j];
      }
    }
    for (let k = 0; k < count; k++) {
      const row = (width + k) * size + width;
      for (let l = 0; l <= k; l++) sums[l] = covariance[row + l];
      addWeightedRows(sums, 0, k + 1, projections, { values: change, first: k, step: count }, width, 1);
      for (let l = 0; l <= k; l++) {
        moments[row + l] = sums[l];
        moments[(width + l) * size + width + k] = sums[l];
      }
    }
  }
}
