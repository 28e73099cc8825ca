/**
 * The maximum-likelihood fit of a linear-Gaussian network with latents, driven to convergence: what the test statistics of
 * structural equation models are defined on.
 */

import { columnMoments, type Dataset } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import { factorize, logDeterminant } from "../numeric/cholesky.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { CovarianceProblem, type StandardizedNode } from "./covarianceProblem.ts";
import { fitLinearGaussian, type LinearGaussianFit } from "./linearGaussianEm.ts";
import { PositiveSolver } from "./positiveSolver.ts";
import { type RegressionGraph, regressionGraph } from "./regressionGraph.ts";

/** How near a network's covariance comes to that of the rows. */
export interface MaximumLikelihoodFit {
  readonly dag: Dag;
  /** In the DAG's node order. */
  readonly network: readonly StandardizedNode[];
  readonly rowCount: number;
  /** log |Sigma| + tr(S Sigma^-1) - log |S| - D, S the covariance that divides by the number of rows. */
  readonly discrepancy: number;
  /** Of all rows, nats, means free. */
  readonly logLikelihood: number;
  /** Of the model without restrictions on the covariance. */
  readonly unrestrictedLogLikelihood: number;
  /** The discrepancy of independent columns. */
  readonly independenceDiscrepancy: number;
  /**
   * Directions in which the model's covariance can move: the rank of its derivative. It is arcs + columns where the network
   * is identified, and less where different coefficients imply the same covariance.
   */
  readonly parameters: number;
  /** Arcs + columns. */
  readonly coefficients: number;
  /** Model and sample correlations of the columns, row-major. */
  readonly impliedCorrelation: Float64Array;
  readonly sampleCorrelation: Float64Array;
  /**
   * Whether the search ended at a maximum. It does not where a residual variance runs to 0, as it may in networks with more
   * hidden nodes than the columns can tell apart; the discrepancy is then a little too large.
   */
  readonly converged: boolean;
}

/** Larger problems would need gigabytes. */
const MOST_NUMBERS = 5e7;
const MOST_STEPS = 200;
const CONVERGED = 1e-9;

/**
 * Fits by EM and then by Fisher scoring with Levenberg's damping. Latents have residual variance 1; where they are signs and
 * scales apart, so are the fits.
 *
 * @param data complete rows in raw units; the columns are the graph's observed nodes in its order
 * @throws InputError as `fitLinearGaussian`, with no more rows than columns, or for a network too large
 *
 * @example
 * const fit = maximumLikelihood(network.dag, data);
 * const chiSquare = fit.rowCount * fit.discrepancy;
 */
export function maximumLikelihood(
  dag: Dag,
  data: Dataset,
  options: { seed?: number } = {},
): MaximumLikelihoodFit {
  const { seed = 0 } = options;
  const width = data.columns.length;
  if (data.rowCount <= width) {
    throw new InputError(
      `Expected more rows than columns for the fit statistics, got ${data.rowCount} rows of ${width} columns. Add rows.`,
    );
  }
  const graph = regressionGraph(dag);
  const count = graph.parents.length + width;
  if (count * width * width > MOST_NUMBERS) {
    throw new InputError(
      `Expected a network of at most ${Math.floor(MOST_NUMBERS / (width * width))} arcs and columns for the fit statistics, got ${count}. Take a part of it.`,
    );
  }
  const moments = columnMoments(data);
  const sample = moments.correlation;
  const start = fitLinearGaussian(dag, data, { kind: "ml", seed, history: false, iterations: 200 });
  const problem = new CovarianceProblem(graph, sample);
  let point = problem.evaluate(scaledStart(start, graph, moments.standardDeviation));
  const solver = new PositiveSolver(count);
  let damping = 1e-6;
  let gradient = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slope, information } = problem.derivatives(point);
    gradient = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (gradient < CONVERGED) break;
    let accepted = false;
    for (let attempt = 0; attempt < 25 && !accepted; attempt++) {
      const move = dampedStep(solver, information, slope, damping);
      const next = move && problem.tryEvaluate(point.theta.map((value, a) => value - move[a]));
      accepted = next !== undefined && next.value <= point.value;
      if (accepted) point = next!;
      damping = accepted ? Math.max(damping / 9, 1e-12) : damping * 4;
    }
    // No step goes down any more: that is as near as rounding lets it come.
    if (!accepted) break;
  }
  const logDetSample = logDeterminantOf(sample, width);
  let scale = 0;
  for (const deviation of moments.standardDeviation) scale += log(deviation);
  const constant = width * log(2 * Math.PI) + 2 * scale;
  const rows = data.rowCount;
  return {
    dag,
    network: problem.regressions(dag, point, moments.standardDeviation, data.rowCount),
    rowCount: rows,
    discrepancy: Math.max(0, point.value - logDetSample - width),
    logLikelihood: -0.5 * rows * (constant + point.value),
    unrestrictedLogLikelihood: -0.5 * rows * (constant + logDetSample + width),
    independenceDiscrepancy: -logDetSample,
    parameters: problem.rank(point),
    coefficients: count,
    impliedCorrelation: problem.correlation(point),
    sampleCorrelation: sample,
    converged: gradient < 1e-5,
  };
}

function dampedStep(
  solver: PositiveSolver,
  information: Float64Array,
  slope: Float64Array,
  damping: number,
): Float64Array | undefined {
  const count = slope.length;
  const matrix = information.slice();
  for (let a = 0; a < count; a++) matrix[a * count + a] += damping * (1e-3 + information[a * count + a]);
  return solver.solve(matrix, slope);
}

/** In correlations as units and with residual variance 1 for every latent. */
function scaledStart(
  fit: LinearGaussianFit,
  { size, observedCount, dagNodes, starts, parents }: RegressionGraph,
  deviations: Float64Array,
): Float64Array {
  const unit = (node: number) =>
    node < observedCount ? deviations[node] : Math.sqrt(fit.network[dagNodes[node]].variance);
  const theta = new Float64Array(parents.length + observedCount);
  for (let node = 0; node < size; node++) {
    const { coefficients, variance } = fit.network[dagNodes[node]];
    for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
      theta[arc] = (coefficients[arc - starts[node]] * unit(parents[arc])) / unit(node);
    }
    if (node < observedCount) theta[parents.length + node] = log(variance / unit(node) ** 2);
  }
  return theta;
}

function logDeterminantOf(symmetric: Float64Array, width: number): number {
  const factor = symmetric.slice();
  if (!factorize(factor, width)) {
    throw new InputError(
      "Expected columns none of which the others determine, got a singular covariance. Drop one of them.",
    );
  }
  return logDeterminant(factor, width);
}
