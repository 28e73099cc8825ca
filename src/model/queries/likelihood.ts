import type { Dataset } from "../../network/index.ts";
import { logDensityConstant } from "../scales.ts";
import type { QueryContext } from "./context.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";
import { type RowMeans, rowMeans } from "./rowMeans.ts";

/** log p(x) of every row by importance sampling; see {@link TrainedModel.logLikelihood}. */
export function logLikelihood(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples: number },
): RowMeans & { readonly effectiveSampleSize: number } {
  const samples = checkCount(options.samples, "importance samples");
  const { engine, scales } = context;
  const { kernels } = engine;
  const perRow = new Float64Array(data.rowCount);
  let effective = 0;
  eachBatch(context, data, options, ({ elbo, tape, from, count, draw, progress }) => {
    const bytes = tape.stride;
    const [weights, largest, sum, squares] = [0, 0, 0, 0].map(() => engine.allocate(bytes));
    engine.reals(largest, tape.paddedBatch).fill(-1e300);
    for (let s = 0; s < samples; s++) {
      draw();
      kernels.scaleAdd(weights, 0, elbo.logLikelihood.pointer, 1, bytes);
      kernels.scaleAdd(weights, 1, elbo.logPrior.pointer, 1, bytes);
      kernels.scaleAdd(weights, 1, elbo.logPosterior.pointer, -1, bytes);
      kernels.accumulateLogSumExp(largest, sum, squares, weights, bytes);
      progress((s + 1) / samples);
    }
    const top = engine.reals(largest, count);
    const sums = engine.reals(sum, count);
    const squared = engine.reals(squares, count);
    for (let i = 0; i < count; i++) {
      perRow[from + i] = top[i] + kernels.logScalar(sums[i] / samples);
      effective += (sums[i] * sums[i]) / squared[i];
    }
  });
  const constant = logDensityConstant(scales);
  for (let i = 0; i < perRow.length; i++) perRow[i] += constant;
  return { ...rowMeans(perRow), effectiveSampleSize: effective / data.rowCount };
}
