import { type Dataset, selectColumns, takeRows } from "../data/index.ts";
import { SirenVae } from "../model/sirenVae.ts";
import { Random } from "../numeric/random.ts";
import { type QueryContext, rawValue } from "./context.ts";
import { checkCount, checkLevels, DEFAULT_LEVELS, type QueryOptions } from "./options.ts";
import { eachBatch } from "./pass.ts";
import { normalizedWeights, resampledIndices, weightedQuantiles } from "./weightedDraws.ts";

export interface ImputeOptions extends QueryOptions {
  /** Draws a row. */
  readonly samples: number;
  /** Levels of the quantiles, between 0 and 1. Default 0.025, 0.5, 0.975. */
  readonly levels?: readonly number[];
}

/** What the model says about the missing values, raw data units; gaps are listed row by row. */
export interface ImputedRows {
  /** The observed columns in the model's order, with the mean in every gap. */
  readonly completed: Dataset;
  /** Row (counted from 0) and column (of `completed`) of every gap. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly mean: Float64Array;
  readonly standardDeviation: Float64Array;
  readonly levels: readonly number[];
  /** gaps x levels. */
  readonly quantiles: Float64Array;
  /** gaps x samples, equally weighted: the s-th draws of a row's gaps belong together. */
  readonly draws: Float64Array;
  /** Of every row, how many independent draws the weighted ones are worth; `samples` for rows without gaps. */
  readonly effectiveSampleSize: Float64Array;
}

/** Missing values given what is there; see {@link TrainedModel.impute}. */
export function impute(context: QueryContext, data: Dataset, options: ImputeOptions): ImputedRows {
  const count = checkCount(options.samples, "samples");
  const levels = checkLevels(options.levels ?? DEFAULT_LEVELS);
  const { engine, model, noise, scales } = context;
  const { kernels } = engine;
  const table = selectColumns(data, model.observedNames);
  const width = table.columns.length;
  const gaps = findGaps(table);
  const total = gaps.column.length;
  const mean = new Float64Array(total);
  const standardDeviation = new Float64Array(total);
  const quantiles = new Float64Array(total * levels.length);
  const draws = new Float64Array(total * count);
  const effectiveSampleSize = new Float64Array(table.rowCount).fill(count);
  const values = table.values.slice();
  const kept = readByOthers(context);
  const random = new Random(options.seed ?? 0).fork("resampling");
  const work = (batch: Parameters<Parameters<typeof eachBatch>[3]>[0]) => {
    const { elbo, tape, from, count: size, draw, logWeights, progress } = batch;
    const padded = tape.paddedBatch;
    const first = gaps.starts[from];
    const mine = gaps.starts[from + size] - first;
    const target = engine.allocate(tape.stride);
    const normals = engine.allocate(width * tape.stride + 64);
    const logs = new Float64Array(size * count);
    // Of every gap's distribution given one draw of the latents: its mean, its variance and a value.
    const [centres, variances, drawn] = [0, 0, 0].map(() => new Float64Array(mine * count));
    for (let s = 0; s < count; s++) {
      draw();
      logWeights(target);
      noise.fillNormal(normals, width * padded);
      const weights = engine.reals(target, size);
      const [x, mu, spread, e] = [elbo.input.tensor.pointer, elbo.mu.pointer, elbo.s.pointer, normals].map(
        (pointer) => engine.reals(pointer, width * padded),
      );
      for (let i = 0; i < size; i++) {
        logs[i * count + s] = weights[i];
        for (let gap = gaps.starts[from + i]; gap < gaps.starts[from + i + 1]; gap++) {
          const at = gaps.column[gap] * padded + i;
          const to = (gap - first) * count + s;
          // What others read was drawn with them and stays; the rest is drawn anew given the latents.
          const keeps = kept[gaps.column[gap]] === 1;
          const deviation = keeps ? 0 : kernels.expScalar(spread[at]);
          centres[to] = keeps ? x[at] : mu[at];
          variances[to] = deviation * deviation;
          drawn[to] = centres[to] + deviation * e[at];
        }
      }
      progress((s + 1) / count);
    }
    for (let i = 0; i < size; i++) {
      const normalized = normalizedWeights(logs.subarray(i * count, (i + 1) * count));
      const { weights } = normalized;
      const row = gaps.rows[from + i];
      effectiveSampleSize[row] = normalized.effectiveSampleSize;
      const chosen = resampledIndices(weights, random.uniform());
      for (let gap = gaps.starts[from + i]; gap < gaps.starts[from + i + 1]; gap++) {
        const column = gaps.column[gap];
        const own = (all: Float64Array) => all.subarray((gap - first) * count, (gap - first + 1) * count);
        const moments = mixtureMoments(own(centres), own(variances), weights);
        mean[gap] = rawValue(scales, column, moments.mean);
        standardDeviation[gap] = scales.deviation[column] * moments.standardDeviation;
        weightedQuantiles(own(drawn), weights, levels).forEach((value, level) => {
          quantiles[gap * levels.length + level] = rawValue(scales, column, value);
        });
        const source = own(drawn);
        chosen.forEach((s, at) => {
          draws[gap * count + at] = rawValue(scales, column, source[s]);
        });
        values[row * width + column] = mean[gap];
      }
    }
  };
  if (total > 0) {
    eachBatch(context, takeRows(table, gaps.rows), options, work, count * (3 * gaps.most + 1));
  }
  return {
    completed: { columns: table.columns, rowCount: table.rowCount, values },
    row: Int32Array.from(gaps.column, (_, gap) => gaps.rowOf[gap]),
    column: gaps.column,
    mean,
    standardDeviation,
    levels,
    quantiles,
    draws,
    effectiveSampleSize,
  };
}

/** `rows` are those with gaps; gaps of the r-th of them are `starts[r] .. starts[r + 1]`. */
function findGaps(table: Dataset) {
  const width = table.columns.length;
  const rows: number[] = [];
  const starts: number[] = [];
  const column: number[] = [];
  const rowOf: number[] = [];
  let most = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const before = column.length;
    for (let c = 0; c < width; c++) {
      if (!Number.isNaN(table.values[row * width + c])) continue;
      column.push(c);
      rowOf.push(row);
    }
    if (column.length === before) continue;
    rows.push(row);
    starts.push(before);
    most = Math.max(most, column.length - before);
  }
  starts.push(column.length);
  return { rows, starts, column: Int32Array.from(column), rowOf, most };
}

/** 1 for columns that other nodes read: their missing values are part of the draw itself. */
function readByOthers({ model }: QueryContext): Uint8Array {
  if (!(model instanceof SirenVae)) return new Uint8Array(model.observedNames.length);
  const { dag } = model;
  return Uint8Array.from(dag.observed, (node) => (dag.children(node).length > 0 ? 1 : 0));
}

function mixtureMoments(
  centres: Float64Array,
  variances: Float64Array,
  weights: Float64Array,
): { mean: number; standardDeviation: number } {
  let mean = 0;
  for (let s = 0; s < weights.length; s++) mean += weights[s] * centres[s];
  let variance = 0;
  for (let s = 0; s < weights.length; s++) {
    variance += weights[s] * (variances[s] + (centres[s] - mean) ** 2);
  }
  return { mean, standardDeviation: Math.sqrt(variance) };
}
