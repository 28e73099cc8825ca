/**
 * A Gaussian copula over columns of any kinds: the strongest baseline for mixed tables that knows nothing of the network.
 */

import { type Dataset, takeRows } from "../../data/index.ts";
import { requireTable } from "../../data/requireTable.ts";
import type { DensityBaseline } from "../../gaussian/index.ts";
import type { ExactRows } from "../../network/index.ts";
import { requireCount } from "../../numeric/arguments.ts";
import { factorize } from "../../numeric/cholesky.ts";
import { InputError } from "../../numeric/errors.ts";
import { numberShape, type OptionShapes, requireOptions, seedShape } from "../../numeric/optionShapes.ts";
import { Random, requireDraws } from "../../numeric/random.ts";
import { checkColumns } from "../checkColumns.ts";
import { fitMarginals } from "../marginal.ts";
import { BoxProbability } from "./boxProbability.ts";
import { type LatentColumn, latentColumns } from "./latentColumn.ts";
import { latentCorrelation } from "./latentCorrelation.ts";
import { candidateOrders } from "./levelOrder.ts";

export interface CopulaOptions {
  /** Pairs of draws for each row with two or more discrete columns. Default 100. */
  readonly pairs?: number;
  /** Folds by which the shrinkage is chosen. Default 5. */
  readonly folds?: number;
  /** For the deal of the folds. Default 0. */
  readonly seed?: number;
}

const copulaShapes: OptionShapes<CopulaOptions> = { pairs: numberShape, folds: numberShape, seed: seedShape };

/** A fitted copula. */
export interface GaussianCopula extends DensityBaseline {
  /** 0 is the free latent correlation, 1 independence. */
  readonly shrinkage: number;
  /** Of the normal numbers behind the columns, row-major, shrunk. */
  readonly correlation: Float64Array;
  /** As `logLikelihood`, with the standard error of each row's estimate. */
  estimate(data: Dataset): ExactRows;
}

const STRENGTHS = [0.005, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1];
/** Rows that are enough to choose the shrinkage by. */
const JUDGED_ROWS = 400;
const JUDGED_PAIRS = 15;

/**
 * Fits a Gaussian copula: every column is a function of a normal number, by its own marginal (see
 * `fitIndependentMarginals`), and these numbers are jointly normal. The mass of discrete columns is the probability of a
 * box, simulated by GHK without bias and with its standard error, rather than that of jittered or midpoint values, which is
 * no mass at all. Levels without an order are put into one, a copula has no better use for them: that of their codes or of
 * the first principal component of all columns, whichever predicts held-out rows better.
 *
 * The latent correlation R is shrunk to (1 - a) R + a I, a by cross-validation.
 *
 * References: J. Song, P. X.-K. (2000), Multivariate dispersion models generated from Gaussian copula, Scandinavian Journal
 * of Statistics 27; P. D. Hoff (2007), Extending the rank likelihood for semiparametric copula estimation, Annals of Applied
 * Statistics 1.
 *
 * @throws InputError as the fits of the marginals do
 *
 * @example
 * const copula = fitGaussianCopula(data, { folds: 3 });
 * copula.shrinkage <= 1; // true
 */
export function fitGaussianCopula(data: Dataset, options: CopulaOptions = {}): GaussianCopula {
  requireTable(data);
  requireOptions(options, copulaShapes, { what: "options of the fit", example: "such as { folds: 3 }" });
  const { pairs = 100, folds = 5, seed = 0 } = options;
  if (!Number.isSafeInteger(pairs) || pairs < 2)
    throw new InputError(`Expected at least 2 pairs of draws for each row, got ${pairs}.`);
  requireCount("folds", folds, 2);
  const name = "Gaussian copula";
  const marginals = fitMarginals(data);
  const candidates = candidateOrders(data, marginals).map((orders) => {
    const columns = latentColumns(data, marginals, orders);
    return { columns, ...chosenShrinkage(data, columns, Math.min(folds, data.rowCount), seed) };
  });
  const { columns, shrinkage } = candidates.reduce((best, next) => (next.score > best.score ? next : best));
  const free = latentCorrelation(data, columns);
  const correlation = shrunk(free, columns.length, shrinkage);
  const names = [...data.columns];
  const types = marginals.map(({ type }) => type);
  const estimate = (rows: Dataset): ExactRows => {
    checkColumns(name, names, rows);
    return scoreRows(rows, columns, correlation, pairs, new Random(0));
  };
  return {
    name,
    parameters:
      marginals.reduce((sum, own) => sum + own.parameters, 0) + (names.length * (names.length - 1)) / 2 + 1,
    shrinkage,
    correlation,
    estimate,
    logLikelihood: (rows) => estimate(rows).perRow,
    sample: (count, random) => {
      requireDraws(count, random);
      const width = names.length;
      const factor = correlation.slice();
      factorize(factor, width);
      const noise = new Float64Array(width);
      const values = new Float64Array(count * width);
      for (let row = 0; row < count; row++) {
        for (let j = 0; j < width; j++) noise[j] = random.normal();
        for (let j = 0; j < width; j++) {
          let latent = 0;
          for (let k = 0; k <= j; k++) latent += factor[j * width + k] * noise[k];
          values[row * width + j] = columns[j].value(latent);
        }
      }
      return { columns: names, rowCount: count, values, types };
    },
  };
}

function scoreRows(
  data: Dataset,
  columns: readonly LatentColumn[],
  correlation: Float64Array,
  pairs: number,
  random: Random,
): { perRow: Float64Array; standardError: Float64Array } {
  const width = columns.length;
  const perRow = new Float64Array(data.rowCount);
  const standardError = new Float64Array(data.rowCount);
  const boxes = new Map<string, BoxProbability>();
  for (let row = 0; row < data.rowCount; row++) {
    const values = data.values.subarray(row * width, (row + 1) * width);
    const measured = [...columns.keys()].filter((c) => !Number.isNaN(values[c]));
    const known = measured.filter((c) => !columns[c].isMass(values[c]));
    const intervals = measured.filter((c) => columns[c].isMass(values[c]));
    const order = [...known, ...intervals];
    const key = order.join();
    let box = boxes.get(key);
    if (box === undefined) {
      const own = Float64Array.from({ length: order.length ** 2 }, (_, at) => {
        return correlation[order[Math.floor(at / order.length)] * width + order[at % order.length]];
      });
      box = new BoxProbability(own, order.length);
      boxes.set(key, box);
    }
    const bounds = intervals.map((c) => columns[c].bounds(values[c]));
    const { logValue, standardError: error } = box.logProbability(
      {
        known: Float64Array.from(known, (c) => columns[c].bounds(values[c])[0]),
        low: Float64Array.from(bounds, ([low]) => low),
        high: Float64Array.from(bounds, ([, high]) => high),
      },
      pairs,
      random,
    );
    perRow[row] = known.reduce((sum, c) => sum + columns[c].logJacobian(values[c]), logValue);
    standardError[row] = error;
  }
  return { perRow, standardError };
}

/** The strength with the best held-out likelihood; the marginals stay those of all rows, which favours none. */
function chosenShrinkage(
  data: Dataset,
  columns: readonly LatentColumn[],
  folds: number,
  seed: number,
): { shrinkage: number; score: number } {
  if (folds < 2 || columns.length < 2) return { shrinkage: 1, score: 0 };
  const order = new Random(seed).permutation(data.rowCount);
  const scores = new Float64Array(STRENGTHS.length);
  for (let fold = 0; fold < folds; fold++) {
    const training = takeRows(
      data,
      order.filter((_, position) => position % folds !== fold),
    );
    const heldOut = takeRows(
      data,
      order.filter((_, position) => position % folds === fold).slice(0, Math.ceil(JUDGED_ROWS / folds)),
    );
    const free = latentCorrelation(training, columns);
    STRENGTHS.forEach((strength, s) => {
      const correlation = shrunk(free, columns.length, strength);
      // The same draws for all strengths: their noise cancels in the comparison.
      const { perRow } = scoreRows(heldOut, columns, correlation, JUDGED_PAIRS, new Random(seed).fork(fold));
      for (const value of perRow) scores[s] += value;
    });
  }
  const score = Math.max(...scores);
  return { shrinkage: STRENGTHS[scores.indexOf(score)], score };
}

/** (1 - a) R + a I, with a larger where correlations of pairs do not fit together otherwise. */
function shrunk(free: Float64Array, width: number, strength: number): Float64Array {
  for (let a = strength; ; a = Math.min(1, a + 0.02)) {
    const correlation = free.map((value, at) => (at % (width + 1) === 0 ? 1 : (1 - a) * value));
    if (a === 1 || isWellConditioned(correlation, width)) return correlation;
  }
}

function isWellConditioned(correlation: Float64Array, width: number): boolean {
  // What is left of each column's variance given those before must not be next to nothing.
  const factor = correlation.slice();
  if (!factorize(factor, width)) return false;
  for (let i = 0; i < width; i++) if (factor[i * width + i] < 0.05) return false;
  return true;
}
