import { type Dataset, selectColumns } from "../data/index.ts";
import type { TableCoding, Theta } from "../likelihood/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { readConditionals } from "./conditionals.ts";
import type { QueryContext } from "./context.ts";
import type { QueryOptions } from "./options.ts";
import { eachBatch, type PassOptions } from "./pass.ts";

/**
 * What each conditional expects for one draw z ~ q(z|x) a row, raw units: its mean, of columns with levels the likeliest
 * level, of counts the median.
 */
export function* reconstruct(context: QueryContext, data: Dataset, options: PassOptions): Steps<Dataset> {
  const { engine, model, coding } = context;
  const width = model.observedNames.length;
  const values = new Float64Array(data.rowCount * width);
  yield* eachBatch(context, data, options, { draws: 1 }, function* (batch) {
    const { pass, tape, from, count, draw, progress } = batch;
    yield* draw();
    const { theta } = readConditionals(engine, tape.paddedBatch, coding, pass.decoded);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < width; c++) {
        values[(from + i) * width + c] = expected(coding, c, theta(c, i));
      }
    }
    progress(1);
  });
  const types = coding.types();
  return { columns: model.observedNames, rowCount: data.rowCount, values, ...(types && { types }) };
}

function expected(coding: TableCoding, c: number, theta: Theta): number {
  const likelihood = coding.likelihoods[c];
  const column = coding.columns[c];
  const { mode, mean, quantile } = likelihood.distribution(column, theta);
  if (likelihood.levels) return mode;
  return likelihood.discrete ? quantile(0.5) : mean;
}

/** How far a column is reconstructed. */
export interface ReconstructionError {
  readonly name: string;
  readonly kind: string;
  /** Of numbers: the root of the mean squared difference, raw units. */
  readonly rootMeanSquare?: number;
  /** Of levels: the share of rows whose likeliest level is the right one. */
  readonly shareRight?: number;
}

/** Adds up what `reconstructionErrors` gives of rows that come in pieces. */
export class ReconstructionTally {
  readonly #coding: TableCoding;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(coding: TableCoding) {
    this.#coding = coding;
    this.#sums = new Float64Array(coding.columns.length);
    this.#counts = new Float64Array(coding.columns.length);
  }

  /** Rows x columns in the order of the model; NaN is missing. */
  add(measured: Float64Array, reconstructed: Float64Array): void {
    const width = this.#sums.length;
    for (let at = 0; at < measured.length; at++) {
      const c = at % width;
      if (Number.isNaN(measured[at])) continue;
      this.#counts[c]++;
      if (this.#coding.likelihoods[c].levels) this.#sums[c] += reconstructed[at] === measured[at] ? 1 : 0;
      else this.#sums[c] += (reconstructed[at] - measured[at]) ** 2;
    }
  }

  errors(): ReconstructionError[] {
    return this.#coding.columns.map(({ name, type: { kind } }, c) => {
      const mean = this.#sums[c] / Math.max(this.#counts[c], 1);
      return this.#coding.likelihoods[c].levels
        ? { name, kind, shareRight: mean }
        : { name, kind, rootMeanSquare: Math.sqrt(mean) };
    });
  }
}

/** The error of every column over the values that are there. */
export function* reconstructionErrors(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions,
): Steps<ReconstructionError[]> {
  const { coding, model } = context;
  const names = model.observedNames;
  const table = selectColumns(data, names);
  const tally = new ReconstructionTally(coding);
  tally.add(table.values, (yield* reconstruct(context, data, options)).values);
  return tally.errors();
}

/**
 * Mean over rows of the Euclidean norm |x - mu(z)|, z ~ q(z|x), raw units, over the numbers that are there; levels, which have
 * no distance, are left out.
 */
export function* reconstructionError(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions,
): Steps<number> {
  const { coding, model } = context;
  const names = model.observedNames;
  const width = names.length;
  const table = selectColumns(data, names);
  const { values } = yield* reconstruct(context, data, options);
  let total = 0;
  for (let row = 0; row < data.rowCount; row++) {
    let squares = 0;
    for (let at = row * width; at < (row + 1) * width; at++)
      if (!Number.isNaN(table.values[at]) && !coding.likelihoods[at % width].levels)
        squares += (values[at] - table.values[at]) ** 2;
    total += Math.sqrt(squares);
  }
  return total / data.rowCount;
}
