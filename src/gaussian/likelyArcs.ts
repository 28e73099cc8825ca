import { columnMoments, type Dataset, hasGaps } from "../data/index.ts";
import { type Dag, type NamedArc, withArcs } from "../graph/index.ts";
import { factorize, solveLower, solveLowerTransposed } from "../numeric/cholesky.ts";
import { log } from "../numeric/elementary.ts";
import { Random } from "../numeric/random.ts";
import { standardizedValues } from "./doubtfulEm.ts";
import { Expectation } from "./expectation.ts";
import { gappedRows, shrunkCorrelation } from "./gappedRun.ts";
import { inflationOf, type LinearGaussianFit } from "./linearGaussianEm.ts";
import { regressionGraph } from "./regressionGraph.ts";

/** What a parent's own variance must be beside those that a node has already; of less nothing could be said. */
const LEAST_LEFT = 1e-6;

interface LikelyArc extends NamedArc {
  readonly gain: number;
}

/**
 * The network with those of the arcs that it could have which a fit to the same rows asks for most: at the optimum of EM its moments say
 * how steeply the likelihood rises with each arc that is not there (Fisher's identity), at the price of one iteration for all of them.
 *
 * @param data rows of the observed nodes in the units of the fit; NaN where a value is missing
 * @param fit of `network`, of the kind `map`
 * @param allowed the network with all arcs that could take part
 * @param most how many are added; fewer where fewer are asked for more than the best of as many would be by chance
 *
 * @example
 * const fit = fitLinearGaussian(network.dag, data, { kind: "map" });
 * withLikelyArcs(network.dag, data, fit, withDoubtfulArcs(network.dag), 10).arcCount; // up to 10 more than the network has
 */
export function withLikelyArcs(
  network: Dag,
  data: Dataset,
  fit: LinearGaussianFit,
  allowed: Dag,
  most: number,
): Dag {
  const graph = regressionGraph(network);
  const { size, dagNodes, starts, parents } = graph;
  const { correlation, standardDeviation, rowCount } = momentsOf(data);
  const units = standardDeviation.map((deviation) => deviation * inflationOf("map", rowCount));
  const { coefficients, variances } = standardizedValues(fit, graph, units, new Random(0));
  const expectation = new Expectation(graph, correlation);
  expectation.condition(coefficients, variances);
  expectation.update();
  const moments = expectation.moments.slice();
  const numbers = new Int32Array(size);
  dagNodes.forEach((dagNode, node) => {
    numbers[dagNode] = node;
  });
  const found: LikelyArc[] = [];
  for (let node = 0; node < size; node++) {
    const own = parents.subarray(starts[node], starts[node + 1]);
    const width = own.length;
    const factor = new Float64Array(width * width);
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) factor[a * width + b] = moments[own[a] * size + own[b]];
    for (let a = 0; a < width; a++) factor[a * width + a] *= 1 + LEAST_LEFT;
    if (!factorize(factor, width)) continue;
    const slopes = Float64Array.from(own, (parent) => moments[parent * size + node]);
    solveLower(factor, width, slopes);
    solveLowerTransposed(factor, width, slopes);
    const known = new Set(own);
    for (const dagParent of allowed.parents(dagNodes[node])) {
      const parent = numbers[dagParent];
      if (known.has(parent)) continue;
      const shared = Float64Array.from(own, (other) => moments[other * size + parent]);
      let covariance = moments[parent * size + node];
      for (let a = 0; a < width; a++) covariance -= slopes[a] * shared[a];
      solveLower(factor, width, shared);
      const variance = moments[parent * size + parent];
      let left = variance;
      for (const value of shared) left -= value * value;
      if (!(left > LEAST_LEFT * variance)) continue;
      const gain = covariance ** 2 / (left * variances[node]);
      found.push({ parent: network.names[dagParent], child: network.names[dagNodes[node]], gain });
    }
  }
  // What chance alone would give the best of so many (Foster and George 1994): below it right arcs cannot be told from others.
  const least = (2 * log(found.length)) / rowCount;
  const likely = found.filter(({ gain }) => gain > least).sort((a, b) => b.gain - a.gain);
  return withArcs(network, likely.slice(0, most));
}

function momentsOf(data: Dataset) {
  if (!hasGaps(data)) return columnMoments(data);
  const { moments, completion } = gappedRows(data, new Random(0));
  const correlation = shrunkCorrelation(moments.correlation, data.columns.length);
  return { correlation, standardDeviation: moments.standardDeviation, rowCount: completion.rowCount };
}
