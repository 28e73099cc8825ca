/** EM for a network that may lack arcs: doubtful ones take part under a prior that holds them at nothing unless data insist. */

import { type ColumnMoments, columnMoments, type Dataset, hasGaps } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import { InputError } from "../numeric/errors.ts";
import {
  needed,
  numberShape,
  type OptionShapes,
  objectShape,
  requireOptions,
} from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { type GappedRows, GappedRun, gappedIterations, gappedRows, rawGappedFit } from "./gappedRun.ts";
import {
  checkColumns,
  checkCount,
  inflationOf,
  type LinearGaussianFit,
  MAP_PRIOR,
  type RegressionValues,
  Run,
  rawFit,
} from "./linearGaussianEm.ts";
import type { RegressionPrior } from "./maximization.ts";
import { type RegressionGraph, regressionGraph } from "./regressionGraph.ts";

/** How to go on from a fit to one with other arcs. */
export interface DoubtfulOptions {
  /**
   * How firmly doubtful arcs are held at nothing: their standardized coefficients have Cauchy priors of scale
   * 1 / sqrt(precision).
   */
  readonly precision: number;
  /** Where to begin: a fit to the same columns, of a graph with the same nodes. */
  readonly start: LinearGaussianFit;
  /** Default 30. */
  readonly iterations?: number;
  /** The graph as {@link regressionGraph} flattens it, where several fits share it: what follows from it is then worked out once. */
  readonly flat?: RegressionGraph;
}

const doubtfulShapes: OptionShapes<DoubtfulOptions> = {
  precision: numberShape,
  start: needed(objectShape("a fit to start from")),
  iterations: numberShape,
  flat: objectShape("what regressionGraph returns"),
};

/** Arcs that the start does not have begin at this size: one that began at exactly nothing could stay there for good. */
const SMALL = 0.05;

/**
 * Fits linear-Gaussian networks with doubtful arcs to one table by MAP-EM. The arcs of `network` have the prior of the kind
 * `map`; all others are doubtful. From one precision to the next it goes on where the last fit ended: from little doubt's
 * price to much, so that what is superfluous dies out while what is needed stays.
 *
 * @example
 * const mask = fitLinearGaussian(network.dag, data, { kind: "map" });
 * const em = new DoubtfulEm(network.dag, data);
 * const fit = em.fit(withDoubtfulArcs(network.dag), { precision: 100, start: mask });
 * doubtfulArcs(network.dag, fit)[0]?.weight; // in standard deviations
 */
export class DoubtfulEm {
  readonly #network: Dag;
  readonly #complete: ColumnMoments | undefined;
  readonly #gapped: GappedRows | undefined;
  readonly #seed: number;

  /**
   * @param data rows in raw units; the columns are the network's observed nodes in its order; NaN where a value is missing
   * @throws InputError as `fitLinearGaussian` and `fitGappedLinearGaussian`
   */
  constructor(network: Dag, data: Dataset, seed = 0) {
    checkColumns(network, data);
    this.#network = network;
    this.#seed = seed;
    if (hasGaps(data)) this.#gapped = gappedRows(data, new Random(seed).fork("rows"));
    else this.#complete = columnMoments(data);
  }

  /**
   * @param dag the network's nodes with all arcs that may take part
   * @throws ComputationError where the fit becomes singular
   */
  fit(dag: Dag, options: DoubtfulOptions): LinearGaussianFit {
    return toEnd(this.fitInSteps(dag, options));
  }

  /** {@link fit}, a step an iteration. */
  *fitInSteps(dag: Dag, options: DoubtfulOptions): Steps<LinearGaussianFit> {
    requireOptions(options, doubtfulShapes, {
      what: "options of the fit",
      example: "such as { precision: 100, start }",
    });
    const { precision, start, iterations = 30 } = options;
    checkCount(iterations, "iteration");
    if (!(precision > 0 && precision < Number.POSITIVE_INFINITY)) {
      throw new InputError(
        `Expected a precision above 0 for doubtful arcs, got ${precision}. Give a positive number.`,
      );
    }
    const graph = options.flat ?? regressionGraph(dag);
    const prior: RegressionPrior = {
      ...MAP_PRIOR,
      doubtful: { arcs: doubtfulFlags(this.#network, graph), precision },
    };
    const moments = this.#complete ?? this.#gapped!.moments;
    const rowCount = this.#complete?.rowCount ?? this.#gapped!.completion.rowCount;
    const units = moments.standardDeviation.map((deviation) => deviation * inflationOf("map", rowCount));
    const from = standardizedValues(start, graph, units, new Random(this.#seed).fork("doubtful"));
    if (this.#complete) {
      const run = new Run(graph, this.#complete, prior, from);
      yield* run.iterateInSteps(iterations, false);
      return rawFit(dag, "map", graph, this.#complete, run);
    }
    const { completion } = this.#gapped!;
    const mean = Float64Array.from(
      dag.observed,
      (node, j) => (start.mean[node] - moments.mean[j]) / moments.standardDeviation[j],
    );
    const run = new GappedRun(graph, completion, prior, from, mean);
    yield* run.iterateInSteps(gappedIterations(iterations, completion));
    return rawGappedFit(dag, "map", graph, this.#gapped!, run);
  }
}

/** An arc outside the network with its fitted coefficient in standard deviations of its two nodes. */
export interface DoubtfulArc {
  readonly parent: number;
  readonly child: number;
  readonly weight: number;
}

/** The arcs of a fit that the network does not have. */
export function doubtfulArcs(network: Dag, fit: LinearGaussianFit): DoubtfulArc[] {
  const { dag, covariance } = fit;
  const deviation = (node: number) => Math.sqrt(covariance[node * dag.size + node]);
  return dag.names.flatMap((_, child) =>
    dag
      .parents(child)
      .map((parent, k) => ({
        parent,
        child,
        weight: (fit.network[child].coefficients[k] * deviation(parent)) / deviation(child),
      }))
      .filter(({ parent }) => !network.hasArc(parent, child)),
  );
}

function doubtfulFlags(network: Dag, { size, dagNodes, starts, parents }: RegressionGraph): Uint8Array {
  const flags = new Uint8Array(parents.length);
  for (let node = 0; node < size; node++) {
    for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
      flags[arc] = network.hasArc(dagNodes[parents[arc]], dagNodes[node]) ? 0 : 1;
    }
  }
  return flags;
}

/**
 * A fit's regressions in standardized units for a graph over the same nodes; its latents have variance 1 already.
 *
 * @param random for arcs that the fit does not have
 */
export function standardizedValues(
  fit: LinearGaussianFit,
  { size, observedCount, dagNodes, starts, parents }: RegressionGraph,
  units: Float64Array,
  random: Random,
): RegressionValues {
  const unit = (node: number) => (node < observedCount ? units[node] : 1);
  const coefficients = new Float64Array(parents.length);
  const variances = new Float64Array(size);
  for (let node = 0; node < size; node++) {
    const dagNode = dagNodes[node];
    const known = fit.dag.parents(dagNode);
    variances[node] = fit.network[dagNode].variance / (unit(node) * unit(node));
    for (let arc = starts[node]; arc < starts[node + 1]; arc++) {
      const at = known.indexOf(dagNodes[parents[arc]]);
      coefficients[arc] =
        at < 0
          ? SMALL * random.normal()
          : (fit.network[dagNode].coefficients[at] * unit(parents[arc])) / unit(node);
    }
  }
  return { coefficients, variances };
}
