import { type Dataset, selectColumns } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import { type RecordedElbo, recordElbo } from "../model/elbo.ts";
import { storeTable } from "../model/storeTable.ts";
import type { Steps } from "../numeric/turns.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { gapDrawer } from "./gapDrawer.ts";
import { gappedRows } from "./gappedRows.ts";
import type { QueryOptions } from "./options.ts";

/** Some rows of the table, loaded into a recorded pass. */
export interface PassBatch {
  readonly elbo: RecordedElbo;
  readonly tape: Tape;
  /** The first of the rows, and how many there are. */
  readonly from: number;
  readonly count: number;
  /** Whether draws differ: something is drawn for the latents or for gaps. */
  readonly random: boolean;
  /** Fresh noise for the encoder and for the gaps that are drawn, then encoder, prior and decoder. */
  readonly draw: () => Steps<void>;
  /** Writes log p(x, z) - log q(z|x) of the present draw, [1 x batch]; what was drawn of x is divided out. */
  readonly logWeights: (target: number) => void;
  /** Reports the share of this batch that is done; throws where the query is aborted. */
  readonly progress: (share: number) => void;
}

/** What a query may keep of the draws of one batch: 64 MiB. */
const MOST_NUMBERS = 2 ** 23;

/**
 * Takes a table through encoder, prior and decoder, batch by batch, with seeded noise. NaN is a missing value.
 *
 * @param numbersARow what the query keeps of the draws of a row; batches are so small that it fits into memory.
 */
export function* eachBatch(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions,
  work: (batch: PassBatch) => Steps<void>,
  numbersARow = 0,
): Steps<void> {
  const { engine, store, model, noise } = context;
  const { kernels } = engine;
  const table = selectColumns(data, model.observedNames);
  yield;
  const gapped = yield* gappedRows(context, table);
  const mark = engine.mark();
  try {
    const fitting = Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, numbersARow)));
    const batch = Math.min(QUERY_BATCH, fitting, table.rowCount);
    yield;
    const stored = storeTable(engine, gapped.table, context.coding);
    yield;
    const indices = engine.storeIntegers(Array.from({ length: table.rowCount }, (_, i) => i));
    const tape = new Tape(engine, batch, { differentiable: false });
    const elbo = recordElbo(tape, store, model, stored, { normalize: false, path: false });
    yield;
    const bytes = tape.stride;
    const drawer = gapped.draws.size > 0 ? gapDrawer(context, tape, elbo, gapped.draws) : undefined;
    const random = elbo.eps !== undefined || drawer !== undefined;
    noise.reseed(options.seed ?? 0);
    const logWeights = (target: number) => {
      kernels.scaleAdd(target, 0, elbo.logLikelihood.pointer, 1, bytes);
      kernels.scaleAdd(target, 1, elbo.logPrior.pointer, 1, bytes);
      kernels.scaleAdd(target, 1, elbo.logPosterior.pointer, -1, bytes);
      if (drawer) kernels.scaleAdd(target, 1, drawer.logDensity, -1, bytes);
    };
    for (let from = 0; from < table.rowCount; from += batch) {
      const count = Math.min(batch, table.rowCount - from);
      elbo.input.load(indices, from, count);
      const inner = engine.mark();
      const draw = function* (): Steps<void> {
        if (elbo.eps) noise.fillNormal(elbo.eps.pointer, elbo.eps.rows * tape.paddedBatch);
        drawer?.draw(from, count);
        yield* tape.forwardInSteps();
        yield;
      };
      const progress = (share: number) => {
        options.signal?.throwIfAborted();
        options.onProgress?.((from + share * count) / table.rowCount);
      };
      yield* work({ elbo, tape, from, count, random, draw, logWeights, progress });
      engine.release(inner);
    }
  } finally {
    engine.release(mark);
  }
}
