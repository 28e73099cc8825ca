import type { Dataset } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { encode } from "./encoding.ts";
import { arcSlopesAt, completedRows, inputsOf, localConditionals } from "./localConditionals.ts";
import type { QueryOptions } from "./options.ts";

/** How much a child's location moves with a parent, averaged over rows, in coded units (latents in their own). */
export interface ArcSlope {
  readonly parent: string;
  readonly child: string;
  /** Which of the parent's features: its level, where it has several. */
  readonly parentLevel?: string;
  /** Which of the child's locations: its level, where it has several. */
  readonly childLevel?: string;
  /** Which way the child's values go where the slope is positive and the parent's values rise; 0 where either have no order. */
  readonly rises: -1 | 0 | 1;
  readonly slope: number;
}

/** How slopes are averaged. */
export type SlopeOptions = Pick<QueryOptions, "seed" | "signal">;

/** Average slopes of every conditional at the rows' measured values and one draw of their hidden ones. */
export function* averageSlopes(
  context: QueryContext,
  data: Dataset,
  options: SlopeOptions,
): Steps<ArcSlope[]> {
  const { engine, model, coding } = context;
  if (model.graph === undefined || model.decoder === undefined) return [];
  const K = model.latentNames.length;
  const rows = completedRows(context, data);
  const z = K > 0 ? (yield* encode(context, rows, { ...options, samples: 1 })).samples : new Float64Array(0);
  const features = coding.features(rows.values, rows.rowCount);
  const mark = engine.mark();
  try {
    const conditionals = localConditionals(context, Math.min(QUERY_BATCH, rows.rowCount));
    const { arcs } = conditionals;
    yield;
    const sums = new Float64Array(arcs.length);
    for (let from = 0; from < rows.rowCount; from += QUERY_BATCH) {
      const count = Math.min(QUERY_BATCH, rows.rowCount - from);
      const inputs = inputsOf(context, K, features, z, 1, from, count);
      const { slopes } = yield* arcSlopesAt(conditionals, inputs, count);
      slopes.forEach((slope, at) => {
        sums[Math.floor(at / count)] += slope;
      });
    }
    return arcs.map(({ input: _, output: __, ...arc }, a) => ({ ...arc, slope: sums[a] / rows.rowCount }));
  } finally {
    engine.release(mark);
  }
}
