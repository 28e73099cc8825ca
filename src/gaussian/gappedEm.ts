/** EM for linear-Gaussian networks from rows in which observed values are missing, too. */

import type { Dataset } from "../data/index.ts";
import type { Dag } from "../graph/dag.ts";
import { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { GappedRun, gappedIterations, gappedRows, rawGappedFit, shrunkCorrelation } from "./gappedRun.ts";
import {
  checkColumns,
  checkCount,
  type EmOptions,
  fittedGraph,
  type LinearGaussianFit,
  MAP_PRIOR,
  Run,
} from "./linearGaussianEm.ts";
import { NO_PRIOR } from "./maximization.ts";
import { regressionGraph } from "./regressionGraph.ts";

const TRIAL_ITERATIONS = 40;

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
  return toEnd(gappedLinearGaussianInSteps(fittedGraph(dag, data, options), data, options));
}

/** {@link fitGappedLinearGaussian}, a step an iteration. */
export function* gappedLinearGaussianInSteps(
  dag: Dag,
  data: Dataset,
  options: EmOptions,
): Steps<LinearGaussianFit> {
  const { kind, iterations = 150, seed = 0, starts = dag.latent.length > 0 ? 4 : 1 } = options;
  checkCount(iterations, "iteration");
  checkCount(starts, "start");
  checkColumns(dag, data);
  const random = new Random(seed);
  const { moments, completion } = gappedRows(data, random.fork("rows"));
  const { rowCount } = completion;
  const graph = regressionGraph(dag);
  const prior = kind === "map" ? MAP_PRIOR : NO_PRIOR;
  const correlation = shrunkCorrelation(moments.correlation, data.columns.length);
  let best: Run | undefined;
  for (let start = 0; start < starts; start++) {
    const run = new Run(graph, { ...moments, correlation, rowCount }, prior, random);
    yield* run.iterateInSteps(TRIAL_ITERATIONS);
    if (best === undefined || run.objective() > best.objective()) best = run;
  }
  const run = new GappedRun(graph, completion, prior, best as Run);
  yield* run.iterateInSteps(gappedIterations(iterations, completion));
  return rawGappedFit(dag, kind, graph, { moments, completion }, run);
}
