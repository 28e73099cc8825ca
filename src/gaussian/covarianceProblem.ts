import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Dag } from "../graph/index.ts";
import { factorize, logDeterminant, solveLower } from "../numeric/cholesky.ts";
import { exp } from "../numeric/elementary.ts";
import { ComputationError } from "../numeric/errors.ts";
import { impliedCovariance, type RegressionGraph } from "./regressionGraph.ts";
import { inverseOf, leadingBlock, sandwich } from "./squareMatrices.ts";

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

/** Where a search for the best covariance stands. */
export interface Point {
  /** Coefficients aligned with the graph's parents, then logarithms of the columns' residual variances. */
  readonly theta: Float64Array;
  readonly variances: Float64Array;
  /** Of all nodes, row-major. */
  readonly covariance: Float64Array;
  /** Cholesky factor of the observed block. */
  readonly factor: Float64Array;
  readonly value: number;
}

/** Of central differences. */
const STEP = 1e-5;

/** How near the covariance that a network implies comes to that of the rows, and how that changes with its coefficients. */
export class CovarianceProblem {
  readonly #graph: RegressionGraph;
  readonly #sample: Float64Array;
  readonly #ranks = new WeakMap<Point, number>();

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
    const factor = leadingBlock(covariance, size, width);
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

  /**
   * Half the discrepancy's slope and its expected curvature. Every derivative is a sum of two outer products, w (u v' + v u'), so that
   * traces of products of two of them are products of a few inner products.
   */
  derivatives(point: Point): { slope: Float64Array; information: Float64Array } {
    const { size, observedCount: width } = this.#graph;
    const inverse = inverseOf(point.factor, width);
    // Sigma^-1 (Sigma - S) Sigma^-1.
    const residual = Float64Array.from(
      { length: width * width },
      (_, at) => point.covariance[Math.floor(at / width) * size + (at % width)] - this.#sample[at],
    );
    const vectors = this.#vectors(point);
    const curved = innerProducts(vectors, inverse, width);
    const weighted = sandwich(inverse, residual, width);
    const { first, second, weight } = this.#directions(point);
    const count = weight.length;
    const all = vectors.length / width;
    const slope = new Float64Array(count);
    const information = new Float64Array(count * count);
    for (let a = 0; a < count; a++) {
      const u = first[a] * all;
      const v = second[a] * all;
      slope[a] = weight[a] * innerProduct(vectors, first[a], second[a], weighted, width);
      for (let b = 0; b <= a; b++) {
        const value =
          weight[a] *
          weight[b] *
          (curved[u + first[b]] * curved[v + second[b]] + curved[u + second[b]] * curved[v + first[b]]);
        information[a * count + b] = value;
        information[b * count + a] = value;
      }
    }
    return { slope, information };
  }

  /** How many parameters the covariance tells apart: eigenvalues of the scaled information. */
  rank(point: Point): number {
    let known = this.#ranks.get(point);
    if (known === undefined) {
      known = this.#rankOf(point);
      this.#ranks.set(point, known);
    }
    return known;
  }

  #rankOf(point: Point): number {
    const { information } = this.derivatives(point);
    const count = Math.round(Math.sqrt(information.length));
    const scale = Float64Array.from({ length: count }, (_, a) => Math.sqrt(information[a * count + a]));
    const matrix = information.map((value, at) => {
      const product = scale[Math.floor(at / count)] * scale[at % count];
      return product > 0 ? value / product : 0;
    });
    return positiveEigenvalues(matrix, count);
  }

  /** Of measured nodes, a row each: what every node's noise does to them, then their covariances with every node. */
  #vectors({ covariance, theta }: Point): Float64Array {
    const { size, observedCount: width } = this.#graph;
    const effects = this.#totalEffects(theta);
    const vectors = new Float64Array(2 * size * width);
    for (let node = 0; node < size; node++) {
      for (let i = 0; i < width; i++) {
        vectors[node * width + i] = effects[i * size + node];
        vectors[(size + node) * width + i] = covariance[node * size + i];
      }
    }
    return vectors;
  }

  /**
   * d Sigma_xx / d theta as weight (u v' + v u'), u and v by their numbers: with T the total effects, d Sigma = T E Sigma + (T E Sigma)'
   * for a coefficient.
   */
  #directions({ variances }: Point): { first: Int32Array; second: Int32Array; weight: Float64Array } {
    const { size, observedCount: width, starts, parents } = this.#graph;
    const arcs = parents.length;
    const first = new Int32Array(arcs + width);
    const second = new Int32Array(arcs + width);
    const weight = new Float64Array(arcs + width).fill(1);
    for (let node = 0; node < size; node++) {
      for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
        first[arc] = node;
        second[arc] = size + parents[arc];
      }
    }
    for (let node = 0; node < width; node++) {
      first[arcs + node] = node;
      second[arcs + node] = node;
      weight[arcs + node] = 0.5 * variances[node];
    }
    return { first, second, weight };
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

/** u' M v for all pairs of vectors, row-major. */
function innerProducts(vectors: Float64Array, matrix: Float64Array, width: number): Float64Array {
  const count = vectors.length / width;
  const products = new Float64Array(count * count);
  const turned = new Float64Array(width);
  for (let a = 0; a < count; a++) {
    turn(turned, matrix, vectors, a);
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += turned[i] * vectors[b * width + i];
      products[a * count + b] = sum;
      products[b * count + a] = sum;
    }
  }
  return products;
}

function innerProduct(
  vectors: Float64Array,
  a: number,
  b: number,
  matrix: Float64Array,
  width: number,
): number {
  const turned = new Float64Array(width);
  turn(turned, matrix, vectors, a);
  let sum = 0;
  for (let i = 0; i < width; i++) sum += turned[i] * vectors[b * width + i];
  return sum;
}

/** M v of a symmetric matrix and one of the vectors. */
function turn(into: Float64Array, matrix: Float64Array, vectors: Float64Array, a: number): void {
  const width = into.length;
  for (let i = 0; i < width; i++) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += matrix[i * width + j] * vectors[a * width + j];
    into[i] = sum;
  }
}

/** Rounding leaves about 1e-16 of an eigenvalue that is 0; the smallest true ones of identified models are far above this. */
const LEAST_EIGENVALUE = 1e-9;

function positiveEigenvalues(matrix: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  return realEigenvalues.filter((value) => value > LEAST_EIGENVALUE * largest).length;
}
