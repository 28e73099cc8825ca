import type { Flow } from "../flow/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { addReport, compact, type InversionSummary, inverterOf, type SampledRows } from "./drawnRows.ts";
import type { QueryOptions } from "./options.ts";
import { type PassOptions, passBatch } from "./pass.ts";

/** New rows from a flow over the measured columns: noise through its inverse. */
export function* sampleDensity(
  { engine, store, noise, coding, model }: QueryContext,
  density: Flow,
  rows: number,
  options: Pick<PassOptions, "part"> & QueryOptions,
): Steps<SampledRows> {
  const columns = model.observedNames;
  const D = columns.length;
  const values = new Float64Array(rows * D);
  const summary: InversionSummary = {
    converged: 0,
    total: rows,
    maxIterations: 0,
    maxResidual: 0,
    safeguarded: 0,
  };
  noise.reseed(options.seed ?? 0);
  const mark = engine.mark();
  try {
    const batch = options.part?.batch ?? passBatch(rows);
    const inverter = yield* inverterOf(density, store, batch);
    const drawn = engine.allocate(8 * (D * batch + 8));
    for (let skipped = 0; skipped < (options.part?.before ?? 0); skipped++)
      noise.fillNormal(drawn, D * batch);
    for (let from = 0; from < rows; from += batch) {
      options.signal?.throwIfAborted();
      const count = Math.min(batch, rows - from);
      noise.fillNormal(drawn, D * batch);
      const normals = Float64Array.from(engine.doubles(drawn, D * batch));
      const { z, report } = inverter.invert(compact(normals, D, batch, count), count, []);
      addReport(summary, report);
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < D; c++) {
          const value = coding.likelihoods[c].fromTarget(coding.columns[c], z[c * count + i]);
          values[(from + i) * D + c] = value;
        }
      }
      options.onProgress?.((from + count) / rows);
      yield;
    }
  } finally {
    engine.release(mark);
  }
  return { data: { columns, rowCount: rows, values }, inversion: summary };
}
