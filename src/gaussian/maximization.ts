/**
 * The M-step of EM for a linear-Gaussian network: one small regression per node, plain or with a prior.
 */

import { log } from "../numeric/elementary.ts";
import type { RegressionGraph } from "./regressionGraph.ts";
import { RegressionKernels } from "./regressionKernels.ts";
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
  readonly #kernels: RegressionKernels;
  /** Places of the moments, of the latents' scales, of doubtful arcs (0 without them) and of one node's regression. */
  readonly #moments: number;
  readonly #scale: number;
  readonly #doubtful: number;
  readonly #normal: number;
  readonly #solution: number;
  /** Places of the moments of two measured nodes of one family. */
  #measured: Int32Array | undefined;

  constructor(graph: RegressionGraph, prior: RegressionPrior, rowCount: number) {
    const { size, mostParents } = graph;
    const kernels = RegressionKernels.of(graph);
    this.#graph = graph;
    this.#prior = prior;
    this.#rowCount = rowCount;
    this.#kernels = kernels;
    this.#moments = kernels.room(size * size);
    this.#scale = kernels.room(size);
    this.#doubtful = prior.doubtful ? kernels.engine.storeIntegers(prior.doubtful.arcs) : 0;
    this.#normal = kernels.room(mostParents * (mostParents + 1));
    this.#solution = kernels.room(2 * mostParents);
    kernels.engine.doubles(this.#scale, size).fill(1);
  }

  /**
   * Overwrites coefficients and variances by the regressions that the expected moments ask for. Latents are first
   * rescaled to variance 1, which changes nothing in the likelihood but gives the prior a unit to speak in.
   *
   * @param pairs where only these entries of the moments are given, beside those of observed nodes
   */
  update(
    moments: Float64Array,
    coefficients: Float64Array,
    variances: Float64Array,
    pairs?: FamilyPairs,
  ): void {
    const { size, observedCount } = this.#graph;
    const { precision, rows, squares, doubtful } = this.#prior;
    const kernels = this.#kernels;
    const { rescaleLatents, regressAll } = kernels.engine.kernels;
    const own = kernels.engine.doubles(this.#moments, size * size);
    kernels.give(coefficients, variances);
    if (pairs) {
      this.#takeFamilies(own, moments, pairs);
      this.#rescaleFamilies(own, pairs);
    } else {
      own.set(moments);
      rescaleLatents(this.#moments, kernels.variances, this.#scale, size, observedCount);
    }
    regressAll(
      kernels.coefficients,
      kernels.variances,
      this.#moments,
      size,
      kernels.starts,
      kernels.parents,
      this.#doubtful,
      this.#normal,
      this.#solution,
      precision,
      doubtful?.precision ?? 0,
      rows,
      squares,
      this.#rowCount,
      LEAST_VARIANCE,
    );
    kernels.take(coefficients, variances);
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

  /** Of a large network the moments of all nodes are many, those within its families few. */
  #takeFamilies(own: Float64Array, moments: Float64Array, { first, second }: FamilyPairs): void {
    const { size } = this.#graph;
    this.#measured ??= measuredPairs(this.#graph);
    for (const place of this.#measured) own[place] = moments[place];
    for (let p = 0; p < first.length; p++) {
      const place = first[p] * size + second[p];
      const mirrored = second[p] * size + first[p];
      own[place] = moments[place];
      own[mirrored] = moments[mirrored];
    }
  }

  #rescaleFamilies(moments: Float64Array, { first, second }: FamilyPairs): void {
    const { size, observedCount } = this.#graph;
    const { engine, variances } = this.#kernels;
    const scale = engine.doubles(this.#scale, size);
    const noise = engine.doubles(variances, size);
    for (let node = observedCount; node < size; node++) {
      scale[node] = 1 / Math.sqrt(moments[node * size + node]);
      noise[node] *= scale[node] * scale[node];
    }
    for (let p = 0; p < first.length; p++) {
      const product = scale[first[p]] * scale[second[p]];
      moments[first[p] * size + second[p]] *= product;
      if (first[p] !== second[p]) moments[second[p] * size + first[p]] *= product;
    }
  }
}

function measuredPairs({ size, observedCount, starts, parents }: RegressionGraph): Int32Array {
  const places = new Set<number>();
  for (let node = 0; node < size; node++) {
    const family = [node, ...parents.subarray(starts[node], starts[node + 1])];
    const measured = family.filter((member) => member < observedCount);
    for (const one of measured) for (const other of measured) places.add(one * size + other);
  }
  return Int32Array.from(places);
}
