/**
 * The regressions of a fitted network turned round: every latent on its parents in the inverse graph.
 */

import { solveSemidefinite } from "../numeric/cholesky.ts";
import { InputError } from "../numeric/errors.ts";
import type { LinearGaussianFit } from "./linearGaussianEm.ts";

/** latent = intercept + sum coefficients * inverse parents + N(0, residualVariance). */
export interface InverseRegression {
  /** Aligned with the inverse parents as they were given. */
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly residualVariance: number;
}

/**
 * Regresses every latent on its inverse parents under the joint covariance of a fitted network. Where the inverse graph is
 * faithful (Webb et al. 2018) the product of these conditionals is exactly the posterior of the latents.
 *
 * @param inverseParents for every latent to regress, the nodes (numbers of the DAG) it is to be predicted from; observed
 *   ones in raw units, latent ones with mean 0 and variance 1
 * @throws InputError if a node is its own inverse parent or isn't a node of the graph
 *
 * @example
 * const fit = fitLinearGaussian(network.dag, data, { kind: "ml" });
 * const inverse = inverseRegression(fit, faithfulInverse(network.dag).parents);
 * const { coefficients, intercept, residualVariance } = inverse.get(network.dag.latent[0]!)!;
 */
export function inverseRegression(
  fit: LinearGaussianFit,
  inverseParents: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<number, InverseRegression> {
  const result = new Map<number, InverseRegression>();
  for (const [latent, parents] of inverseParents) result.set(latent, regress(fit, latent, parents));
  return result;
}

function regress(fit: LinearGaussianFit, target: number, parents: readonly number[]): InverseRegression {
  const { size, names } = fit.dag;
  for (const node of [target, ...parents]) {
    if (!Number.isInteger(node) || node < 0 || node >= size) {
      throw new InputError(
        `Expected nodes between 0 and ${size - 1} in the inverse graph, got ${node}. Use the numbers of the graph that was fitted.`,
      );
    }
  }
  if (parents.includes(target)) {
    throw new InputError(
      `Expected inverse parents other than the node itself, got "${names[target]}" as a parent of itself. Remove it.`,
    );
  }
  const { covariance, mean } = fit;
  const count = parents.length;
  // Correlations instead of covariances: columns in very different units would spoil the test for repeated predictors.
  const deviations = parents.map((node) => Math.sqrt(covariance[node * size + node]));
  const normal = new Float64Array(count * count);
  const coefficients = new Float64Array(count);
  parents.forEach((node, a) => {
    parents.forEach((other, b) => {
      normal[a * count + b] = covariance[node * size + other] / (deviations[a] * deviations[b]);
    });
    coefficients[a] = covariance[node * size + target] / deviations[a];
  });
  solveSemidefinite(normal, count, coefficients);
  const variance = covariance[target * size + target];
  let residualVariance = variance;
  let intercept = mean[target];
  parents.forEach((node, a) => {
    coefficients[a] /= deviations[a];
    residualVariance -= coefficients[a] * covariance[node * size + target];
    intercept -= coefficients[a] * mean[node];
  });
  // Rounding must not make a variance negative where the parents determine the latent.
  return { coefficients, intercept, residualVariance: Math.max(residualVariance, 1e-12 * variance) };
}
