import { type Dataset, selectColumns } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { checkCount } from "./options.ts";
import { eachBatch, type PassOptions } from "./pass.ts";
import { rowConstants } from "./rowConstants.ts";
import { type RowMeans, rowMeans } from "./rowMeans.ts";
import { inSingleWhereEnough, LOWEST, type RowDensities } from "./singlePrecision.ts";

export interface EvidenceBound extends RowMeans {
  /** (sum w)^2 / sum w^2 of the importance weights of every row's draws, as a share of the draws: 1 where the encoder is exact. */
  readonly effectiveShares: Float64Array;
}

/** The evidence lower bound of every row; see {@link TrainedModel.elbo}. */
export function* evidenceBound(
  context: QueryContext,
  data: Dataset,
  options: PassOptions & { samples: number },
): Steps<EvidenceBound> {
  const { model, coding } = context;
  const { perRow, sizes: effectiveShares } = yield* inSingleWhereEnough(context, (one) =>
    bounds(one, data, options),
  );
  const constants = rowConstants(coding, selectColumns(data, model.observedNames));
  for (let i = 0; i < perRow.length; i++) perRow[i] += constants[i];
  return { ...rowMeans(perRow), effectiveShares };
}

/** Of coded rows. */
function* bounds(
  context: QueryContext,
  data: Dataset,
  options: PassOptions & { samples: number },
): Steps<RowDensities> {
  const asked = checkCount(options.samples, "samples");
  const { engine } = context;
  const { kernels } = engine;
  const perRow = new Float64Array(data.rowCount);
  const effectiveShares = new Float64Array(data.rowCount);
  yield* eachBatch(context, data, options, { draws: asked }, function* (batch) {
    const { tape, from, count, random, draw, logWeights, progress } = batch;
    const samples = random ? asked : 1;
    const bytes = tape.stride;
    const [weights, largest, sum, squares] = [0, 0, 0, 0].map(() => engine.allocate(bytes));
    engine.reals(largest, tape.paddedBatch).fill(LOWEST[engine.precision]);
    for (let s = 0; s < samples; s++) {
      yield* draw();
      logWeights(weights);
      kernels.accumulateLogSumExp(largest, sum, squares, weights, bytes);
      const values = engine.reals(weights, count);
      for (let i = 0; i < count; i++) perRow[from + i] += values[i] / samples;
      progress((s + 1) / samples);
    }
    const [sums, squared] = [engine.reals(sum, count), engine.reals(squares, count)];
    for (let i = 0; i < count; i++) effectiveShares[from + i] = (sums[i] * sums[i]) / (samples * squared[i]);
  });
  return { perRow, sizes: effectiveShares };
}
