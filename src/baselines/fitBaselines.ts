/**
 * All baselines that fit a table, for the tables in which a model is compared with them.
 */

import { type ColumnType, type Dataset, isPlain, requireTable } from "../data/index.ts";
import { type Dag, requireDag } from "../graph/index.ts";
import { isBuiltIn, requireArgument } from "../numeric/arguments.ts";
import { fitGaussianBaselines, type GaussianBaselines } from "./gaussianBaselines.ts";
import { fitMixedBaselines, type MixedBaselines } from "./mixedBaselines.ts";

/** Every baseline that fits the table, by a short key; `independent` is always there. */
export type FittedBaselines = GaussianBaselines | MixedBaselines;

/** What the baselines are called in tables and plots. */
export const baselineTitles: Readonly<Record<keyof GaussianBaselines | keyof MixedBaselines, string>> = {
  independent: "independent columns",
  full: "full-covariance Gaussian",
  shrunk: "shrunk-covariance Gaussian",
  em: "linear network by EM",
  mapEm: "linear network by MAP-EM",
  copula: "Gaussian copula",
  discreteEm: "discrete network by EM",
  discreteAverage: "discrete network, averaged",
};

/**
 * Fits every baseline to the same training rows: Gaussians where all columns are Gaussian numbers, else marginals of the
 * right kinds, a copula and, where the network says the levels of all its nodes, its tables.
 *
 * @param dag the network that EM fits
 * @param data rows in raw units; the columns are the graph's observed nodes in its order
 * @param seed for the folds of cross-validation and the starts of EM
 * @param types of the network's nodes (`network.types`)
 * @throws InputError and ComputationError as the fits do
 *
 * @example
 * const fitted = fitBaselines(network.dag, data, 1);
 * Object.keys(fitted); // ["independent", "full", "shrunk", "em", "mapEm"]
 */
export function fitBaselines(
  dag: Dag,
  data: Dataset,
  seed: number,
  types?: ReadonlyMap<string, ColumnType>,
): FittedBaselines {
  requireDag(dag);
  requireTable(data);
  requireArgument(
    types === undefined || isBuiltIn(types, "Map"),
    "a Map as types of the nodes",
    types,
    "Give network.types.",
  );
  return isPlain(data) ? fitGaussianBaselines(dag, data, seed) : fitMixedBaselines(dag, data, seed, types);
}
