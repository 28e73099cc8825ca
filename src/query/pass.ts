import { type Dataset, selectColumns } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import { type RecordedElbo, type RecordedEncoder, recordElbo, recordEncoder } from "../model/elbo.ts";
import { storeTable } from "../model/storeTable.ts";
import type { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { gapDrawer } from "./gapDrawer.ts";
import { drawnColumns, gappedRows } from "./gappedRows.ts";
import { noiseFiller } from "./noiseRows.ts";
import type { QueryOptions } from "./options.ts";

/** Some rows of the table, loaded into a recorded pass through the encoder and what else was recorded with it. */
export interface RecordedBatch<Recorded extends RecordedEncoder> {
  readonly pass: Recorded;
  readonly tape: Tape;
  /** The first of the rows, and how many there are. */
  readonly from: number;
  readonly count: number;
  /** Whether draws differ: something is drawn for the latents or for gaps. */
  readonly random: boolean;
  /** Fresh noise for the encoder and for the gaps that are drawn, then the pass. */
  readonly draw: () => Steps<void>;
  /** log-density of what was drawn of x, [1 x batch]; absent where no gaps are drawn. */
  readonly logDrawn: number | undefined;
  /** Reports the share of this batch that is done; throws where the query is aborted. */
  readonly progress: (share: number) => void;
}

/** Some rows of the table in a pass through encoder, prior and decoder. */
export interface PassBatch extends RecordedBatch<RecordedElbo> {
  /** Writes log p(x, z) - log q(z|x) of the present draw, [1 x batch]; what was drawn of x is divided out. */
  readonly logWeights: (target: number) => void;
}

/** Some whole batches of a table whose other rows are asked about elsewhere: with the noise that they have in the whole. */
export interface PassPart {
  /** Rows of a batch. */
  readonly batch: number;
  /** Batches before these rows. */
  readonly before: number;
  /** Columns of the whole table that have gaps, as the model orders them. */
  readonly gaps: readonly number[];
}

export interface PassOptions extends QueryOptions {
  readonly part?: PassPart;
}

/** Takes the numbers of rows before a part, of which each has one. */
export function skipRows(random: Random, part: PassPart | undefined): void {
  if (part === undefined) return;
  for (let row = 0; row < part.before * part.batch; row++) random.uniform();
}

/** What a query does with each batch. */
export interface PassNeeds {
  /** Draws of a batch. */
  readonly draws: number;
  /** What the query keeps of the draws of a row; batches are so small that it fits into memory. */
  readonly numbersARow?: number;
  /** Normal numbers that the query itself takes for every row of a draw, after the pass. */
  readonly normalsARow?: number;
}

/** Rows that a pass takes at a time. */
export function passBatch(rowCount: number, numbersARow = 0): number {
  const fitting = Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, numbersARow)));
  return Math.min(QUERY_BATCH, fitting, rowCount);
}

/** What a query may keep of the draws of one batch: 64 MiB. */
const MOST_NUMBERS = 2 ** 23;

type RecordPass<Recorded extends RecordedEncoder> = (...input: Parameters<typeof recordEncoder>) => Recorded;

/**
 * Takes a table through encoder, prior and decoder, batch by batch, with seeded noise. NaN is a missing value.
 */
export function eachBatch(
  context: QueryContext,
  data: Dataset,
  options: PassOptions,
  needs: PassNeeds,
  work: (batch: PassBatch) => Steps<void>,
): Steps<void> {
  const { kernels } = context.engine;
  return eachRecorded(context, data, options, needs, recordElbo, (batch) => {
    const { pass, tape, logDrawn } = batch;
    const bytes = tape.stride;
    const logWeights = (target: number) => {
      kernels.scaleAdd(target, 0, pass.logLikelihood.pointer, 1, bytes);
      kernels.scaleAdd(target, 1, pass.logPrior.pointer, 1, bytes);
      kernels.scaleAdd(target, 1, pass.logPosterior.pointer, -1, bytes);
      if (logDrawn !== undefined) kernels.scaleAdd(target, 1, logDrawn, -1, bytes);
    };
    return work({ ...batch, logWeights });
  });
}

/** As `eachBatch`, through the encoder alone, with the same noise. */
export function eachEncodedBatch(
  context: QueryContext,
  data: Dataset,
  options: PassOptions,
  needs: PassNeeds,
  work: (batch: RecordedBatch<RecordedEncoder>) => Steps<void>,
): Steps<void> {
  return eachRecorded(context, data, options, needs, recordEncoder, work);
}

function* eachRecorded<Recorded extends RecordedEncoder>(
  context: QueryContext,
  data: Dataset,
  options: PassOptions,
  { draws, numbersARow, normalsARow = 0 }: PassNeeds,
  record: RecordPass<Recorded>,
  work: (batch: RecordedBatch<Recorded>) => Steps<void>,
): Steps<void> {
  const { part } = options;
  const { engine, store, model, noise } = context;
  const table = selectColumns(data, model.observedNames);
  yield;
  const gapped = yield* gappedRows(context, table);
  const mark = engine.mark();
  try {
    const batch = part?.batch ?? passBatch(table.rowCount, numbersARow);
    yield;
    const stored = storeTable(engine, gapped.table, context.coding);
    yield;
    const indices = engine.storeIntegers(Array.from({ length: table.rowCount }, (_, i) => i));
    const tape = new Tape(engine, batch, { differentiable: false });
    const pass = record(tape, store, model, stored, { normalize: false, path: false });
    yield;
    const drawn = drawnColumns(context);
    const drawsGaps = part ? part.gaps.some((c) => drawn[c] === 1) : gapped.draws.size > 0;
    const drawer = drawsGaps ? gapDrawer(context, tape, pass, gapped.draws) : undefined;
    const fill = pass.eps && noiseFiller(context, tape, pass.eps.pointer, pass.eps.rows);
    const random = pass.eps !== undefined || drawer !== undefined;
    noise.reseed(options.seed ?? 0, "questions");
    const own = part && normalsARow > 0 ? engine.allocate(normalsARow * tape.stride + 64) : 0;
    for (let skipped = 0; skipped < (part?.before ?? 0) * draws; skipped++) {
      fill?.();
      drawer?.skip();
      if (own > 0) noise.fillNormal(own, normalsARow * tape.paddedBatch);
      yield;
    }
    for (let from = 0; from < table.rowCount; from += batch) {
      const count = Math.min(batch, table.rowCount - from);
      pass.input.load(indices, from, count);
      const inner = engine.mark();
      tape.begin();
      const draw = function* (): Steps<void> {
        fill?.();
        drawer?.draw(from, count);
        // Gaps that are drawn are other ones every time.
        if (drawer) tape.begin();
        yield* tape.drawInSteps();
        yield;
      };
      const progress = (share: number) => {
        options.signal?.throwIfAborted();
        options.onProgress?.((from + share * count) / table.rowCount);
      };
      yield* work({ pass, tape, from, count, random, draw, logDrawn: drawer?.logDensity, progress });
      engine.release(inner);
    }
  } finally {
    engine.release(mark);
  }
}
