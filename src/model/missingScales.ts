import type { LinearGaussianFit } from "../gaussian/index.ts";
import type { FaithfulInverse } from "../graph/index.ts";
import { factorize, solveLower, solveLowerTransposed } from "../numeric/cholesky.ts";
import { log } from "../numeric/elementary.ts";
import type { FeatureGraph } from "./featureGraph.ts";

/**
 * How much wider the posterior of every latent is without one of the observed values, as the change of its log standard
 * deviation given the latents drawn before it and everything else observed: exact in a linear-Gaussian network for rows
 * with one gap, and added up over the gaps of a row.
 *
 * @returns [latent][feature], in the orders of the model.
 */
export function missingLogScales(
  {
    features,
    inverse,
  }: { readonly features: FeatureGraph; readonly inverse: Pick<FaithfulInverse, "samplingOrder"> },
  fit: LinearGaussianFit,
): Float64Array[] {
  const { latents: latent, features: observed } = features;
  const { size } = features.graph;
  const order = inverse.samplingOrder;
  const K = order.length;
  const D = observed.length;
  const covariance = (a: number, b: number) => fit.covariance[a * size + b];
  const result = latent.map(() => new Float64Array(D));
  const factor = Float64Array.from(observed.flatMap((a) => observed.map((b) => covariance(a, b))));
  if (!factorize(factor, D)) return result;
  const solve = (b: Float64Array) => {
    solveLower(factor, D, b);
    solveLowerTransposed(factor, D, b);
    return b;
  };
  const projections = order.map((node) => solve(Float64Array.from(observed, (x) => covariance(node, x))));
  const given = new Float64Array(K * K);
  order.forEach((a, i) => {
    order.forEach((b, j) => {
      let sum = covariance(a, b);
      observed.forEach((x, d) => {
        sum -= projections[i][d] * covariance(x, b);
      });
      given[i * K + j] = sum;
    });
  });
  const complete = given.slice();
  if (!factorize(complete, K)) return result;
  const place = new Map(latent.map((node, row) => [node, row]));
  const widened = new Float64Array(K * K);
  for (let d = 0; d < D; d++) {
    // Without x_d the covariance grows by var(x_d | the other x) times the outer square of its projection.
    const unit = new Float64Array(D);
    unit[d] = 1;
    const variance = 1 / solve(unit)[d];
    for (let i = 0; i < K; i++)
      for (let j = 0; j <= i; j++)
        widened[i * K + j] = given[i * K + j] + variance * projections[i][d] * projections[j][d];
    if (!factorize(widened, K)) continue;
    order.forEach((node, i) => {
      result[place.get(node)!][d] = log(widened[i * K + i] / complete[i * K + i]);
    });
  }
  return result;
}
