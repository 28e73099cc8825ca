/**
 * The M-step of EM for a linear-Gaussian network: one small regression per node, plain or with a prior.
 */

import { solveSemidefinite } from "../numeric/cholesky.ts";
import { log } from "../numeric/elementary.ts";
import type { RegressionGraph } from "./regressionGraph.ts";
import type { FamilyPairs } from "./sparseExpectation.ts";

/**
 * A prior on every regression, in units in which every variable has mean 0 and variance 1. Coefficients are
 * N(0, 1 / precision), whatever the sign or the scale a latent variable would otherwise have; a residual variance counts
 * as if it had been seen in `rows` further rows, with `squares` as their sum of squares.
 */
export interface RegressionPrior {
  readonly precision: number;
  readonly rows: number;
  readonly squares: number;
  /** Arcs that the network lacks; `precision` is not theirs. */
  readonly doubtful?: DoubtfulPrior;
}

/**
 * Cauchy priors on the coefficients of some arcs: density proportional to 1 / (1 + precision * w^2). Near 0 they hold a
 * coefficient as tightly as a normal prior of twice this precision, but one that data insist on they let go: a missing arc
 * comes back at its full strength while hundreds of needless ones stay at next to nothing.
 */
export interface DoubtfulPrior {
  /** 1 for doubtful arcs, aligned with the regression graph's parents. */
  readonly arcs: Uint8Array;
  readonly precision: number;
}

/** No prior: maximum likelihood. */
export const NO_PRIOR: RegressionPrior = { precision: 0, rows: 0, squares: 0 };

/**
 * Residual variances stay above this share of a variable's variance: where the likelihood has no maximum (a column that
 * its parents determine), EM would otherwise run into a singular covariance.
 */
const LEAST_VARIANCE = 1e-6;

/** The M-step with its buffers. */
export class Maximization {
  readonly #graph: RegressionGraph;
  readonly #prior: RegressionPrior;
  readonly #rowCount: number;
  readonly #normal: Float64Array;
  readonly #solution: Float64Array;
  readonly #scale: Float64Array;

  constructor(graph: RegressionGraph, prior: RegressionPrior, rowCount: number) {
    this.#graph = graph;
    this.#prior = prior;
    this.#rowCount = rowCount;
    this.#normal = new Float64Array(graph.mostParents * graph.mostParents);
    this.#solution = new Float64Array(graph.mostParents);
    this.#scale = new Float64Array(graph.size).fill(1);
  }

  /**
   * Overwrites coefficients and variances by the regressions that the expected moments ask for. Latents are first
   * rescaled to variance 1, which changes nothing in the likelihood but gives the prior a unit to speak in; `moments` is
   * rescaled in place, all of it or only the given entries.
   */
  update(
    moments: Float64Array,
    coefficients: Float64Array,
    variances: Float64Array,
    pairs?: FamilyPairs,
  ): void {
    this.#rescaleLatents(moments, variances, pairs);
    for (let node = 0; node < this.#graph.size; node++) this.#regress(node, moments, coefficients, variances);
  }

  /** The log-density of the prior at these regressions in nats, up to a constant. */
  logDensity(coefficients: Float64Array, variances: Float64Array): number {
    const { precision, rows, squares, doubtful } = this.#prior;
    if (precision === 0 && rows === 0) return 0;
    let sum = 0;
    coefficients.forEach((coefficient, arc) => {
      const square = coefficient * coefficient;
      if (doubtful?.arcs[arc]) sum -= log(1 + doubtful.precision * square);
      else sum -= 0.5 * precision * square;
    });
    for (const variance of variances) sum -= 0.5 * (rows * log(variance) + squares / variance);
    return sum;
  }

  #rescaleLatents(moments: Float64Array, variances: Float64Array, pairs?: FamilyPairs): void {
    const { size, observedCount } = this.#graph;
    const scale = this.#scale;
    for (let node = observedCount; node < size; node++) {
      scale[node] = 1 / Math.sqrt(moments[node * size + node]);
      variances[node] *= scale[node] * scale[node];
    }
    if (pairs) {
      const { first, second } = pairs;
      for (let p = 0; p < first.length; p++) {
        const product = scale[first[p]] * scale[second[p]];
        moments[first[p] * size + second[p]] *= product;
        if (first[p] !== second[p]) moments[second[p] * size + first[p]] *= product;
      }
      return;
    }
    for (let i = 0; i < size; i++) {
      for (let j = i < observedCount ? observedCount : 0; j < size; j++) {
        moments[i * size + j] *= scale[i] * scale[j];
      }
    }
  }

  #regress(node: number, moments: Float64Array, coefficients: Float64Array, variances: Float64Array): void {
    const { size, starts, parents } = this.#graph;
    const { precision, rows, squares, doubtful } = this.#prior;
    const start = starts[node];
    const count = starts[node + 1] - start;
    const normal = this.#normal;
    const solution = this.#solution;
    // The prior's weight relative to the data depends on the noise, for which the last iteration's value stands in.
    const ridge = (precision * variances[node]) / this.#rowCount;
    for (let a = 0; a < count; a++) {
      const row = parents[start + a] * size;
      for (let b = 0; b <= a; b++) normal[a * count + b] = moments[row + parents[start + b]];
      normal[a * count + a] += doubtful?.arcs[start + a]
        ? (tangentPrecision(doubtful.precision, coefficients[start + a]) * variances[node]) / this.#rowCount
        : ridge;
      solution[a] = moments[row + node];
    }
    solveSemidefinite(normal, count, solution);
    let residual = moments[node * size + node];
    for (let a = 0; a < count; a++) {
      const row = parents[start + a] * size;
      let fitted = 0;
      for (let b = 0; b < count; b++) fitted += moments[row + parents[start + b]] * solution[b];
      residual += solution[a] * (fitted - 2 * moments[row + node]);
      coefficients[start + a] = solution[a];
    }
    const variance = (this.#rowCount * residual + squares) / (this.#rowCount + rows);
    variances[node] = Math.max(LEAST_VARIANCE, variance);
  }
}

/** Of the normal density that touches the Cauchy density from below at a coefficient: raising it raises the other as well. */
function tangentPrecision(precision: number, coefficient: number): number {
  return 2 / (1 / precision + coefficient * coefficient);
}
