/**
 * Exact first and second moments of a linear-Gaussian network, one node at a time in topological order: the same as
 * (I - A)^-1 applied to intercepts and noise, without building an inverse.
 */
import type { Dag } from "../graph/dag.ts";

/** The mean of every node. */
export function linearMean(
  dag: Dag,
  coefficients: readonly Float64Array[],
  intercepts: Float64Array,
): Float64Array {
  const mean = new Float64Array(dag.size);
  for (const node of dag.topologicalOrder) {
    let value = intercepts[node];
    dag.parents(node).forEach((parent, k) => {
      value += coefficients[node][k] * mean[parent];
    });
    mean[node] = value;
  }
  return mean;
}

/** The covariance of all nodes, row-major. */
export function linearCovariance(
  dag: Dag,
  coefficients: readonly Float64Array[],
  variances: Float64Array,
): Float64Array {
  const { size, topologicalOrder: order } = dag;
  const covariance = new Float64Array(size * size);
  for (let position = 0; position < size; position++) {
    const node = order[position];
    const parents = dag.parents(node);
    const weights = coefficients[node];
    // Noise is independent of everything earlier, so the covariance with an earlier node passes through the parents.
    for (let k = 0; k < position; k++) {
      const other = order[k];
      let sum = 0;
      for (let p = 0; p < parents.length; p++) sum += weights[p] * covariance[parents[p] * size + other];
      covariance[node * size + other] = sum;
      covariance[other * size + node] = sum;
    }
    let variance = variances[node];
    for (let p = 0; p < parents.length; p++) variance += weights[p] * covariance[parents[p] * size + node];
    covariance[node * size + node] = variance;
  }
  return covariance;
}
