import { Matrix } from "ml-matrix";
import type { Dag } from "../graph/dag.ts";

/** The conditionals of a linear-Gaussian network by node index; `coefficients[i]` belongs to `dag.parents(i)`. */
export interface LinearGaussianParameters {
  readonly intercepts: Float64Array;
  readonly variances: Float64Array;
  readonly coefficients: readonly Float64Array[];
}

/** The exact means of all nodes: m_i = intercept_i + sum of coefficient x parent's mean. */
export function exactMean(dag: Dag, { intercepts, coefficients }: LinearGaussianParameters): Float64Array {
  const mean = new Float64Array(dag.size);
  for (const node of dag.topologicalOrder) {
    let sum = intercepts[node];
    dag.parents(node).forEach((parent, k) => {
      sum += coefficients[node][k] * mean[parent];
    });
    mean[node] = sum;
  }
  return mean;
}

/**
 * The exact covariance of all nodes, T D T^T with T = (I - A)^-1 the total effects of the noises (A the coefficients, D the
 * noise variances). T comes node by node in topological order: nothing is solved, so nothing is lost.
 */
export function exactCovariance(dag: Dag, parameters: LinearGaussianParameters): Matrix {
  const { size } = dag;
  const all = Array.from({ length: size }, (_, node) => node);
  const values = covarianceOf(dag, parameters, all);
  const covariance = new Matrix(size, size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) covariance.set(i, j, values[i * size + j]);
  return covariance;
}

/** The same of some nodes in the given order, row-major, without the cost of the others'. */
export function covarianceOf(
  dag: Dag,
  { variances, coefficients }: LinearGaussianParameters,
  nodes: readonly number[],
): Float64Array {
  const { size } = dag;
  const effects = Array.from({ length: size }, () => new Float64Array(size));
  for (const node of dag.topologicalOrder) {
    const row = effects[node];
    row[node] = 1;
    dag.parents(node).forEach((parent, k) => {
      const coefficient = coefficients[node][k];
      for (let source = 0; source < size; source++) row[source] += coefficient * effects[parent][source];
    });
  }
  const width = nodes.length;
  const covariance = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    const own = effects[nodes[i]];
    for (let j = 0; j <= i; j++) {
      const other = effects[nodes[j]];
      let sum = 0;
      for (let source = 0; source < size; source++) sum += own[source] * other[source] * variances[source];
      covariance[i * width + j] = sum;
      covariance[j * width + i] = sum;
    }
  }
  return covariance;
}
