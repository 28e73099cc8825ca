import { type Dataset, rejectFarValues, rejectInfinite, selectColumns } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { type ExactDensity, exactDensity } from "./linearGaussian.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { eachBatch, type PassOptions } from "./pass.ts";
import { rowConstants } from "./rowConstants.ts";
import { type RowMeans, rowMeans } from "./rowMeans.ts";
import { inSingleWhereEnough, LOWEST, type RowDensities } from "./singlePrecision.ts";

/** The log-likelihood of rows so far from what a model knows that theirs is no number. */
export const BEYOND = -1e300;

/** Log-likelihoods of rows, estimated by importance sampling unless `exact`. */
export interface ImportanceEstimate extends RowMeans {
  /** Whether they are in closed form, or free of draws: no samples change them, and the effective ones are all that were asked for. */
  readonly exact: boolean;
  /** (sum w)^2 / sum w^2 of every row's weights: with a handful, that row's estimate is too low by an unknown amount. */
  readonly effectiveSampleSizePerRow: Float64Array;
  readonly effectiveSampleSize: number;
}

export interface LikelihoodOptions extends QueryOptions {
  readonly samples: number;
  /** Whether a density in closed form is taken where there is one; false samples all the same. Default: true. */
  readonly exact?: boolean;
  /** "float64" samples in it throughout, as versions before this choice did. Default: float32 where that keeps NLL within 1e-4 nats. */
  readonly precision?: "float64";
}

/** log p(x) of every row; see {@link TrainedModel.logLikelihood}. */
export function* logLikelihood(
  context: QueryContext,
  data: Dataset,
  options: LikelihoodOptions & PassOptions,
): Steps<ImportanceEstimate> {
  const samples = checkCount(options.samples, "importance samples");
  const density = (options.exact ?? true) ? exactDensity(context) : undefined;
  const table = selectColumns(data, context.model.observedNames);
  const { perRow, exact, sizes } = density
    ? { perRow: yield* closedForm(context, density, table), exact: true, sizes: undefined }
    : yield* options.precision === "float64"
        ? sampled(context, table, options)
        : inSingleWhereEnough(context, (one) => sampled(one, table, options));
  const constants = rowConstants(context.coding, table);
  for (let i = 0; i < perRow.length; i++) {
    perRow[i] += constants[i];
    if (!(perRow[i] > BEYOND)) perRow[i] = BEYOND;
  }
  options.onProgress?.(1);
  const effectiveSampleSizePerRow = !exact && sizes ? sizes : new Float64Array(data.rowCount).fill(samples);
  const effective = effectiveSampleSizePerRow.reduce((sum, size) => sum + size, 0);
  return {
    ...rowMeans(perRow),
    exact,
    effectiveSampleSizePerRow,
    effectiveSampleSize: effective / data.rowCount,
  };
}

/** Rows between which others have their turn: one with gaps takes an inverse of its own. */
const CLOSED_ROWS = 16;

function* closedForm({ coding }: QueryContext, density: ExactDensity, table: Dataset): Steps<Float64Array> {
  rejectInfinite(table);
  const { mean, deviation } = coding.scales();
  rejectFarValues(table, { mean, deviation });
  const width = table.columns.length;
  const coded = table.values.map((value, at) => (value - mean[at % width]) / deviation[at % width]);
  const perRow = new Float64Array(table.rowCount);
  for (let from = 0; from < table.rowCount; from += CLOSED_ROWS) {
    const count = Math.min(CLOSED_ROWS, table.rowCount - from);
    perRow.set(density.logDensity(coded.subarray(from * width, (from + count) * width), count), from);
    yield;
  }
  return perRow;
}

interface SampledDensities extends RowDensities {
  readonly exact: boolean;
}

function* sampled(
  context: QueryContext,
  table: Dataset,
  options: LikelihoodOptions & PassOptions,
): Steps<SampledDensities> {
  const { engine } = context;
  const { kernels } = engine;
  const perRow = new Float64Array(table.rowCount);
  const sizes = new Float64Array(table.rowCount);
  let exact = true;
  yield* eachBatch(context, table, options, { draws: options.samples }, function* (batch) {
    const { tape, from, count, random, draw, logWeights, progress } = batch;
    // What nothing is drawn for is the same at every draw.
    const samples = random ? options.samples : 1;
    exact &&= !random;
    const bytes = tape.stride;
    const [weights, largest, sum, squares] = [0, 0, 0, 0].map(() => engine.allocate(bytes));
    engine.reals(largest, tape.paddedBatch).fill(LOWEST[engine.precision]);
    for (let s = 0; s < samples; s++) {
      yield* draw();
      logWeights(weights);
      kernels.accumulateLogSumExp(largest, sum, squares, weights, bytes);
      progress((s + 1) / samples);
    }
    const top = engine.reals(largest, count);
    const sums = engine.reals(sum, count);
    const squared = engine.reals(squares, count);
    for (let i = 0; i < count; i++) {
      perRow[from + i] = top[i] + kernels.logScalar(sums[i] / samples);
      sizes[from + i] = (sums[i] * sums[i]) / squared[i];
    }
  });
  return { perRow, exact, sizes };
}
