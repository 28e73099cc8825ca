/**
 * The baselines for tables of Gaussian numbers.
 */

import type { Dataset } from "../data/dataset.ts";
import type { GaussianDensity } from "../gaussian/gaussianDensity.ts";
import { fitLinearGaussian, linearGaussianBaseline } from "../gaussian/linearGaussianEm.ts";
import { fitShrunkGaussian, type ShrunkGaussian } from "../gaussian/shrunkGaussian.ts";
import type { Dag } from "../graph/dag.ts";
import { fitFullGaussian } from "./fullGaussian.ts";
import { fitIndependentGaussian } from "./independentGaussian.ts";

/** Every Gaussian baseline, fitted to the same rows. */
export interface GaussianBaselines {
  readonly independent: GaussianDensity;
  /** Missing where there are no more rows than columns: its covariance would be singular. */
  readonly full?: GaussianDensity;
  readonly shrunk: ShrunkGaussian;
  /** The linear-Gaussian network by maximum likelihood. */
  readonly em: GaussianDensity;
  /** The linear-Gaussian network with a weak prior. */
  readonly mapEm: GaussianDensity;
}

/**
 * Fits every Gaussian baseline to the same training rows.
 *
 * @param dag the network whose linear-Gaussian version EM fits
 * @param data rows in raw units; the columns are the graph's observed nodes in its order
 * @param seed for the folds of cross-validation and the starts of EM
 * @throws InputError and ComputationError as the fits do
 *
 * @example
 * const { shrunk, mapEm } = fitGaussianBaselines(network.dag, data, 1);
 * const nats = mapEm.logLikelihood(test);
 */
export function fitGaussianBaselines(dag: Dag, data: Dataset, seed: number): GaussianBaselines {
  const network = (kind: "ml" | "map") =>
    linearGaussianBaseline(fitLinearGaussian(dag, data, { kind, seed, history: false }));
  return {
    independent: fitIndependentGaussian(data),
    ...(data.rowCount > data.columns.length ? { full: fitFullGaussian(data) } : {}),
    shrunk: fitShrunkGaussian(data, { seed }),
    em: network("ml"),
    mapEm: network("map"),
  };
}
