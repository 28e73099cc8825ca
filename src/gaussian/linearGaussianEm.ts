/**
 * The linear-Gaussian network of a given graph, fitted by EM: the best a linear model with the right structure can do, and
 * a good place for a nonlinear one to start from.
 */

import { type ColumnMoments, columnMoments } from "../data/columnMoments.ts";
import type { Dataset } from "../data/dataset.ts";
import { requireTable } from "../data/requireTable.ts";
import type { Dag } from "../graph/dag.ts";
import { measuredBy } from "../graph/measuredBy.ts";
import { requireDag } from "../graph/requireDag.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import {
  flagShape,
  needed,
  numberShape,
  type OptionShapes,
  oneOfShape,
  requireOptions,
  seedShape,
} from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { Expectation } from "./expectation.ts";
import { GaussianDensity } from "./gaussianDensity.ts";
import { Maximization, NO_PRIOR, type RegressionPrior } from "./maximization.ts";
import { impliedCovariance, type RegressionGraph, regressionGraph } from "./regressionGraph.ts";
import { type AnyExpectation, sparseExpectation } from "./sparseExpectation.ts";

/** How to fit. */
export interface EmOptions {
  /** `ml`: maximum likelihood. `map`: a weak prior on every regression, better on little data. */
  readonly kind: "ml" | "map";
  /** Iterations of the final run. Default 150. */
  readonly iterations?: number;
  /** For the random starts. Default 0. */
  readonly seed?: number;
  /** Random starts; the best after 40 iterations is carried on with. Default 4; 1 where no node is latent. */
  readonly starts?: number;
  /** Whether to keep what EM climbs, which takes most of the time of networks with many observed nodes. Default true. */
  readonly history?: boolean;
}

const emShapes: OptionShapes<EmOptions> = {
  kind: needed({ ...oneOfShape(["ml", "map"]), expected: "ml or map" }),
  iterations: numberShape,
  seed: seedShape,
  starts: numberShape,
  history: flagShape,
};

/** One node's regression: node = intercept + sum coefficients * parents + N(0, variance). */
export interface FittedNode {
  readonly name: string;
  /** Names, aligned with `coefficients`. */
  readonly parents: readonly string[];
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly variance: number;
}

/** A fitted network. Observed nodes are in raw data units; every latent has mean 0 and variance 1, its sign is arbitrary. */
export interface LinearGaussianFit {
  readonly dag: Dag;
  readonly kind: "ml" | "map";
  /** In the DAG's node order. */
  readonly network: readonly FittedNode[];
  /** Of all nodes, in the DAG's order. */
  readonly mean: Float64Array;
  /** Joint covariance of all nodes, row-major, in the DAG's order. */
  readonly covariance: Float64Array;
  /** Mean log-likelihood of the training rows, nats per row, raw data units. */
  readonly logLikelihood: number;
  /**
   * What EM climbs, at every iteration of the run that won, nats per row: the log-likelihood, for `map` plus the log-prior
   * (up to a constant) over the number of rows. Empty where `history` was false.
   */
  readonly history: Float64Array;
}

/**
 * The prior of `map`, in standardized units: coefficients have standard deviation 1/2, a residual variance counts as if
 * seen in two further rows with mean square 1/2. Neither depends on a latent's sign or scale.
 */
export const MAP_PRIOR: RegressionPrior = { precision: 4, rows: 2, squares: 1 };

const TRIAL_ITERATIONS = 40;
const LOG_TWO_PI = log(2 * Math.PI);

/**
 * Fits the linear-Gaussian network of a graph to rows of its observed nodes by EM (Dempster, Laird and Rubin 1977). Only
 * the means and covariances of the columns are used, so the time of an iteration doesn't depend on the number of rows.
 *
 * Columns are standardized inside and the result is in raw units. For `map` the standardization takes the standard
 * deviation of a *new* row, (N + 1) / (N - 1) times the maximum-likelihood variance: one row for the unknown mean, one for
 * the lost degree of freedom.
 *
 * @param data rows in raw units; the columns are the graph's observed nodes in its order
 * @throws InputError if the columns are not the observed nodes, on fewer than two rows, a value that is not finite, a
 *   constant column, or fewer than one iteration or start
 * @throws ComputationError if plain EM runs into a singular covariance
 *
 * @example
 * const dag = Dag.create([{ name: "z", parents: [] }, { name: "a", parents: ["z"] }, { name: "b", parents: ["z"] }]);
 * const values = Float64Array.of(0, 1, 1, 3, 2, 4, 3, 8, 4, 9);
 * const fit = fitLinearGaussian(dag, { columns: ["a", "b"], rowCount: 5, values }, { kind: "map" });
 * fit.network[1]?.parents; // ["z"]
 * const baseline = linearGaussianBaseline(fit);
 */
export function fitLinearGaussian(dag: Dag, data: Dataset, options: EmOptions): LinearGaussianFit {
  return toEnd(linearGaussianInSteps(fittedGraph(dag, data, options), data, options));
}

/**
 * The graph of a fit as its table measures it.
 *
 * @throws InputError where the graph, the table or the kind of the fit is none
 */
export function fittedGraph(dag: Dag, data: Dataset, options: EmOptions): Dag {
  requireDag(dag);
  requireTable(data);
  requireOptions(options, emShapes, { what: "options of the fit", example: 'such as { kind: "map" }' });
  return measuredBy(dag, data.columns);
}

/** {@link fitLinearGaussian}, a step an iteration. */
export function* linearGaussianInSteps(
  dag: Dag,
  data: Dataset,
  options: EmOptions,
): Steps<LinearGaussianFit> {
  const { kind, iterations = 150, seed = 0, history = true } = options;
  const { starts = dag.latent.length > 0 ? 4 : 1 } = options;
  checkCount(iterations, "iteration");
  checkCount(starts, "start");
  checkColumns(dag, data);
  const moments = columnMoments(data);
  const graph = regressionGraph(dag);
  const prior = kind === "map" ? MAP_PRIOR : NO_PRIOR;
  const random = new Random(seed);
  let best: Run | undefined;
  for (let start = 0; start < starts; start++) {
    const run = new Run(graph, moments, prior, random);
    // A single start needs no trial.
    if (starts > 1) yield* run.iterateInSteps(Math.min(TRIAL_ITERATIONS, iterations), history);
    if (best === undefined || run.objective() > best.objective()) best = run;
  }
  const run = best as Run;
  yield* run.iterateInSteps(iterations - run.iterations, history);
  return rawFit(dag, kind, graph, moments, run);
}

/**
 * The density of the observed nodes under a fitted network.
 *
 * @example
 * const fit = fitLinearGaussian(network.dag, data, { kind: "ml" });
 * const nats = linearGaussianBaseline(fit).logLikelihood(test);
 */
export function linearGaussianBaseline(fit: LinearGaussianFit): GaussianDensity {
  const { dag, mean, covariance } = fit;
  const nodes = dag.observed;
  const block = observedBlock(covariance, dag.size, nodes);
  return new GaussianDensity(
    fit.kind === "map" ? "linear-Gaussian network, MAP-EM" : "linear-Gaussian network, EM",
    nodes.map((node) => dag.names[node]),
    Float64Array.from(nodes, (node) => mean[node]),
    block,
    // Mean and noise of every column and the arcs; a latent's mean and scale are conventions.
    2 * nodes.length + dag.arcCount,
  );
}

function observedBlock(covariance: Float64Array, size: number, nodes: readonly number[]): Float64Array {
  const width = nodes.length;
  const block = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    const row = nodes[i] * size;
    for (let j = 0; j < width; j++) block[i * width + j] = covariance[row + nodes[j]];
  }
  return block;
}

/** Regressions in standardized units: coefficients aligned with the regression graph's parents, a variance a node. */
export interface RegressionValues {
  readonly coefficients: Float64Array;
  readonly variances: Float64Array;
}

/** One run of EM from one start, random or given, in standardized units. */
export class Run {
  readonly coefficients: Float64Array;
  readonly variances: Float64Array;
  readonly history: number[] = [];
  iterations = 0;
  readonly #expectation: AnyExpectation;
  readonly #maximization: Maximization;
  readonly #rowCount: number;

  constructor(
    graph: RegressionGraph,
    moments: Pick<ColumnMoments, "correlation" | "rowCount">,
    prior: RegressionPrior,
    start: Random | RegressionValues,
  ) {
    const given = "coefficients" in start;
    this.coefficients = given ? start.coefficients.slice() : randomCoefficients(graph, start);
    this.variances = given ? start.variances.slice() : new Float64Array(graph.size).fill(0.8);
    this.#expectation =
      sparseExpectation(graph, moments.correlation, true) ?? new Expectation(graph, moments.correlation);
    this.#maximization = new Maximization(graph, prior, moments.rowCount);
    this.#rowCount = moments.rowCount;
    this.#expectation.condition(this.coefficients, this.variances);
  }

  /** Mean log-density of the training rows in standardized units, without the constant. */
  logDensity(): number {
    return this.#expectation.meanLogDensity();
  }

  objective(): number {
    const prior = this.#maximization.logDensity(this.coefficients, this.variances);
    return this.logDensity() + prior / this.#rowCount;
  }

  *iterateInSteps(count: number, keepHistory = true): Steps<void> {
    for (let iteration = 0; iteration < count; iteration++) {
      this.#expectation.update();
      const { moments, pairs } = this.#expectation;
      this.#maximization.update(moments, this.coefficients, this.variances, pairs);
      this.#expectation.condition(this.coefficients, this.variances);
      this.iterations++;
      if (keepHistory) this.history.push(this.objective());
      yield;
    }
  }
}

/**
 * Starts with strong dependence: from loadings near zero a latent with few children can stay switched off for hundreds of
 * iterations, or for good.
 */
function randomCoefficients(graph: RegressionGraph, random: Random): Float64Array {
  const coefficients = new Float64Array(graph.parents.length);
  for (let node = 0; node < graph.size; node++) {
    const start = graph.starts[node];
    const end = graph.starts[node + 1];
    const scale = 0.8 / Math.sqrt(Math.max(1, end - start));
    for (let arc = start; arc < end; arc++) coefficients[arc] = scale * random.normal();
  }
  return coefficients;
}

/** Of a standard deviation, from the rows that were seen to a new one. */
export function inflationOf(kind: "ml" | "map", rowCount: number): number {
  return kind === "map" ? Math.sqrt((rowCount + 1) / (rowCount - 1)) : 1;
}

export function rawFit(
  dag: Dag,
  kind: "ml" | "map",
  graph: RegressionGraph,
  moments: Pick<ColumnMoments, "rowCount" | "mean" | "standardDeviation">,
  run: Pick<Run, "coefficients" | "variances" | "history" | "logDensity">,
): LinearGaussianFit {
  const { size, observedCount, dagNodes, starts, parents } = graph;
  const { rowCount } = moments;
  const inflation = inflationOf(kind, rowCount);
  const standardized = new Float64Array(size * size);
  impliedCovariance(graph, run.coefficients, run.variances, standardized);
  // One fitted unit in raw units; for a latent, the unit that makes its variance 1.
  const unit = Float64Array.from({ length: size }, (_, node) =>
    node < observedCount
      ? moments.standardDeviation[node] * inflation
      : 1 / Math.sqrt(standardized[node * size + node]),
  );
  const mean = new Float64Array(size);
  for (let node = 0; node < observedCount; node++) mean[dagNodes[node]] = moments.mean[node];
  const network: FittedNode[] = new Array(size);
  for (let node = 0; node < size; node++) {
    const dagNode = dagNodes[node];
    const mine = parents.subarray(starts[node], starts[node + 1]);
    const coefficients = Float64Array.from(
      mine,
      (parent, k) => (run.coefficients[starts[node] + k] * unit[node]) / unit[parent],
    );
    let intercept = mean[dagNode];
    mine.forEach((parent, k) => {
      intercept -= coefficients[k] * mean[dagNodes[parent]];
    });
    network[dagNode] = {
      name: dag.names[dagNode],
      parents: dag.parents(dagNode).map((parent) => dag.names[parent]),
      coefficients,
      intercept,
      variance: run.variances[node] * unit[node] * unit[node],
    };
  }
  let constant = -0.5 * observedCount * LOG_TWO_PI;
  for (const deviation of moments.standardDeviation) constant -= log(deviation);
  const fit = {
    dag,
    kind,
    network,
    mean,
    covariance: rawCovariance(graph, standardized, unit),
    history: Float64Array.from(run.history, (objective) => objective + constant),
  };
  return { ...fit, logLikelihood: run.logDensity() + constant };
}

/**
 * In the DAG's node order. A loop of its own: beside others in one function, engines compile all of it anew to make this loop fast.
 */
function rawCovariance(
  { size, dagNodes }: RegressionGraph,
  standardized: Float64Array,
  unit: Float64Array,
): Float64Array {
  const covariance = new Float64Array(size * size);
  for (let node = 0; node < size; node++) {
    const row = dagNodes[node] * size;
    for (let other = 0; other < size; other++)
      covariance[row + dagNodes[other]] = standardized[node * size + other] * unit[node] * unit[other];
  }
  return covariance;
}

export function checkCount(count: number, what: string): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`Expected at least one ${what} of EM, got ${count}. Give a positive whole number.`);
  }
}

export function checkColumns(dag: Dag, data: Dataset): void {
  const expected = dag.observed.map((node) => dag.names[node]);
  if (data.columns.length !== expected.length) {
    throw new InputError(
      `Expected ${expected.length} columns, one for each observed node, got ${data.columns.length}. Select the columns ${expected.slice(0, 5).join(", ")}${expected.length > 5 ? ", ..." : ""}.`,
    );
  }
  const wrong = expected.findIndex((name, j) => name !== data.columns[j]);
  if (wrong >= 0) {
    throw new InputError(
      `Expected column ${wrong + 1} to be the observed node "${expected[wrong]}", got "${data.columns[wrong]}". Order the columns as the graph declares its observed nodes.`,
    );
  }
}
