/**
 * The maximum-likelihood fit of a linear-Gaussian network with latents, driven to convergence: what the test statistics of
 * structural equation models are defined on.
 */

import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { columnMoments, type Dataset } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import { factorize, logDeterminant, solveLower, solveLowerTransposed } from "../numeric/cholesky.ts";
import { exp, log } from "../numeric/elementary.ts";
import { ComputationError, InputError } from "../numeric/errors.ts";
import { fitLinearGaussian, type LinearGaussianFit } from "./linearGaussianEm.ts";
import { impliedCovariance, type RegressionGraph, regressionGraph } from "./regressionGraph.ts";

/** A node's regression; lists are aligned with the parents. */
export interface StandardizedNode {
  readonly name: string;
  readonly parents: readonly string[];
  /** In raw units; hidden nodes at standard deviation 1. */
  readonly coefficients: Float64Array;
  /** With every node at standard deviation 1. */
  readonly standardized: Float64Array;
  /** The share of the node's variance that its parents explain. */
  readonly rSquared: number;
  /** From the expected information by the delta method; NaN where the network is not identified. */
  readonly coefficientErrors: Float64Array;
  readonly standardizedErrors: Float64Array;
}

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
/** Of central differences. */
const STEP = 1e-5;

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
  const problem = new Problem(graph, sample);
  let point = problem.evaluate(scaledStart(start, graph, moments.standardDeviation));
  let damping = 1e-6;
  let gradient = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slope, information } = problem.derivatives(point);
    gradient = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (gradient < CONVERGED) break;
    let accepted = false;
    for (let attempt = 0; attempt < 25 && !accepted; attempt++) {
      const move = dampedStep(information, slope, damping);
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

interface Point {
  /** Coefficients aligned with the graph's parents, then logarithms of the columns' residual variances. */
  readonly theta: Float64Array;
  readonly variances: Float64Array;
  /** Of all nodes, row-major. */
  readonly covariance: Float64Array;
  /** Cholesky factor of the observed block. */
  readonly factor: Float64Array;
  readonly value: number;
}

class Problem {
  readonly #graph: RegressionGraph;
  readonly #sample: Float64Array;

  constructor(graph: RegressionGraph, sample: Float64Array) {
    this.#graph = graph;
    this.#sample = sample;
  }

  evaluate(theta: Float64Array): Point {
    const point = this.tryEvaluate(theta);
    if (point === undefined) {
      throw new ComputationError(
        "Expected a start with a positive definite covariance of the columns, got a singular one. Drop columns that others determine.",
      );
    }
    return point;
  }

  #covariance(theta: Float64Array): { variances: Float64Array; covariance: Float64Array } {
    const { size, observedCount: width, parents } = this.#graph;
    const variances = new Float64Array(size).fill(1);
    for (let j = 0; j < width; j++) variances[j] = exp(theta[parents.length + j]);
    const covariance = new Float64Array(size * size);
    impliedCovariance(this.#graph, theta.subarray(0, parents.length), variances, covariance);
    return { variances, covariance };
  }

  tryEvaluate(theta: Float64Array): Point | undefined {
    const { size, observedCount: width } = this.#graph;
    const { variances, covariance } = this.#covariance(theta);
    const factor = observedBlock(covariance, size, width);
    if (!covariance.every(Number.isFinite) || !factorize(factor, width)) return undefined;
    const inverse = inverseOf(factor, width);
    let value = logDeterminant(factor, width);
    for (let i = 0; i < width * width; i++) value += inverse[i] * this.#sample[i];
    return { theta, variances, covariance, factor, value };
  }

  /** @param deviations of the columns, raw units */
  regressions(dag: Dag, point: Point, deviations: Float64Array, rowCount: number): StandardizedNode[] {
    const { size, dagNodes, starts, parents } = this.#graph;
    const { variances, covariance } = point;
    const values = this.#inUnits(point, deviations);
    const errors = this.#errors(point, deviations, rowCount);
    const result: StandardizedNode[] = new Array(size);
    for (let node = 0; node < size; node++) {
      const of = (all: Float64Array, part: number) =>
        all.slice(part * parents.length + starts[node], part * parents.length + starts[node + 1]);
      result[dagNodes[node]] = {
        name: dag.names[dagNodes[node]],
        parents: dag.parents(dagNodes[node]).map((parent) => dag.names[parent]),
        coefficients: of(values, 0),
        standardized: of(values, 1),
        rSquared: 1 - variances[node] / covariance[node * size + node],
        coefficientErrors: of(errors, 0),
        standardizedErrors: of(errors, 1),
      };
    }
    return result;
  }

  /** Coefficients of all arcs in raw units, then standardized ones. */
  #inUnits(
    { theta, covariance }: Pick<Point, "theta" | "covariance">,
    deviations: Float64Array,
  ): Float64Array {
    const { size, observedCount: width, starts, parents } = this.#graph;
    const count = parents.length;
    const values = new Float64Array(2 * count);
    const spread = (node: number) => Math.sqrt(covariance[node * size + node]);
    const unit = (node: number) => (node < width ? 1 / deviations[node] : spread(node));
    for (let node = 0; node < size; node++) {
      for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
        const parent = parents[arc];
        values[arc] = (theta[arc] * unit(parent)) / unit(node);
        values[count + arc] = (theta[arc] * spread(parent)) / spread(node);
      }
    }
    return values;
  }

  /** Standard errors of what `inUnits` gives. */
  #errors(point: Point, deviations: Float64Array, rowCount: number): Float64Array {
    const { parents } = this.#graph;
    const { information } = this.derivatives(point);
    const count = point.theta.length;
    const unknown = new Float64Array(2 * parents.length).fill(Number.NaN);
    if (this.rank(point) < count || !factorize(information, count)) return unknown;
    const moves = Array.from(point.theta, (_, a) => {
      const moved = (sign: number) => {
        const theta = point.theta.slice();
        theta[a] += sign * STEP;
        return this.#inUnits({ theta, covariance: this.#covariance(theta).covariance }, deviations);
      };
      const [up, down] = [moved(1), moved(-1)];
      return up.map((value, at) => (value - down[at]) / (2 * STEP));
    });
    return unknown.map((_, at) => {
      const slope = Float64Array.from(moves, (move) => move[at]);
      // With L L' the information: the variance g' (L L')^-1 g is the square of L^-1 g.
      solveLower(information, count, slope);
      return Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0) / rowCount);
    });
  }

  correlation({ covariance }: Point): Float64Array {
    const { size, observedCount: width } = this.#graph;
    return Float64Array.from({ length: width * width }, (_, at) => {
      const [i, j] = [Math.floor(at / width), at % width];
      return covariance[i * size + j] / Math.sqrt(covariance[i * size + i] * covariance[j * size + j]);
    });
  }

  /** Half the discrepancy's slope and its expected curvature. */
  derivatives(point: Point): { slope: Float64Array; information: Float64Array } {
    const width = this.#graph.observedCount;
    const jacobian = this.#jacobian(point);
    const inverse = inverseOf(point.factor, width);
    // Sigma^-1 (Sigma - S) Sigma^-1.
    const residual = Float64Array.from(
      { length: width * width },
      (_, at) =>
        point.covariance[Math.floor(at / width) * this.#graph.size + (at % width)] - this.#sample[at],
    );
    const weighted = sandwich(inverse, residual, width);
    const count = jacobian.length;
    const slope = new Float64Array(count);
    const information = new Float64Array(count * count);
    jacobian.forEach((derivative, a) => {
      const turned = sandwich(inverse, derivative, width);
      for (let at = 0; at < width * width; at++) slope[a] += 0.5 * weighted[at] * derivative[at];
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        const other = jacobian[b];
        for (let at = 0; at < width * width; at++) sum += turned[at] * other[at];
        information[a * count + b] = 0.5 * sum;
        information[b * count + a] = 0.5 * sum;
      }
    });
    return { slope, information };
  }

  /** How many parameters the covariance tells apart: eigenvalues of the scaled information. */
  rank(point: Point): number {
    const { information } = this.derivatives(point);
    const count = Math.round(Math.sqrt(information.length));
    const scale = Float64Array.from({ length: count }, (_, a) => Math.sqrt(information[a * count + a]));
    const matrix = information.map((value, at) => {
      const product = scale[Math.floor(at / count)] * scale[at % count];
      return product > 0 ? value / product : 0;
    });
    return positiveEigenvalues(matrix, count);
  }

  /** d Sigma_xx / d theta: with T the total effects, d Sigma = T E Sigma + (T E Sigma)' for a coefficient. */
  #jacobian({ covariance, theta, variances }: Point): Float64Array[] {
    const { size, observedCount: width, starts, parents } = this.#graph;
    const effects = this.#totalEffects(theta);
    const result: Float64Array[] = [];
    for (let node = 0; node < size; node++) {
      for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
        const derivative = new Float64Array(width * width);
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < width; j++) {
            derivative[i * width + j] =
              effects[i * size + node] * covariance[parents[arc] * size + j] +
              effects[j * size + node] * covariance[parents[arc] * size + i];
          }
        }
        result.push(derivative);
      }
    }
    for (let node = 0; node < width; node++) {
      const derivative = new Float64Array(width * width);
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          derivative[i * width + j] = variances[node] * effects[i * size + node] * effects[j * size + node];
        }
      }
      result.push(derivative);
    }
    return result;
  }

  /** (I - A)^-1, row-major: what one unit of a node's noise does to another node. */
  #totalEffects(theta: Float64Array): Float64Array {
    const { size, order, starts, parents } = this.#graph;
    const effects = new Float64Array(size * size);
    for (const node of order) {
      effects[node * size + node] = 1;
      for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
        for (let source = 0; source < size; source++) {
          effects[node * size + source] += theta[arc] * effects[parents[arc] * size + source];
        }
      }
    }
    return effects;
  }
}

function dampedStep(
  information: Float64Array,
  slope: Float64Array,
  damping: number,
): Float64Array | undefined {
  const count = slope.length;
  const matrix = information.slice();
  for (let a = 0; a < count; a++) matrix[a * count + a] += damping * (1e-3 + information[a * count + a]);
  if (!factorize(matrix, count)) return undefined;
  const move = slope.slice();
  solveLower(matrix, count, move);
  solveLowerTransposed(matrix, count, move);
  return move;
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

/** Rounding leaves about 1e-16 of an eigenvalue that is 0; the smallest true ones of identified models are far above this. */
const LEAST_EIGENVALUE = 1e-9;

function positiveEigenvalues(matrix: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  return realEigenvalues.filter((value) => value > LEAST_EIGENVALUE * largest).length;
}

function observedBlock(covariance: Float64Array, size: number, width: number): Float64Array {
  return Float64Array.from(
    { length: width * width },
    (_, at) => covariance[Math.floor(at / width) * size + (at % width)],
  );
}

function inverseOf(factor: Float64Array, width: number): Float64Array {
  const inverse = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    inverse[j * width + j] = 1;
    solveLower(factor, width, inverse, j * width);
    solveLowerTransposed(factor, width, inverse, j * width);
  }
  return inverse;
}

/** a m a for symmetric a. */
function sandwich(a: Float64Array, m: Float64Array, width: number): Float64Array {
  return product(product(a, m, width), a, width);
}

function product(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < width; k++) {
      const weight = a[i * width + k];
      for (let j = 0; j < width; j++) result[i * width + j] += weight * b[k * width + j];
    }
  }
  return result;
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
