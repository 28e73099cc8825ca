import { type Dataset, selectColumns } from "../data/index.ts";
import type { QueryContext } from "./context.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";
import { rowConstants } from "./rowConstants.ts";
import { type RowMeans, rowMeans } from "./rowMeans.ts";

/** The evidence lower bound of every row; see {@link TrainedModel.elbo}. */
export function evidenceBound(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples: number },
): RowMeans {
  const samples = checkCount(options.samples, "samples");
  const { engine, model, coding } = context;
  const perRow = new Float64Array(data.rowCount);
  eachBatch(context, data, options, ({ tape, from, count, draw, logWeights, progress }) => {
    const bounds = engine.allocate(tape.stride);
    for (let s = 0; s < samples; s++) {
      draw();
      logWeights(bounds);
      const values = engine.reals(bounds, count);
      for (let i = 0; i < count; i++) perRow[from + i] += values[i] / samples;
      progress((s + 1) / samples);
    }
  });
  const constants = rowConstants(coding, selectColumns(data, model.observedNames));
  for (let i = 0; i < perRow.length; i++) perRow[i] += constants[i];
  return rowMeans(perRow);
}
