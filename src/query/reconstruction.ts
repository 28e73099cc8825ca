import { type Dataset, selectColumns } from "../data/index.ts";
import { type QueryContext, rawValue } from "./context.ts";
import type { QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";

/** mu(z) for one draw z ~ q(z|x) a row, raw units. */
export function reconstruct(context: QueryContext, data: Dataset, options: QueryOptions): Dataset {
  const { engine, model, scales } = context;
  const width = model.observedNames.length;
  const values = new Float64Array(data.rowCount * width);
  eachBatch(context, data, options, ({ elbo, tape, from, count, draw, progress }) => {
    draw();
    const mu = engine.reals(elbo.mu.pointer, width * tape.paddedBatch);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < width; c++) {
        values[(from + i) * width + c] = rawValue(scales, c, mu[c * tape.paddedBatch + i]);
      }
    }
    progress(1);
  });
  return { columns: model.observedNames, rowCount: data.rowCount, values };
}

/** Mean over rows of the Euclidean norm |x - mu(z)|, z ~ q(z|x), raw units, over the values that are there. */
export function reconstructionError(context: QueryContext, data: Dataset, options: QueryOptions): number {
  const names = context.model.observedNames;
  const width = names.length;
  const table = selectColumns(data, names);
  const { values } = reconstruct(context, data, options);
  let total = 0;
  for (let row = 0; row < data.rowCount; row++) {
    let squares = 0;
    for (let at = row * width; at < (row + 1) * width; at++)
      if (!Number.isNaN(table.values[at])) squares += (values[at] - table.values[at]) ** 2;
    total += Math.sqrt(squares);
  }
  return total / data.rowCount;
}
