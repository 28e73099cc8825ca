/**
 * A network held against a table: what it is worth, which arcs the data ask for, which they could do without, and what it
 * leaves unexplained. Everything is linear-Gaussian, so that a critique takes seconds.
 */

import { columnMoments, type Dataset, GAUSSIAN, hasGaps, splitFolds, takeRows } from "../data/index.ts";
import {
  amended,
  bestTrust,
  climbTrust,
  DoubtfulEm,
  fitGappedLinearGaussian,
  fitLinearGaussian,
  fitShrunkGaussian,
  keptArcs,
  type LinearGaussianFit,
  linearGaussianBaseline,
  rowLogDensities,
  rungsUpTo,
  scoreTrust,
} from "../gaussian/index.ts";
import { type Dag, withDoubtfulArcs, withoutArcs, withStructure } from "../graph/index.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { type PairedDifference, pairedDifference } from "../numeric/pairedDifference.ts";
import { Random } from "../numeric/random.ts";
import { normalQuantile } from "../numeric/special.ts";

/** A rival of the network and how much better the network predicts held-out rows, nats a row. */
export interface Rival {
  readonly name: "trust" | "fc" | "ind" | "shrunk";
  readonly logDensity: number;
  /** Positive where the network as it stands is better. */
  readonly advantage: PairedDifference;
}

/** What held-out rows say of one arc or of all arcs of one node. */
export interface ArcVerdict {
  readonly parent: string;
  readonly child: string;
  /** Standardized coefficient. */
  readonly weight: number;
  /** What the proposed change (adding or taking away) does to the log-density of held-out rows, nats a row. */
  readonly gain: PairedDifference;
  /** Share of the bootstrap resamplings that agree. */
  readonly agreement: number;
}

/** Two measured nodes that depend on each other otherwise than the network says. */
export interface UnexplainedPair {
  readonly first: string;
  readonly second: string;
  readonly correlation: number;
  readonly implied: number;
  /** In standard errors, on Fisher's scale. */
  readonly deviation: number;
}

/** A hidden node without which held-out rows are predicted as well. */
export interface UnsupportedNode {
  readonly name: string;
  /** Of taking away all arcs to its children. */
  readonly gain: PairedDifference;
}

/** All that is to be said about a network. */
export interface Critique {
  readonly rowCount: number;
  readonly folds: number;
  readonly resamplings: number;
  /** Mean log-density of held-out rows under the network as it stands, nats a row. */
  readonly logDensity: number;
  /** Of every row when it was held out. */
  readonly rowDensities: Float64Array;
  readonly rivals: readonly Rival[];
  /** Arcs that the data ask for, the most profitable first. */
  readonly requested: readonly ArcVerdict[];
  /** Arcs that the data could do without. */
  readonly needless: readonly ArcVerdict[];
  readonly unexplained: readonly UnexplainedPair[];
  readonly unsupported: readonly UnsupportedNode[];
}

/** How columns that are read as several features stand in the linear-Gaussian networks that judge them. */
export interface ColumnFeatures {
  /** A network of columns as a network of features, whose measured nodes are the columns of the data in their order. */
  graphOf(network: Dag): Dag;
  /** The network's node that each node of such a graph belongs to. */
  readonly nodeOf: ArrayLike<number>;
}

export interface CritiqueOptions {
  /** Where the data hold features of the columns. Default: every column is its own feature. */
  readonly features?: ColumnFeatures;
  /** Default 5. */
  readonly folds?: number;
  /** Default 20. */
  readonly resamplings?: number;
  readonly seed?: number;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** An arc is asked for where it raises the density of held-out rows by so many standard errors, */
const CLEAR = 2;
/** at least this share of the resamplings has it too, */
const LEAST_AGREEMENT = 0.5;
/** and its standardized coefficient is no trifle. */
const LEAST_WEIGHT = 0.1;
/** Pairs are named where so many of them would deviate as far by chance as this. */
const FALSE_PAIRS = 0.01;
const REFIT = 30;
/** A right network is told that something in it is needless once in so many tables. */
const FALSE_ALARMS = 0.05;

/**
 * Criticises a network by a table of its measured nodes.
 *
 * @param data rows of the observed nodes in their order, raw units; NaN where a value is missing
 * @throws InputError as the fits do, with fewer rows than folds; an AbortError where the signal says so
 *
 * @example
 * const critique = await criticise(network.dag, data, { resamplings: 2 });
 * critique.requested.map(({ parent, child }) => `${parent} -> ${child}`);
 */
export async function criticise(dag: Dag, data: Dataset, options: CritiqueOptions = {}): Promise<Critique> {
  const { folds: count = 5, resamplings = 20, seed = 0, onProgress, signal } = options;
  const other = data.types?.findIndex(({ kind }) => kind !== GAUSSIAN.kind) ?? -1;
  if (other >= 0) {
    throw new InputError(
      `Expected Gaussian columns for a critique, got "${data.columns[other]}", which is ${data.types![other].kind}. Give the features that it is coded by, or leave it out.`,
    );
  }
  const { graphOf, nodeOf } = options.features ?? {
    graphOf: (graph: Dag) => graph,
    nodeOf: [...dag.names.keys()],
  };
  const own = graphOf(dag);
  const gaps = hasGaps(data);
  const fitOf = (graph: Dag, rows: Dataset): LinearGaussianFit =>
    (gaps && hasGaps(rows) ? fitGappedLinearGaussian : fitLinearGaussian)(graph, rows, {
      kind: "map",
      seed,
      history: false,
    });
  const total = 2 * count + resamplings + 2;
  let done = 0;
  const step = async (phase: string) => {
    onProgress?.(phase, done++, total);
    // Lets a stop be heard and a line of progress be drawn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  };

  const folds: Fold[] = [];
  for (const { training, heldOut, heldOutRows } of splitFolds(data, count, seed)) {
    await step("comparing with no network");
    folds.push({
      training,
      heldOut,
      heldOutRows,
      mask: fitOf(own, training),
      fc: fitOf(graphOf(withStructure(dag, "fc")), training),
      ind: fitOf(graphOf(withStructure(dag, "ind")), training),
    });
  }
  await step("which arcs the data ask for");
  const allowed = graphOf(withDoubtfulArcs(dag));
  const precision = bestTrust(
    scoreTrust(
      folds.map(({ training, heldOut, mask }) => ({
        heldOut,
        fits: [mask, ...climbTrust(own, training, mask, { seed, allowed })],
      })),
    ),
  );
  const overruled = Number.isFinite(precision);
  const rungs = overruled ? rungsUpTo(precision) : [];
  const everything = fitOf(own, data);
  const climb = (rows: Dataset, mask: LinearGaussianFit) =>
    climbTrust(own, rows, mask, { precisions: rungs, seed, allowed }).at(-1) ?? mask;
  const whole = climb(data, everything);
  const sign = latentSigns(own, whole);
  const ofColumns = (arcs: readonly WeightedArc[], signs?: Int8Array) => columnArcs(arcs, nodeOf, signs);
  const strong = (arcs: readonly WeightedArc[]) =>
    arcs.filter(({ weight }) => Math.abs(weight) >= LEAST_WEIGHT);
  const weak = (arcs: readonly WeightedArc[]) => arcs.filter(({ weight }) => Math.abs(weight) < LEAST_WEIGHT);
  const kept = strong(ofColumns(keptArcs(own, whole), sign));
  const everyKept = amended(dag, kept);

  const base = held(folds, data.rowCount, ({ mask }) => mask);
  const judged = folds.map((fold) => {
    const em = new DoubtfulEm(own, fold.training, seed);
    const start = overruled ? climb(fold.training, fold.mask) : fold.mask;
    const fit = (over: Dag, from: LinearGaussianFit) =>
      em.fit(graphOf(over), { precision: overruled ? precision : 10000, start: from, iterations: REFIT });
    return { ...fold, fit, amended: fit(everyKept, start) };
  });
  const trusted = held(judged, data.rowCount, ({ amended: fit }) => fit);
  let graph = everyKept;
  let best = trusted;
  const under = async (over: Dag, phase: string) => {
    await step(phase);
    done--;
    return held(judged, data.rowCount, ({ fit, amended: from }) => fit(over, from));
  };
  const change = async (over: Dag, phase: string) => pairedDifference(await under(over, phase), best);
  const name = (node: number) => dag.names[node];
  const without = ({ parent, child }: { readonly parent: number; readonly child: number }) =>
    withoutArcs(graph, [{ parent: name(parent), child: name(child) }]);

  const agreements = new Map<string, number>();
  const random = new Random(seed).fork("resamplings");
  for (let b = 0; b < resamplings; b++) {
    await step("resampling");
    const rows = takeRows(
      data,
      Int32Array.from({ length: data.rowCount }, () => random.integer(data.rowCount)),
    );
    const fit = climb(rows, fitOf(own, rows));
    for (const { parent, child } of [
      ...strong(ofColumns(keptArcs(own, fit))),
      ...weak(ofColumns(ownArcs(own, fit))),
    ]) {
      agreements.set(key(parent, child), (agreements.get(key(parent, child)) ?? 0) + 1);
    }
  }
  const agreement = (parent: number, child: number) =>
    resamplings === 0 ? 1 : (agreements.get(key(parent, child)) ?? 0) / resamplings;

  // Near relatives explain the same dependence: beside each other neither seems worth anything. So the superfluous go one by one,
  // those first that the fewest resamplings have, and what stays is judged without them.
  const weighing = "weighing the arcs that are asked for";
  const doubted: (typeof kept)[number][] = [];
  for (const arc of kept) {
    const { mean, standardError } = await change(without(arc), weighing);
    if (-mean <= standardError) doubted.push(arc);
  }
  doubted.sort((a, b) => agreement(a.parent, a.child) - agreement(b.parent, b.child));
  const dropped = new Set<(typeof kept)[number]>();
  for (const arc of doubted) {
    const smaller = without(arc);
    const rows = await under(smaller, weighing);
    const { mean, standardError } = pairedDifference(rows, best);
    if (-mean > standardError) continue;
    dropped.add(arc);
    graph = smaller;
    best = rows;
  }
  const requested: ArcVerdict[] = [];
  for (const arc of kept) {
    if (dropped.has(arc)) continue;
    const { parent, child, weight } = arc;
    const { mean, standardError } = await change(without(arc), weighing);
    const verdict = {
      parent: name(parent),
      child: name(child),
      weight,
      gain: { mean: -mean, standardError },
      agreement: agreement(parent, child),
    };
    if (-mean > CLEAR * standardError && verdict.agreement >= LEAST_AGREEMENT) requested.push(verdict);
  }
  const needless: ArcVerdict[] = [];
  // Only what is weak where everything may take part can be needless.
  const doubtable = weak(ofColumns(ownArcs(own, whole), sign));
  for (const arc of doubtable) {
    const { parent, child, weight } = arc;
    const gain = await change(without(arc), "weighing the network's own arcs");
    const agreed = agreement(parent, child);
    if (gain.mean > clearAmong(doubtable.length) * gain.standardError && agreed >= LEAST_AGREEMENT) {
      needless.push({
        parent: name(parent),
        child: name(child),
        weight,
        gain,
        agreement: agreed,
      });
    }
  }
  const unsupported: UnsupportedNode[] = [];
  for (const node of dag.latent) {
    const children = graph.children(node);
    const gain =
      children.length === 0
        ? { mean: 0, standardError: 0 }
        : await change(
            withoutArcs(
              graph,
              children.map((child) => ({ parent: name(node), child: name(child) })),
            ),
            "weighing the hidden nodes",
          );
    if (children.length === 0 || gain.mean > clearAmong(dag.latent.length) * gain.standardError)
      unsupported.push({ name: name(node), gain });
  }
  const rivals: Rival[] = [
    rival("trust", trusted, base),
    rival(
      "fc",
      held(folds, data.rowCount, ({ fc }) => fc),
      base,
    ),
    rival(
      "ind",
      held(folds, data.rowCount, ({ ind }) => ind),
      base,
    ),
    ...(gaps ? [] : [rival("shrunk", shrunkDensities(folds, data.rowCount, seed), base)]),
  ];
  return {
    rowCount: data.rowCount,
    folds: count,
    resamplings,
    logDensity: meanOf(base),
    rowDensities: base,
    rivals,
    requested: requested.sort((a, b) => b.gain.mean - a.gain.mean),
    needless: needless.sort((a, b) => b.gain.mean - a.gain.mean),
    unexplained: gaps
      ? []
      : unexplainedPairs(
          everything,
          data,
          own.observed.map((node) => nodeOf[node]),
        ).map(({ first, second, ...pair }) => ({ first: name(first), second: name(second), ...pair })),
    unsupported,
  };
}

/** By how many standard errors one of several must stand out: Bonferroni's bound, for what is looked for among all of them. */
function clearAmong(count: number): number {
  return Math.max(CLEAR, -normalQuantile(FALSE_ALARMS / Math.max(1, count)));
}

interface Fold {
  readonly training: Dataset;
  readonly heldOut: Dataset;
  readonly heldOutRows: Int32Array;
  readonly mask: LinearGaussianFit;
  readonly fc: LinearGaussianFit;
  readonly ind: LinearGaussianFit;
}

function held<F extends Fold>(
  folds: readonly F[],
  rowCount: number,
  fit: (fold: F) => LinearGaussianFit,
): Float64Array {
  const rows = new Float64Array(rowCount);
  for (const fold of folds) {
    rowLogDensities(fit(fold), fold.heldOut).forEach((density, i) => {
      rows[fold.heldOutRows[i]] = density;
    });
  }
  return rows;
}

function shrunkDensities(folds: readonly Fold[], rowCount: number, seed: number): Float64Array {
  const rows = new Float64Array(rowCount);
  for (const { training, heldOut, heldOutRows } of folds) {
    fitShrunkGaussian(training, { seed })
      .logLikelihood(heldOut)
      .forEach((density, i) => {
        rows[heldOutRows[i]] = density;
      });
  }
  return rows;
}

function rival(name: Rival["name"], rows: Float64Array, base: Float64Array): Rival {
  return { name, logDensity: meanOf(rows), advantage: pairedDifference(base, rows) };
}

interface WeightedArc {
  readonly parent: number;
  readonly child: number;
  /** Standardized coefficient. */
  readonly weight: number;
}

/** Arcs of features as arcs of columns, each with the weight of its strongest; those within a column are its own affair. */
function columnArcs(
  arcs: readonly WeightedArc[],
  nodeOf: ArrayLike<number>,
  signs?: Int8Array,
): WeightedArc[] {
  const strongest = new Map<string, WeightedArc>();
  for (const arc of arcs) {
    const [parent, child] = [nodeOf[arc.parent], nodeOf[arc.child]];
    const known = strongest.get(key(parent, child));
    if (parent === child || (known && Math.abs(known.weight) >= Math.abs(arc.weight))) continue;
    const weight = signs ? arc.weight * signs[arc.parent] * signs[arc.child] : arc.weight;
    strongest.set(key(parent, child), { parent, child, weight });
  }
  return [...strongest.values()];
}

function ownArcs(dag: Dag, fit: LinearGaussianFit): WeightedArc[] {
  const { size } = dag;
  const deviation = (node: number) => Math.sqrt(fit.covariance[node * size + node]);
  return dag.names.flatMap((_, child) =>
    dag.parents(child).map((parent, k) => ({
      parent,
      child,
      // A graph with more arcs keeps a node's own parents first.
      weight: (fit.network[child].coefficients[k] * deviation(parent)) / deviation(child),
    })),
  );
}

/** -1 for a latent that lowers its first child, whose own sign is settled before: signs are arbitrary. */
function latentSigns(dag: Dag, fit: LinearGaussianFit): Int8Array {
  const signs = new Int8Array(dag.size).fill(1);
  for (const node of [...dag.latent].reverse()) {
    const [child] = dag.children(node);
    if (child === undefined) continue;
    const coefficient = fit.network[child].coefficients[dag.parents(child).indexOf(node)];
    if (coefficient * signs[child] < 0) signs[node] = -1;
  }
  return signs;
}

/** Of several features of two columns the pair that deviates most; `nodes` are the columns that the features belong to. */
function unexplainedPairs(fit: LinearGaussianFit, data: Dataset, nodes: readonly number[]) {
  const { covariance, columns } = linearGaussianBaseline(fit);
  const { correlation } = columnMoments(data);
  const width = columns.length;
  const pairs = new Map<
    string,
    { first: number; second: number; correlation: number; implied: number; deviation: number }
  >();
  const threshold = -normalQuantile(FALSE_PAIRS / (width * (width - 1)));
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) {
      if (nodes[i] === nodes[j]) continue;
      const implied =
        covariance[i * width + j] / Math.sqrt(covariance[i * width + i] * covariance[j * width + j]);
      const seen = correlation[i * width + j];
      const deviation = (fisher(seen) - fisher(implied)) * Math.sqrt(Math.max(0, data.rowCount - 3));
      const [first, second] = [nodes[j], nodes[i]];
      const known = Math.abs(pairs.get(key(first, second))?.deviation ?? 0);
      if (Math.abs(deviation) > Math.max(threshold, known))
        pairs.set(key(first, second), { first, second, correlation: seen, implied, deviation });
    }
  }
  return [...pairs.values()].sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
}

const fisher = (correlation: number) => 0.5 * log((1 + correlation) / (1 - correlation));

const key = (parent: number, child: number) => `${parent},${child}`;

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
