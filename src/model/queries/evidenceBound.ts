import type { Dataset } from "../../network/index.ts";
import { logDensityConstant } from "../scales.ts";
import type { QueryContext } from "./context.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";
import { type RowMeans, rowMeans } from "./rowMeans.ts";

/** The evidence lower bound of every row; see {@link TrainedModel.elbo}. */
export function evidenceBound(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples: number },
): RowMeans {
  const samples = checkCount(options.samples, "samples");
  const { engine, scales } = context;
  const perRow = new Float64Array(data.rowCount);
  eachBatch(context, data, options, ({ elbo, from, count, draw, progress }) => {
    for (let s = 0; s < samples; s++) {
      draw();
      const ll = engine.reals(elbo.logLikelihood.pointer, count);
      const lp = engine.reals(elbo.logPrior.pointer, count);
      const lq = engine.reals(elbo.logPosterior.pointer, count);
      for (let i = 0; i < count; i++) perRow[from + i] += (ll[i] + lp[i] - lq[i]) / samples;
      progress((s + 1) / samples);
    }
  });
  const constant = logDensityConstant(scales);
  for (let i = 0; i < perRow.length; i++) perRow[i] += constant;
  return rowMeans(perRow);
}
