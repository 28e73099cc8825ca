/**
 * The E-step of EM for a linear-Gaussian network: what the latent variables' second moments are, given the observed ones.
 */

import { logDeterminant, traceOfQuotient } from "../numeric/cholesky.ts";
import { ComputationError } from "../numeric/errors.ts";
import type { RegressionGraph } from "./regressionGraph.ts";
import { RegressionKernels } from "./regressionKernels.ts";

/** Buffers and results of the E-step, reused by every iteration. */
export class Expectation {
  readonly #graph: RegressionGraph;
  readonly #kernels: RegressionKernels;
  #observed: Float64Array;
  /** Places of the moments, the implied covariance and the factor of its observed block. */
  readonly #moments: number;
  readonly #covariance: number;
  readonly #factor: number;
  /** Places of B', and of how far B M is from S_zo; both [observed x latents]. */
  readonly #projection: number;
  readonly #change: number;
  readonly #sums: number;

  /**
   * @param observed second moments of the observed nodes about their means, row-major
   */
  constructor(graph: RegressionGraph, observed: Float64Array) {
    const { size, observedCount } = graph;
    const latentCount = size - observedCount;
    const kernels = RegressionKernels.of(graph);
    this.#graph = graph;
    this.#kernels = kernels;
    this.#moments = kernels.room(size * size);
    this.#covariance = kernels.room(size * size);
    this.#factor = kernels.room(observedCount * observedCount);
    this.#projection = kernels.room(latentCount * observedCount);
    this.#change = kernels.room(latentCount * observedCount);
    this.#sums = kernels.room(latentCount);
    this.#observed = observed;
    this.observe(observed);
  }

  /** Expected second moments of all nodes, row-major size x size, in the order of the regression graph; a view to be used at once. */
  get moments(): Float64Array {
    const { size } = this.#graph;
    return this.#kernels.engine.doubles(this.#moments, size * size);
  }

  /** Replaces the second moments of the observed nodes, which are themselves expectations where values are missing. */
  observe(observed: Float64Array): void {
    const { size, observedCount } = this.#graph;
    const { moments } = this;
    this.#observed = observed;
    for (let i = 0; i < observedCount; i++) {
      for (let j = 0; j < observedCount; j++) moments[i * size + j] = observed[i * observedCount + j];
    }
  }

  /**
   * Conditions on the observed nodes under the given regressions. Must come before `update` and `meanLogDensity`.
   *
   * @throws ComputationError if the implied covariance of the observed nodes is numerically singular
   */
  condition(coefficients: Float64Array, variances: Float64Array): void {
    const { size, observedCount } = this.#graph;
    const kernels = this.#kernels;
    kernels.give(coefficients, variances);
    const { impliedCovariance, factorizeBlock } = kernels.engine.kernels;
    impliedCovariance(
      this.#covariance,
      size,
      kernels.coefficients,
      kernels.variances,
      kernels.order,
      kernels.starts,
      kernels.parents,
    );
    if (factorizeBlock(this.#factor, observedCount, this.#covariance, size) === 0) {
      throw new ComputationError(
        'Expected regressions with a positive definite covariance of the observed nodes, got a singular one during EM. Use kind "map", or drop columns that others determine.',
      );
    }
  }

  /** Log-density of the observed moments, nats per row in standardized units, without the constant -D/2 log(2 pi). */
  meanLogDensity(): number {
    const width = this.#graph.observedCount;
    const factor = this.#kernels.engine.doubles(this.#factor, width * width);
    return -0.5 * (logDeterminant(factor, width) + traceOfQuotient(factor, width, this.#observed));
  }

  /**
   * Fills `moments`. With B = S_zo S_oo^-1 under the model and M the observed moments:
   * E[z x'] = B M and E[z z'] = S_zz - B S_oz + B M B'.
   */
  update(): void {
    const { size, observedCount } = this.#graph;
    this.#kernels.engine.kernels.expectedMoments(
      this.#moments,
      this.#covariance,
      this.#factor,
      size,
      observedCount,
      this.#projection,
      this.#change,
      this.#sums,
    );
  }
}
