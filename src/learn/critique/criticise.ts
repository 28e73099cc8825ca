/**
 * A network held against a table: what it is worth, which arcs the data ask for, which they could do without, and what it
 * leaves unexplained. Everything but the search for curves is linear-Gaussian, so that a critique takes seconds.
 */

import { constantColumn, type Dataset, GAUSSIAN, hasGaps, splitFolds, takeRows } from "../../data/index.ts";
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
  rungsUpTo,
  scoreTrust,
} from "../../gaussian/index.ts";
import { type Dag, withDoubtfulArcs, withStructure } from "../../graph/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { pairedDifference } from "../../numeric/pairedDifference.ts";
import { Random } from "../../numeric/random.ts";
import type { Critique, Rival } from "./answers.ts";
import { curvedPairs } from "./curvedPairs.ts";
import { densitiesUnder, type Fold, heldOutDensities } from "./heldOut.ts";
import { Judge } from "./judge.ts";
import { unexplainedPairs } from "./unexplainedPairs.ts";
import { needlessArcs, requestedArcs, unsupportedNodes } from "./verdicts.ts";
import { arcKey, columnArcs, latentSigns, ownArcs, type WeightedArc } from "./weightedArcs.ts";

/** How columns that are read as several features stand in the linear-Gaussian networks that judge them. */
export interface ColumnFeatures {
  /** A network of columns as a network of features, whose measured nodes are the columns of the data in their order. */
  graphOf(network: Dag): Dag;
  /** The network's node that each node of such a graph belongs to. */
  readonly nodeOf: ArrayLike<number>;
}

/** How a network is held against a table by `criticiseTable`: folds, resamplings and seed. */
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

/** A fold with fits of the network and of what it is held against. */
interface ComparedFold extends Fold {
  readonly mask: LinearGaussianFit;
  readonly fc: LinearGaussianFit;
  readonly ind: LinearGaussianFit;
}

/** Below it a standardized coefficient is a trifle. */
const LEAST_WEIGHT = 0.1;
const REFIT = 30;
/** Of a network's own arcs where the data ask for no others: so firm that none is added. */
const FIRM = 10000;

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
  requireGaussian(data);
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
  const tell = async (phase: string) => {
    onProgress?.(phase, done, total);
    // Lets a stop be heard and a line of progress be drawn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  };
  const step = async (phase: string) => {
    await tell(phase);
    done++;
  };

  const folds: ComparedFold[] = [];
  for (const fold of splitFolds(data, count, seed)) {
    await step("comparing with no network");
    if (!gaps) refuseConstantFold(fold.training, data);
    const fitted = (network: Dag) => fitOf(graphOf(network), fold.training);
    folds.push({
      ...fold,
      mask: fitted(dag),
      fc: fitted(withStructure(dag, "fc")),
      ind: fitted(withStructure(dag, "ind")),
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
  const climb = (rows: Dataset, mask: LinearGaussianFit) =>
    climbTrust(own, rows, mask, { precisions: rungs, seed, allowed }).at(-1) ?? mask;
  const everything = fitOf(own, data);
  const whole = climb(data, everything);
  const sign = latentSigns(own, whole);
  const ofColumns = (arcs: readonly WeightedArc[], signs?: Int8Array) => columnArcs(arcs, nodeOf, signs);
  const added = ofColumns(keptArcs(own, whole), sign).filter(isStrong);
  const weak = ofColumns(ownArcs(own, whole), sign).filter((arc) => !isStrong(arc));

  const start = amended(dag, added);
  const judge = new Judge(
    folds.map((fold) => {
      const em = new DoubtfulEm(own, fold.training, seed);
      const fit = (graph: Dag, from: LinearGaussianFit) =>
        em.fit(graphOf(graph), {
          precision: overruled ? precision : FIRM,
          start: from,
          iterations: REFIT,
        });
      return { ...fold, fit, amended: fit(start, overruled ? climb(fold.training, fold.mask) : fold.mask) };
    }),
    start,
    tell,
  );
  const trusted = judge.densities;

  const agreements = new Map<string, number>();
  const random = new Random(seed).fork("resamplings");
  for (let b = 0; b < resamplings; b++) {
    await step("resampling");
    const rows = takeRows(
      data,
      Int32Array.from({ length: data.rowCount }, () => random.integer(data.rowCount)),
    );
    const fit = climb(rows, fitOf(own, rows));
    const likewise = [
      ...ofColumns(keptArcs(own, fit)).filter(isStrong),
      ...ofColumns(ownArcs(own, fit)).filter((arc) => !isStrong(arc)),
    ];
    for (const { parent, child } of likewise) {
      const name = arcKey(parent, child);
      agreements.set(name, (agreements.get(name) ?? 0) + 1);
    }
  }
  const agreement = ({ parent, child }: WeightedArc) =>
    resamplings === 0 ? 1 : (agreements.get(arcKey(parent, child)) ?? 0) / resamplings;

  const requested = await requestedArcs(judge, added, agreement);
  // Only what is weak where everything may take part can be needless.
  const needless = await needlessArcs(judge, weak, agreement);
  const unsupported = await unsupportedNodes(judge, dag.latent);

  const base = densitiesUnder(folds, ({ mask }) => mask);
  const rival = (name: Rival["name"], rows: Float64Array): Rival => ({
    name,
    logDensity: meanOf(rows),
    advantage: pairedDifference(base, rows),
  });
  const shrunk = () =>
    heldOutDensities(folds, ({ training, heldOut }) =>
      fitShrunkGaussian(training, { seed }).logLikelihood(heldOut),
    );
  const measured = own.observed.map((node) => nodeOf[node]);
  // A correlation of rows with gaps is none of a whole table.
  const unexplained = gaps ? [] : unexplainedPairs(everything, data, measured);
  const curved = gaps ? [] : curvedPairs(dag, data, measured, unexplained);
  const named = <Pair extends { first: number; second: number }>(pair: Pair) => ({
    ...pair,
    first: dag.names[pair.first],
    second: dag.names[pair.second],
  });
  return {
    rowCount: data.rowCount,
    folds: count,
    resamplings,
    logDensity: meanOf(base),
    rowDensities: base,
    rivals: [
      rival("trust", trusted),
      rival(
        "fc",
        densitiesUnder(folds, ({ fc }) => fc),
      ),
      rival(
        "ind",
        densitiesUnder(folds, ({ ind }) => ind),
      ),
      ...(gaps ? [] : [rival("shrunk", shrunk())]),
    ],
    requested,
    needless,
    unexplained: unexplained.map(named),
    curved: curved.map(named),
    unsupported,
  };
}

function requireGaussian({ types, columns }: Dataset): void {
  const other = types?.findIndex(({ kind }) => kind !== GAUSSIAN.kind) ?? -1;
  if (other < 0) return;
  throw new InputError(
    `Expected Gaussian columns for a critique, got "${columns[other]}", which is ${types![other].kind}. Give the features that it is coded by, or leave it out.`,
  );
}

function isStrong({ weight }: WeightedArc): boolean {
  return Math.abs(weight) >= LEAST_WEIGHT;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A column that differs in one row or two is constant in the fold that holds these out. */
function refuseConstantFold(training: Dataset, data: Dataset): void {
  const found = constantColumn(training);
  if (found === undefined || constantColumn(data) !== undefined) return;
  throw new InputError(
    `Expected columns that vary in every fold, but column "${found.name}" is ${found.least} in all ${training.rowCount} rows that are left when one is held out: it differs in too few rows. Leave the column out.`,
  );
}
