import { type Dataset, selectColumns } from "../data/index.ts";
import type { QueryContext } from "./context.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";
import { rowConstants } from "./rowConstants.ts";
import { type RowMeans, rowMeans } from "./rowMeans.ts";

/** The log-likelihood of rows so far from what a model knows that theirs is no number. */
export const BEYOND = -1e300;

/** Estimates by importance sampling. */
export interface ImportanceEstimate extends RowMeans {
  /** (sum w)^2 / sum w^2 of every row's weights: with a handful, that row's estimate is too low by an unknown amount. */
  readonly effectiveSampleSizePerRow: Float64Array;
  readonly effectiveSampleSize: number;
}

/** log p(x) of every row by importance sampling; see {@link TrainedModel.logLikelihood}. */
export function logLikelihood(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples: number },
): ImportanceEstimate {
  const samples = checkCount(options.samples, "importance samples");
  const { engine, model, coding } = context;
  const { kernels } = engine;
  const perRow = new Float64Array(data.rowCount);
  const effectiveSampleSizePerRow = new Float64Array(data.rowCount);
  eachBatch(context, data, options, ({ tape, from, count, draw, logWeights, progress }) => {
    const bytes = tape.stride;
    const [weights, largest, sum, squares] = [0, 0, 0, 0].map(() => engine.allocate(bytes));
    engine.reals(largest, tape.paddedBatch).fill(-1e300);
    for (let s = 0; s < samples; s++) {
      draw();
      logWeights(weights);
      kernels.accumulateLogSumExp(largest, sum, squares, weights, bytes);
      progress((s + 1) / samples);
    }
    const top = engine.reals(largest, count);
    const sums = engine.reals(sum, count);
    const squared = engine.reals(squares, count);
    for (let i = 0; i < count; i++) {
      perRow[from + i] = top[i] + kernels.logScalar(sums[i] / samples);
      effectiveSampleSizePerRow[from + i] = (sums[i] * sums[i]) / squared[i];
    }
  });
  const constants = rowConstants(coding, selectColumns(data, model.observedNames));
  for (let i = 0; i < perRow.length; i++) {
    perRow[i] += constants[i];
    if (!(perRow[i] > BEYOND)) perRow[i] = BEYOND;
  }
  const effective = effectiveSampleSizePerRow.reduce((sum, size) => sum + size, 0);
  return { ...rowMeans(perRow), effectiveSampleSizePerRow, effectiveSampleSize: effective / data.rowCount };
}
