import { type Dataset, takeRows } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { readConditionals } from "./conditionals.ts";
import type { QueryContext } from "./context.ts";
import { isLinearGaussian } from "./linearGaussian.ts";
import type { QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";

/** Rows that are looked at, and draws of all of them together at least. */
const MOST_ROWS = 2000;
const DRAWS = 500;
/** How much smaller than all that were seen a scale may be, as a share. */
const SLACK = 0.5;
/** As a share of the largest: less is rounding, not a scale that depends on anything. */
const VARIES = 1e-3;

/**
 * The least scales of the conditionals of columns at rows of a training, in standard deviations of the columns, with some slack: 0
 * where a scale is the same everywhere or there is none; undefined where that holds for all. A logarithm of a scale that hidden
 * layers have learnt goes on along a line beyond the rows, and a row far out would be held to a scale of next to nothing.
 */
export function* leastScales(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions,
): Steps<Float64Array | undefined> {
  const { engine, model, coding } = context;
  if (model.decoder === undefined || isLinearGaussian(context)) return undefined;
  const rows = takeRows(data, evenly(data.rowCount));
  const draws = Math.max(1, Math.ceil(DRAWS / rows.rowCount));
  const scaled = coding.columns.map(({ type }, c) => coding.likelihoods[c].shape(type).scales > 0);
  const least = new Float64Array(scaled.length).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(scaled.length);
  yield* eachBatch(context, rows, options, { draws }, function* ({ pass, tape, count, draw, progress }) {
    for (let s = 0; s < draws; s++) {
      yield* draw();
      const { theta } = readConditionals(engine, tape.paddedBatch, coding, pass.decoded);
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < scaled.length; c++) {
          if (!scaled[c]) continue;
          const { scale } = theta(c, i);
          least[c] = Math.min(least[c], scale);
          most[c] = Math.max(most[c], scale);
        }
      }
      progress((s + 1) / draws);
    }
  });
  const held = least.map((scale, c) =>
    scaled[c] && scale > 0 && most[c] < Number.POSITIVE_INFINITY && most[c] - scale > VARIES * most[c]
      ? SLACK * scale
      : 0,
  );
  return held.some((scale) => scale > 0) ? held : undefined;
}

function evenly(rowCount: number): Int32Array {
  const count = Math.min(rowCount, MOST_ROWS);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rowCount) / count));
}
