import { type Dataset, selectColumns, takeRows } from "../data/index.ts";
import type { TableCoding, Theta } from "../likelihood/index.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import { readConditionals } from "./conditionals.ts";
import type { QueryContext } from "./context.ts";
import { readColumns } from "./gappedRows.ts";
import { checkCount, checkLevels, DEFAULT_LEVELS, type QueryOptions } from "./options.ts";
import { eachBatch, type PassBatch, type PassOptions, skipRows } from "./pass.ts";
import { normalizedWeights, resampledIndices, stepQuantiles, weightedQuantiles } from "./weightedDraws.ts";

export interface ImputeOptions extends QueryOptions {
  /** Draws a row. */
  readonly samples: number;
  /** Levels of the quantiles, between 0 and 1. Default 0.05, 0.5, 0.95. */
  readonly levels?: readonly number[];
}

/** What the model says about the missing values, raw data units; gaps are listed row by row. */
export interface ImputedRows {
  /**
   * The observed columns in the model's order, with the mean in every gap; of columns with levels the likeliest level, of
   * counts the median.
   */
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
  /** Of every gap in a column with levels: the probability of each; undefined for others. */
  readonly probabilities: readonly (Float64Array | undefined)[];
  /**
   * Of every row, how many independent draws the weighted ones are worth; `samples` for rows without gaps. NaN for rows so
   * far out that no density is a number: of their gaps everything is NaN.
   */
  readonly effectiveSampleSize: Float64Array;
}

/** Missing values given what is there; see {@link TrainedModel.impute}. */
export function* impute(
  context: QueryContext,
  data: Dataset,
  options: ImputeOptions & PassOptions,
): Steps<ImputedRows> {
  const count = checkCount(options.samples, "samples");
  const levels = checkLevels(options.levels ?? DEFAULT_LEVELS);
  const { engine, model, noise, coding } = context;
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
  const kept = readColumns(context);
  const units = valueUnits(coding);
  const probabilities = new Array<Float64Array | undefined>(total);
  const types = coding.types();
  const random = new Random(options.seed ?? 0).fork("resampling");
  skipRows(random, options.part);
  const work = function* (batch: PassBatch): Steps<void> {
    const { pass, tape, from, count: size, draw, logWeights, progress } = batch;
    const padded = tape.paddedBatch;
    const first = gaps.starts[from];
    const mine = gaps.starts[from + size] - first;
    const target = engine.allocate(tape.stride);
    const normals = engine.allocate(width * tape.stride + 64);
    const logs = new Float64Array(size * count);
    // Of every gap's distribution given one draw of the latents: its mean, its variance and a value.
    const [centres, variances, drawn] = [0, 0, 0].map(() => new Float64Array(mine * count));
    const masses = Array.from({ length: mine }, (): Float64Array[] => []);
    for (let s = 0; s < count; s++) {
      yield* draw();
      logWeights(target);
      noise.fillNormal(normals, width * padded);
      const weights = engine.reals(target, size);
      const [x, e] = [pass.target.pointer, normals].map((pointer) => engine.reals(pointer, width * padded));
      const { theta } = readConditionals(engine, padded, coding, pass.decoded);
      for (let i = 0; i < size; i++) {
        logs[i * count + s] = weights[i];
        for (let gap = gaps.starts[from + i]; gap < gaps.starts[from + i + 1]; gap++) {
          const column = gaps.column[gap];
          const to = (gap - first) * count + s;
          // What others read was drawn with them and stays; the rest is drawn anew given the latents.
          const cell =
            kept[column] === 1
              ? units.known(column, x[coding.targetRows[column] * padded + i])
              : units.drawn(column, theta(column, i), e[column * padded + i]);
          centres[to] = cell.mean;
          variances[to] = cell.variance;
          drawn[to] = cell.value;
          if (cell.probabilities) masses[gap - first].push(cell.probabilities);
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
      // Where no density is a number, nothing is known of the gaps: they stay.
      const known = normalized.effectiveSampleSize > 0;
      for (let gap = gaps.starts[from + i]; gap < gaps.starts[from + i + 1]; gap++) {
        if (!known) {
          mean[gap] = standardDeviation[gap] = Number.NaN;
          quantiles.fill(Number.NaN, gap * levels.length, (gap + 1) * levels.length);
          draws.fill(Number.NaN, gap * count, (gap + 1) * count);
          continue;
        }
        const column = gaps.column[gap];
        const own = (all: Float64Array) => all.subarray((gap - first) * count, (gap - first + 1) * count);
        const moments = mixtureMoments(own(centres), own(variances), weights);
        mean[gap] = units.raw(column, moments.mean);
        standardDeviation[gap] = units.rawSpread(column, moments.standardDeviation);
        const { discrete } = coding.likelihoods[column];
        const ofDraws = discrete ? stepQuantiles : weightedQuantiles;
        ofDraws(own(drawn), weights, levels).forEach((value, level) => {
          quantiles[gap * levels.length + level] = units.raw(column, value);
        });
        const source = own(drawn);
        chosen.forEach((s, at) => {
          draws[gap * count + at] = units.raw(column, source[s]);
        });
        const drawnMasses = masses[gap - first];
        const mass = drawnMasses.length > 0 ? weightedMass(drawnMasses, weights) : undefined;
        probabilities[gap] = mass;
        values[row * width + column] = mass
          ? mass.indexOf(Math.max(...mass))
          : discrete
            ? stepQuantiles(source, weights, [0.5])[0]
            : mean[gap];
        yield;
      }
    }
  };
  if (total > 0) {
    const needs = { draws: count, numbersARow: imputedNumbers(gaps.most, count), normalsARow: width };
    yield* eachBatch(context, takeRows(table, gaps.rows), options, needs, work);
  }
  return {
    completed: { columns: table.columns, rowCount: table.rowCount, values, ...(types && { types }) },
    row: Int32Array.from(gaps.column, (_, gap) => gaps.rowOf[gap]),
    column: gaps.column,
    mean,
    standardDeviation,
    levels,
    quantiles,
    draws,
    probabilities,
    effectiveSampleSize,
  };
}

/** What one draw says of a gap: moments and a value in the units of the sums, and the masses of levels. */
interface Cell {
  readonly mean: number;
  readonly variance: number;
  readonly value: number;
  readonly probabilities?: Float64Array;
}

/**
 * The units in which draws are summed up: coded ones where all columns are Gaussian, since moments may be scaled afterwards,
 * else raw ones.
 */
function valueUnits(coding: TableCoding) {
  if (coding.plain) {
    const raw = (c: number, value: number) => coding.columns[c].mean + coding.columns[c].deviation * value;
    return {
      known: (_: number, target: number): Cell => ({ mean: target, variance: 0, value: target }),
      drawn: (_: number, { location, scale }: Theta, e: number): Cell => ({
        mean: location[0],
        variance: scale * scale,
        value: location[0] + scale * e,
      }),
      raw,
      rawSpread: (c: number, spread: number) => coding.columns[c].deviation * spread,
    };
  }
  return {
    known: (c: number, target: number): Cell => {
      const likelihood = coding.likelihoods[c];
      const { type } = coding.columns[c];
      const value = likelihood.fromTarget(coding.columns[c], target);
      const count = type.levels?.length ?? 0;
      const certain =
        likelihood.levels && Float64Array.from({ length: count }, (_, k) => (k === value ? 1 : 0));
      return { mean: value, variance: 0, value, ...(certain && { probabilities: certain }) };
    },
    drawn: (c: number, theta: Theta, e: number): Cell => {
      const { mean, variance, probabilities, fromNormal } = coding.likelihoods[c].distribution(
        coding.columns[c],
        theta,
      );
      return { mean, variance, value: fromNormal(e), ...(probabilities && { probabilities }) };
    },
    raw: (_: number, value: number) => value,
    rawSpread: (_: number, spread: number) => spread,
  };
}

function weightedMass(masses: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(masses[0].length);
  masses.forEach((mass, s) => {
    for (let k = 0; k < sum.length; k++) sum[k] += weights[s] * mass[k];
  });
  return sum;
}

/** Numbers that are kept of the draws of a row, at most. */
export function imputedNumbers(mostGaps: number, samples: number): number {
  return samples * (3 * mostGaps + 1);
}

/** `rows` are those with gaps; gaps of the r-th of them are `starts[r] .. starts[r + 1]`. */
export function findGaps(table: Dataset) {
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
