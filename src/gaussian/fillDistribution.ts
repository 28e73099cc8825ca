import type { Dataset } from "../data/index.ts";
import type { Scales } from "../data/scales.ts";
import type { Dag } from "../graph/index.ts";
import type { LinearGaussianFit } from "./linearGaussianEm.ts";
import { fitShrunkGaussian } from "./shrunkGaussian.ts";

/**
 * The normal distribution of the observed columns that missing values are filled from, in raw data units: that of a
 * linear-Gaussian network of the model's graph, fitted to the training rows.
 */
export interface FillDistribution {
  readonly mean: Float64Array;
  /** Row-major, columns x columns. */
  readonly covariance: Float64Array;
}

/** With more columns a model trained on complete rows keeps no fill distribution: it would outgrow the weights. */
export const MOST_FILLED_COLUMNS = 500;

/** The observed part of a fit on standardized rows, in raw units. */
export function fillOfFit(dag: Dag, fit: LinearGaussianFit, scales: Scales): FillDistribution {
  const { observed, size } = dag;
  const { mean, deviation } = scales;
  return {
    mean: Float64Array.from(observed, (node, c) => mean[c] + deviation[c] * fit.mean[node]),
    covariance: Float64Array.from(
      observed.flatMap((row, r) =>
        observed.map((column, c) => fit.covariance[row * size + column] * deviation[r] * deviation[c]),
      ),
    ),
  };
}

/** For models without a fitted network, trained on complete rows: a Gaussian with shrunk correlations. */
export function fillOfCompleteRows(data: Dataset): FillDistribution {
  const { mean, covariance } = fitShrunkGaussian(data, { strength: "formula" });
  return { mean, covariance };
}
