/**
 * The latents given the observed, in a joint normal distribution.
 */
import type { Dag } from "../graph/dag.ts";
import { InputError } from "../numeric/errors.ts";
import { factorizeCovariance, principalSubmatrix, submatrix, toMatrix } from "./multivariateNormal.ts";

/** Normal with mean `intercept + coefficients * row` and a covariance that does not depend on the row. */
export interface LatentPosterior {
  /** Names of the K latents, in topological order. */
  readonly latents: readonly string[];
  /** Names of the D observed nodes, in declaration order. */
  readonly observed: readonly string[];
  /** K x D, row-major. */
  readonly coefficients: Float64Array;
  /** K. */
  readonly intercept: Float64Array;
  /** K x K, row-major. */
  readonly covariance: Float64Array;
}

/**
 * Conditions a joint normal distribution on the observed nodes.
 *
 * @param mean of all nodes
 * @param covariance of all nodes, row-major
 * @throws ComputationError if the observed nodes' covariance is singular to working precision
 */
export function posteriorGivenObserved(
  dag: Dag,
  mean: Float64Array,
  covariance: Float64Array,
): LatentPosterior {
  const { latent, observed, size } = dag;
  const [k, d] = [latent.length, observed.length];
  const factor = factorizeCovariance(principalSubmatrix(covariance, size, observed), d);
  const across = submatrix(covariance, size, observed, latent);
  // Regression of the latents on the observed nodes: solves S_oo W^T = S_ol.
  const solution = k === 0 ? undefined : factor.solve(toMatrix(across, d, k));
  const coefficients = new Float64Array(k * d);
  const intercept = new Float64Array(k);
  const rest = principalSubmatrix(covariance, size, latent);
  for (let i = 0; i < k; i++) {
    intercept[i] = mean[latent[i]];
    for (let j = 0; j < d; j++) {
      const weight = solution!.get(j, i);
      coefficients[i * d + j] = weight;
      intercept[i] -= weight * mean[observed[j]];
    }
  }
  for (let i = 0; i < k; i++) {
    for (let other = 0; other <= i; other++) {
      let explained = 0;
      for (let j = 0; j < d; j++) explained += coefficients[i * d + j] * across[j * k + other];
      rest[i * k + other] -= explained;
      rest[other * k + i] = rest[i * k + other];
    }
  }
  const names = (nodes: readonly number[]) => nodes.map((node) => dag.names[node]);
  return { latents: names(latent), observed: names(observed), coefficients, intercept, covariance: rest };
}

/**
 * The posterior mean of the latents for one row of observed values.
 *
 * @throws InputError if the row has the wrong width
 */
export function posteriorMean(posterior: LatentPosterior, row: ArrayLike<number>): Float64Array {
  const width = posterior.observed.length;
  if (row.length !== width) {
    throw new InputError(
      `Expected a row of ${width} values, one per observed node, got ${row.length}. Give the values in the order of the columns.`,
    );
  }
  return posterior.intercept.map((start, k) => {
    let mean = start;
    for (let j = 0; j < width; j++) mean += posterior.coefficients[k * width + j] * row[j];
    return mean;
  });
}
