/** EM on rows in which values are missing, from given regressions on. */

import { type Dataset, takeRows } from "../data/index.ts";
import { type PresentMoments, presentMoments } from "../data/presentMoments.ts";
import type { Dag } from "../graph/dag.ts";
import type { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import { Expectation } from "./expectation.ts";
import { GapCompletion } from "./gapCompletion.ts";
import { type LinearGaussianFit, type RegressionValues, rawFit } from "./linearGaussianEm.ts";
import { Maximization, type RegressionPrior } from "./maximization.ts";
import { impliedCovariance, type RegressionGraph } from "./regressionGraph.ts";
import { type AnyExpectation, sparseExpectation } from "./sparseExpectation.ts";

/** More rows are not looked at: a fit of a few hundred numbers is as good from a random subset of this size. */
const MOST_ROWS = 5000;
/** Pairwise correlations need not fit together; drawn towards 0 they do well enough to start from. */
const PAIRWISE_SHRINKAGE = 0.1;
/** Iterations end early where they would need more multiplications than this. */
const MOST_WORK = 4e9;

/** Standardized rows grouped by what they lack, and the moments of what is there. */
export interface GappedRows {
  readonly moments: PresentMoments;
  readonly completion: GapCompletion;
}

/** @param random draws the subset where there are too many rows */
export function gappedRows(data: Dataset, random: Random): GappedRows {
  const rows =
    data.rowCount <= MOST_ROWS
      ? data
      : takeRows(data, random.permutation(data.rowCount).subarray(0, MOST_ROWS));
  // Scales come from all rows: a column of rare values may be empty in the subset.
  const moments = presentMoments(data);
  const width = data.columns.length;
  const values = rows.values.map(
    (value, at) => (value - moments.mean[at % width]) / moments.standardDeviation[at % width],
  );
  return { moments, completion: new GapCompletion(values, width) };
}

/** Pairwise correlations, row-major, drawn towards 0. */
export function shrunkCorrelation(correlation: Float64Array, width: number): Float64Array {
  return correlation.map((value, at) => (at % (width + 1) === 0 ? 1 : (1 - PAIRWISE_SHRINKAGE) * value));
}

/** How many iterations there is time for. */
export function gappedIterations(wanted: number, completion: GapCompletion): number {
  return Math.max(5, Math.min(wanted, Math.floor(MOST_WORK / completion.work)));
}

/** One run of EM in standardized units; means are estimated along with the regressions. */
export class GappedRun {
  readonly coefficients: Float64Array;
  readonly variances: Float64Array;
  readonly history: number[] = [];
  readonly #graph: RegressionGraph;
  readonly #completion: GapCompletion;
  readonly #expectation: AnyExpectation;
  readonly #maximization: Maximization;
  readonly #implied: Float64Array;
  readonly #covariance: Float64Array;
  #mean: Float64Array;
  #completed: ReturnType<GapCompletion["complete"]>;

  constructor(
    graph: RegressionGraph,
    completion: GapCompletion,
    prior: RegressionPrior,
    start: RegressionValues,
    mean?: Float64Array,
  ) {
    const width = graph.observedCount;
    this.coefficients = start.coefficients.slice();
    this.variances = start.variances.slice();
    this.#graph = graph;
    this.#completion = completion;
    this.#maximization = new Maximization(graph, prior, completion.rowCount);
    this.#implied = new Float64Array(graph.size * graph.size);
    this.#covariance = new Float64Array(width * width);
    this.#mean = mean ?? new Float64Array(width);
    this.#completed = this.#complete();
    this.#expectation =
      sparseExpectation(graph, this.#completed.covariance) ??
      new Expectation(graph, this.#completed.covariance);
  }

  /** Of the columns, in standardized units. */
  get mean(): Float64Array {
    return this.#mean;
  }

  /** Mean log-density of what is there, nats a row, as `GapCompletion` counts it. */
  logDensity(): number {
    return this.#completed.logDensity;
  }

  *iterateInSteps(count: number): Steps<void> {
    const { coefficients, variances } = this;
    for (let iteration = 0; iteration < count; iteration++) {
      this.#mean = this.#completed.mean;
      this.#expectation.observe(this.#completed.covariance);
      this.#expectation.condition(coefficients, variances);
      this.#expectation.update();
      const { moments, pairs } = this.#expectation;
      this.#maximization.update(moments, coefficients, variances, pairs);
      this.#completed = this.#complete();
      const prior = this.#maximization.logDensity(coefficients, variances);
      this.history.push(this.#completed.logDensity + prior / this.#completion.rowCount);
      yield;
    }
  }

  #complete() {
    const { size, observedCount: width } = this.#graph;
    impliedCovariance(this.#graph, this.coefficients, this.variances, this.#implied);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) this.#covariance[i * width + j] = this.#implied[i * size + j];
    return this.#completion.complete(this.#mean, this.#covariance);
  }
}

/** `rawFit` adds the constant of complete rows; what a missing value does not contribute is taken off again. */
export function rawGappedFit(
  dag: Dag,
  kind: "ml" | "map",
  graph: RegressionGraph,
  { moments, completion }: GappedRows,
  run: GappedRun,
): LinearGaussianFit {
  const constant = moments.missingConstant;
  const shifted = moments.mean.map((value, j) => value + moments.standardDeviation[j] * run.mean[j]);
  return rawFit(
    dag,
    kind,
    graph,
    { ...moments, mean: shifted, rowCount: completion.rowCount },
    {
      coefficients: run.coefficients,
      variances: run.variances,
      history: run.history.map((objective) => objective + constant),
      logDensity: () => run.logDensity() + constant,
    },
  );
}
