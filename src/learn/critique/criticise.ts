/**
 * A network held against a table: what it is worth, which arcs the data ask for, which they could do without, and what it
 * leaves unexplained. Everything but the search for curves is linear-Gaussian, so that a critique takes seconds.
 */

import {
  constantColumn,
  type Dataset,
  GAUSSIAN,
  hasGaps,
  requireTable,
  splitFolds,
  takeRows,
} from "../../data/index.ts";
import {
  amended,
  bestTrust,
  climbInSteps,
  DoubtfulEm,
  fitShrunkGaussian,
  gappedLinearGaussianInSteps,
  keptArcs,
  type LinearGaussianFit,
  linearGaussianInSteps,
  type RegressionGraph,
  regressionGraph,
  rungsUpTo,
  scoreTrust,
  TRUST_PRECISIONS,
  trustWork,
  withLikelyArcs,
} from "../../gaussian/index.ts";
import { type Dag, requireDag, withDoubtfulArcs, withStructure } from "../../graph/index.ts";
import { requireCount } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import {
  functionShape,
  numberShape,
  type OptionShapes,
  objectShape,
  requireOptions,
  seedShape,
  signalShape,
} from "../../numeric/optionShapes.ts";
import { pairedDifference } from "../../numeric/pairedDifference.ts";
import { Random } from "../../numeric/random.ts";
import { eventTurn, inTurns, type Steps } from "../../numeric/turns.ts";
import type { Critique, Rival } from "./answers.ts";
import { CritiquePlan, type DenseGraphs, FIT_ITERATIONS, type Portion } from "./critiquePlan.ts";
import { curvedPairs } from "./curvedPairs.ts";
import { densitiesUnder, type Fold, heldOutInSteps } from "./heldOut.ts";
import { Judge, type JudgedFold } from "./judge.ts";
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
  /** Told how much is done of a total that what is found on the way may change. */
  readonly onProgress?: (phase: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What they may be. */
export const critiqueShapes: OptionShapes<CritiqueOptions> = {
  features: objectShape("features of columns"),
  folds: numberShape,
  resamplings: numberShape,
  seed: seedShape,
  onProgress: functionShape,
  signal: signalShape,
};

/** A fold with fits of the network and of what it is held against. */
interface ComparedFold extends Fold {
  readonly mask: LinearGaussianFit;
  /** Of graphs without the network, where there is time for them. */
  readonly dense?: Readonly<Record<"fc" | "ind", LinearGaussianFit>>;
}

/** Below it a standardized coefficient is a trifle. */
const LEAST_WEIGHT = 0.1;
const REFIT = 30;
/** Of a network's own arcs where the data ask for no others: so firm that none is added. */
const FIRM = 10000;
/** Multiplications: of a fit of a graph without the network, and of all that the ladder costs, with every arc that there could be. */
const MOST_DENSE_WORK = 1e10;
const MOST_LADDER_WORK = 3e10;
const LADDER_FITS = TRUST_PRECISIONS.length;
/** Of a larger network as many further arcs are tried as it has nodes, over this, */
const NODES_A_TRIED_ARC = 4;
/** but so many in any case. */
const LEAST_TRIED = 20;

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
  requireDag(dag);
  requireTable(data);
  requireOptions(options, critiqueShapes, {
    what: "options of the critique",
    example: "such as { resamplings: 2 }",
  });
  const { folds: count = 5, resamplings = 20, seed = 0, onProgress, signal } = options;
  requireCount("resamplings", resamplings, 0);
  requireGaussian(data);
  const { graphOf, nodeOf } = options.features ?? {
    graphOf: (graph: Dag) => graph,
    nodeOf: [...dag.names.keys()],
  };
  const own = graphOf(dag);
  const gaps = hasGaps(data);
  const fitInSteps = (graph: Dag, rows: Dataset): Steps<LinearGaussianFit> =>
    (gaps && hasGaps(rows) ? gappedLinearGaussianInSteps : linearGaussianInSteps)(graph, rows, {
      kind: "map",
      seed,
      history: false,
    });
  const allowed = graphOf(withDoubtfulArcs(dag));
  const withAll = LADDER_FITS * (count + 1) * trustWork(allowed) <= MOST_LADDER_WORK;
  const dense = denseGraphs(dag, graphOf);
  const plan = new CritiquePlan(own, {
    dense,
    folds: count,
    resamplings,
    ladder: withAll ? allowed : undefined,
  });
  const work = async <Result>(phase: string, steps: Steps<Result>, portion: Portion): Promise<Result> => {
    const tell = () => onProgress?.(phase, plan.done, plan.total);
    tell();
    // Lets a stop be heard and a line of progress be drawn.
    await eventTurn();
    return inTurns(plan.counted(steps, portion), {
      signal,
      turn: () => {
        tell();
        return eventTurn();
      },
    });
  };

  const folds: ComparedFold[] = [];
  for (const fold of splitFolds(data, count, seed)) {
    if (!gaps) refuseConstantFold(fold.training, data);
    const fitted = (graph: Dag, portion: Portion) =>
      work("comparing with no network", fitInSteps(graph, fold.training), portion);
    const mask = await fitted(own, plan.ownFit);
    folds.push({
      ...fold,
      mask,
      ...(dense && {
        dense: { fc: await fitted(dense.fc, plan.fcFit), ind: await fitted(dense.ind, plan.indFit) },
      }),
    });
  }

  const asked = "which arcs the data ask for";
  const most = Math.max(LEAST_TRIED, Math.floor(own.size / NODES_A_TRIED_ARC));
  const climbSteps = (rows: Dataset, mask: LinearGaussianFit, precisions: readonly number[]) =>
    climbInSteps(own, rows, mask, {
      precisions,
      seed,
      allowed: withAll ? allowed : withLikelyArcs(own, rows, mask, allowed, most),
    });
  const ladders: LinearGaussianFit[][] = [];
  for (const { training, mask } of folds)
    ladders.push(await work(asked, climbSteps(training, mask, TRUST_PRECISIONS), plan.ladder));
  const precision = bestTrust(
    scoreTrust(folds.map(({ heldOut, mask }, fold) => ({ heldOut, fits: [mask, ...ladders[fold]] }))),
  );
  const overruled = Number.isFinite(precision);
  const rungs = overruled ? rungsUpTo(precision) : [];
  const rungsOnly = plan.climb(rungs.length);
  const climb = async (phase: string, rows: Dataset, mask: LinearGaussianFit) =>
    overruled ? (await work(phase, climbSteps(rows, mask, rungs), rungsOnly)).at(-1)! : mask;
  const everything = await work(asked, fitInSteps(own, data), plan.ownFit);
  const whole = await climb(asked, data, everything);
  const sign = latentSigns(own, whole);
  const ofColumns = (arcs: readonly WeightedArc[], signs?: Int8Array) => columnArcs(arcs, nodeOf, signs);
  const added = ofColumns(keptArcs(own, whole), sign).filter(isStrong);
  const weak = ofColumns(ownArcs(own, whole), sign).filter((arc) => !isStrong(arc));

  plan.found(rungs.length, 2 * added.length + weak.length + dag.latent.length);
  const start = amended(dag, added);
  const flat = flattened(graphOf);
  const judged: JudgedFold[] = [];
  for (const fold of folds) {
    const em = new DoubtfulEm(own, fold.training, seed);
    const fit = (graph: Dag, from: LinearGaussianFit) => {
      const { features, regressions } = flat(graph);
      return em.fitInSteps(features, {
        precision: overruled ? precision : FIRM,
        start: from,
        iterations: REFIT,
        flat: regressions,
      });
    };
    const from = await climb(asked, fold.training, fold.mask);
    judged.push({ ...fold, fit, amended: await work(asked, fit(start, from), plan.change) });
  }
  const judge = new Judge(judged, start, (phase, steps) => work(phase, steps, plan.changeOfAll));
  const trusted = judge.densities;

  const agreements = new Map<string, number>();
  const random = new Random(seed).fork("resamplings");
  for (let b = 0; b < resamplings; b++) {
    const rows = takeRows(
      data,
      Int32Array.from({ length: data.rowCount }, () => random.integer(data.rowCount)),
    );
    const fit = await climb("resampling", rows, await work("resampling", fitInSteps(own, rows), plan.ownFit));
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

  const possible = allowed.arcCount - own.arcCount;
  const base = densitiesUnder(folds, ({ mask }) => mask);
  const rival = (name: Rival["name"], rows: Float64Array): Rival => ({
    name,
    logDensity: meanOf(rows),
    advantage: pairedDifference(base, rows),
  });
  const shrunk = () =>
    work(
      "comparing with correlations alone",
      heldOutInSteps(folds, ({ training, heldOut }) =>
        fitShrunkGaussian(training, { seed }).logLikelihood(heldOut),
      ),
      { steps: count, cost: 0 },
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
      ...(["fc", "ind"] as const).flatMap((name) =>
        dense
          ? [
              rival(
                name,
                densitiesUnder(folds, (fold) => fold.dense![name]),
              ),
            ]
          : [],
      ),
      ...(gaps ? [] : [rival("shrunk", await shrunk())]),
    ],
    candidates: { possible, tried: withAll ? possible : Math.min(possible, most) },
    requested,
    needless,
    unexplained: unexplained.map(named),
    curved: curved.map(named),
    unsupported,
  };
}

/** The graphs without the network that it is compared with; undefined where their fits would take too long. */
function denseGraphs(dag: Dag, graphOf: (network: Dag) => Dag): DenseGraphs | undefined {
  const [D, K] = [dag.observed.length, dag.latent.length];
  // Measured nodes read all hidden ones, each by a regression of its own: a bound for which no graph need be built.
  if (FIT_ITERATIONS * D * (K ** 3 / 6) > MOST_DENSE_WORK) return undefined;
  const fc = graphOf(withStructure(dag, "fc"));
  if (trustWork(fc, FIT_ITERATIONS) > MOST_DENSE_WORK) return undefined;
  return { fc, ind: graphOf(withStructure(dag, "ind")) };
}

/** A graph of features and its regressions: the folds ask for those of the same graph one after the other. */
function flattened(graphOf: (network: Dag) => Dag) {
  let last: { graph: Dag; features: Dag; regressions: RegressionGraph } | undefined;
  return (graph: Dag) => {
    if (last?.graph !== graph) {
      const features = graphOf(graph);
      last = { graph, features, regressions: regressionGraph(features) };
    }
    return last;
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
