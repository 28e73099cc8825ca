/** EM for linear-Gaussian networks from rows in which observed values are missing, too. */

import { type Dataset, takeRows } from "../data/index.ts";
import { presentMoments } from "../data/presentMoments.ts";
import type { Dag } from "../graph/dag.ts";
import { Random } from "../numeric/random.ts";
import { Expectation } from "./expectation.ts";
import { GapCompletion } from "./gapCompletion.ts";
import {
  checkColumns,
  checkCount,
  type EmOptions,
  type LinearGaussianFit,
  MAP_PRIOR,
  Run,
  rawFit,
} from "./linearGaussianEm.ts";
import { Maximization, NO_PRIOR } from "./maximization.ts";
import { impliedCovariance, regressionGraph } from "./regressionGraph.ts";
import { type AnyExpectation, sparseExpectation } from "./sparseExpectation.ts";

/** More rows are not looked at: a fit of a few hundred numbers is as good from a random subset of this size. */
const MOST_ROWS = 5000;
/** Iterations end early where they would need more multiplications than this. */
const MOST_WORK = 4e9;
const TRIAL_ITERATIONS = 40;
/** Pairwise correlations need not fit together; drawn towards 0 they do well enough to start from. */
const PAIRWISE_SHRINKAGE = 0.1;

/**
 * Fits the linear-Gaussian network of a graph to rows with missing values (NaN) by EM, the missing entries being hidden like
 * the latents: a maximum-likelihood (or maximum-a-posteriori) fit to what was measured, right where values are missing at
 * random (Little and Rubin 2019). It starts from the pairwise correlations of what is there.
 *
 * Means are estimated along with the rest. Beyond 5,000 rows a random subset of 5,000 is used.
 *
 * @param data rows in raw units, with at least two different values in every column and one value in every row
 * @throws InputError as `fitLinearGaussian`; ComputationError where the fit becomes singular
 *
 * @example
 * const rows = missingAtRandom(data, 0.2, new Random(1)); // NaN where a value is missing
 * const fit = fitGappedLinearGaussian(network.dag, rows, { kind: "map", seed: 1 });
 * fit.mean; // of every node, raw units
 */
export function fitGappedLinearGaussian(dag: Dag, data: Dataset, options: EmOptions): LinearGaussianFit {
  const { kind, iterations = 150, seed = 0, starts = dag.latent.length > 0 ? 4 : 1 } = options;
  checkCount(iterations, "iteration");
  checkCount(starts, "start");
  checkColumns(dag, data);
  const random = new Random(seed);
  const rows =
    data.rowCount <= MOST_ROWS
      ? data
      : takeRows(data, random.fork("rows").permutation(data.rowCount).subarray(0, MOST_ROWS));
  // Scales come from all rows: a column of rare values may be empty in the subset.
  const moments = presentMoments(data);
  const width = data.columns.length;
  const values = rows.values.map(
    (value, at) => (value - moments.mean[at % width]) / moments.standardDeviation[at % width],
  );
  const completion = new GapCompletion(values, width);
  const graph = regressionGraph(dag);
  const prior = kind === "map" ? MAP_PRIOR : NO_PRIOR;
  const correlation = moments.correlation.map((value, at) =>
    at % (width + 1) === 0 ? 1 : (1 - PAIRWISE_SHRINKAGE) * value,
  );
  let best: Run | undefined;
  for (let start = 0; start < starts; start++) {
    const run = new Run(graph, { ...moments, correlation, rowCount: rows.rowCount }, prior, random);
    run.iterate(TRIAL_ITERATIONS);
    if (best === undefined || run.objective() > best.objective()) best = run;
  }
  const { coefficients, variances } = best as Run;
  const expectation: AnyExpectation =
    sparseExpectation(graph, correlation) ?? new Expectation(graph, correlation);
  const maximization = new Maximization(graph, prior, rows.rowCount);
  const implied = new Float64Array(graph.size * graph.size);
  const covariance = new Float64Array(width * width);
  const history: number[] = [];
  let mean = new Float64Array(width);
  let density = 0;
  const count = Math.max(5, Math.min(iterations, Math.floor(MOST_WORK / completion.work)));
  for (let iteration = 0; iteration <= count; iteration++) {
    impliedCovariance(graph, coefficients, variances, implied);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) covariance[i * width + j] = implied[i * graph.size + j];
    const completed = completion.complete(mean, covariance);
    density = completed.logDensity;
    if (iteration > 0)
      history.push(density + maximization.logDensity(coefficients, variances) / rows.rowCount);
    if (iteration === count) break;
    mean = completed.mean as Float64Array<ArrayBuffer>;
    expectation.observe(completed.covariance);
    expectation.condition(coefficients, variances);
    expectation.update();
    maximization.update(expectation.moments, coefficients, variances, expectation.pairs);
  }
  // `rawFit` adds the constant of complete rows; what a missing value does not contribute is taken off again.
  const constant = moments.missingConstant;
  const run = {
    coefficients,
    variances,
    history: history.map((objective) => objective + constant),
    logDensity: () => density + constant,
  };
  const shifted = moments.mean.map((value, j) => value + moments.standardDeviation[j] * mean[j]);
  return rawFit(dag, kind, graph, { ...moments, mean: shifted, rowCount: rows.rowCount }, run);
}
