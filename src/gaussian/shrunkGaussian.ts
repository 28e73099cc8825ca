/**
 * A Gaussian whose correlations are shrunk towards zero: the strongest baseline that knows nothing of the network, on
 * little data.
 */

import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { type ColumnMoments, columnMoments, toRawCovariance } from "../data/columnMoments.ts";
import { constantColumn } from "../data/columnStatistics.ts";
import type { Dataset } from "../data/dataset.ts";
import { splitFolds } from "../data/folds.ts";
import { requireTable } from "../data/requireTable.ts";
import { requireCount } from "../numeric/arguments.ts";
import { log } from "../numeric/elementary.ts";
import {
  numberShape,
  type OptionShapes,
  oneOfShape,
  requireOptions,
  seedShape,
} from "../numeric/optionShapes.ts";
import { GaussianDensity } from "./gaussianDensity.ts";

/** How the strength of the shrinkage is chosen. */
export interface ShrinkageOptions {
  /** `cross-validation` (default) or the closed `formula` of Ledoit and Wolf for the diagonal target. */
  readonly strength?: "cross-validation" | "formula";
  /** For cross-validation; at most the number of rows. Default 10. */
  readonly folds?: number;
  /** For the deal of the folds. Default 0. */
  readonly seed?: number;
}

const shrinkageShapes: OptionShapes<ShrinkageOptions> = {
  strength: oneOfShape(["cross-validation", "formula"]),
  folds: numberShape,
  seed: seedShape,
};

/** A shrunk Gaussian and the strength it was shrunk with: 0 is the free covariance, 1 the independent Gaussians. */
export class ShrunkGaussian extends GaussianDensity {
  readonly shrinkage: number;

  constructor(moments: ColumnMoments, shrinkage: number) {
    const width = moments.columns.length;
    const shrunk = moments.correlation.map((value, index) =>
      index % (width + 1) === 0 ? 1 : (1 - shrinkage) * value,
    );
    const covariance = toRawCovariance(shrunk, moments.standardDeviation);
    const parameters = width + (width * (width + 1)) / 2 + 1;
    super("shrunk Gaussian", moments.columns, moments.mean, covariance, parameters);
    this.shrinkage = shrinkage;
  }
}

/**
 * A Gaussian with covariance (1 - a) S + a diag(S), S the maximum-likelihood covariance. The strength a is the one of 100
 * candidates with the best held-out likelihood, or the estimate of the a with the least expected squared error.
 *
 * References: O. Ledoit and M. Wolf (2004), A well-conditioned estimator for large-dimensional covariance matrices, J.
 * Multivariate Analysis 88; for the diagonal target J. Schäfer and K. Strimmer (2005), SAGMB 4:32, target D on
 * correlations (their equation for lambda*).
 *
 * @param data training rows in raw units
 * @throws InputError on fewer than two rows, a value that is not finite, or a constant column
 *
 * @example
 * const values = Float64Array.of(0, 0.1, 1, 0.9, 2, 2.2, 3, 2.9, 4, 4.1, 5, 4.8);
 * const fitted = fitShrunkGaussian({ columns: ["a", "b"], rowCount: 6, values }, { folds: 3 });
 * fitted.shrinkage < 0.1; // true
 */
export function fitShrunkGaussian(data: Dataset, options: ShrinkageOptions = {}): ShrunkGaussian {
  requireTable(data);
  requireOptions(options, shrinkageShapes, { what: "options of the fit", example: "such as { folds: 5 }" });
  const { strength = "cross-validation", folds = 10, seed = 0 } = options;
  requireCount("folds", folds, 2);
  const moments = columnMoments(data);
  const shrinkage =
    strength === "formula"
      ? shrinkageByFormula(data, moments)
      : (shrinkageByCrossValidation(data, folds, seed) ?? shrinkageByFormula(data, moments));
  return new ShrunkGaussian(moments, shrinkage);
}

const LEAST_SHRINKAGE = 1e-6;

function shrinkageByFormula(data: Dataset, moments: ColumnMoments): number {
  const { rowCount, mean, standardDeviation, correlation } = moments;
  const width = mean.length;
  // sum of the variances of the estimated correlations, and of their squares, over all pairs
  let noise = 0;
  let signal = 0;
  const squares = new Float64Array(width * width);
  const standardized = new Float64Array(width);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < width; j++) {
      standardized[j] = (data.values[row * width + j] - mean[j]) / standardDeviation[j];
      for (let k = 0; k < j; k++) {
        const deviation = standardized[j] * standardized[k] - correlation[j * width + k];
        squares[j * width + k] += deviation * deviation;
      }
    }
  }
  for (let j = 0; j < width; j++) {
    for (let k = 0; k < j; k++) {
      noise += squares[j * width + k] / rowCount / (rowCount - 1);
      signal += correlation[j * width + k] * correlation[j * width + k];
    }
  }
  return signal > 0 ? Math.min(1, Math.max(LEAST_SHRINKAGE, noise / signal)) : 1;
}

/** The best strength on held-out rows, or undefined where the folds are too small to tell. */
function shrinkageByCrossValidation(data: Dataset, folds: number, seed: number): number | undefined {
  const candidates = strengths();
  const scores = new Float64Array(candidates.length);
  for (const fold of splitFolds(data, Math.min(folds, data.rowCount), seed)) {
    if (fold.training.rowCount < 2 || constantColumn(fold.training) !== undefined) return undefined;
    addHeldOutScores(scores, candidates, columnMoments(fold.training), fold.heldOut);
  }
  let best = 0;
  for (let index = 1; index < scores.length; index++) if (scores[index] > scores[best]) best = index;
  return candidates[best];
}

/** From next to nothing to 1, evenly spaced in the square root, for on much data the best strength is small. */
function strengths(): Float64Array {
  return Float64Array.from({ length: 101 }, (_, index) => Math.max(LEAST_SHRINKAGE, (index / 100) ** 2));
}

/**
 * Adds the log-likelihood of the held-out rows under every strength, up to a constant. In the eigenvectors of the
 * training correlations the shrunk matrix is diagonal, so one decomposition serves all strengths.
 */
function addHeldOutScores(
  scores: Float64Array,
  candidates: Float64Array,
  moments: ColumnMoments,
  heldOut: Dataset,
): void {
  const { mean, standardDeviation, correlation } = moments;
  const width = mean.length;
  const rows = Array.from({ length: width }, (_, j) => correlation.subarray(j * width, (j + 1) * width));
  const decomposition = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
  const eigenvalues = decomposition.realEigenvalues;
  const eigenvectors = decomposition.eigenvectorMatrix;
  const squares = new Float64Array(width);
  let logScale = 0;
  for (let j = 0; j < width; j++) logScale += log(standardDeviation[j]);
  for (let row = 0; row < heldOut.rowCount; row++) {
    for (let i = 0; i < width; i++) {
      let projection = 0;
      for (let j = 0; j < width; j++) {
        const value = (heldOut.values[row * width + j] - mean[j]) / standardDeviation[j];
        projection += eigenvectors.get(j, i) * value;
      }
      squares[i] += projection * projection;
    }
  }
  for (let index = 0; index < candidates.length; index++) {
    const strength = candidates[index];
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const variance = (1 - strength) * Math.max(0, eigenvalues[i]) + strength;
      sum += heldOut.rowCount * log(variance) + squares[i] / variance;
    }
    scores[index] -= 0.5 * sum + heldOut.rowCount * logScale;
  }
}
