import { type ColumnType, type Dataset, GAUSSIAN } from "../data/index.ts";
import { type ImputedRows, summaryWords } from "../query/index.ts";

/** Every row `drawn` times, its gaps filled with draws that belong together; row and draw number first. */
export function completedDraws(
  found: ImputedRows,
  numbering: readonly string[],
  from: number,
  drawn: number,
  samples: number,
): Dataset {
  const { completed } = found;
  const width = completed.columns.length;
  const columns = [...numbering, ...completed.columns];
  const rowCount = completed.rowCount * drawn;
  const values = new Float64Array(rowCount * columns.length);
  for (let i = 0; i < rowCount; i++) {
    const row = Math.floor(i / drawn);
    values[i * columns.length] = from + row + 1;
    values[i * columns.length + 1] = (i % drawn) + 1;
    values.set(completed.values.subarray(row * width, (row + 1) * width), i * columns.length + 2);
  }
  found.row.forEach((row, gap) => {
    for (let m = 0; m < drawn; m++) {
      // Equal draws stand side by side after resampling: those taken lie as far apart as can be.
      const value = found.draws[gap * samples + Math.floor(((m + 0.5) * samples) / drawn)];
      values[(row * drawn + m) * columns.length + 2 + found.column[gap]] = value;
    }
  });
  const { types } = completed;
  return { columns, rowCount, values, ...(types && { types: [GAUSSIAN, GAUSSIAN, ...types] }) };
}

/** What is written of the gaps of a column: the probability of every level, or summaries of numbers. */
export function summaryNames(
  name: string,
  type: ColumnType | undefined,
  quantiles: readonly number[],
): string[] {
  return (
    type?.levels?.map((level) => `${name}.p(${level})`) ??
    summaryWords(quantiles).map((summary) => `${name}.${summary}`)
  );
}

/**
 * Whether all that is known of a gap is where its middle lies: far beyond the training rows a spread may be larger than any
 * number, and quantiles are then those of what numbers can hold. Heavy tails have no deviation, and quantiles all the same.
 */
export function spreadIsLost(found: ImputedRows, gap: number): boolean {
  if (Number.isFinite(found.standardDeviation[gap]) || Number.isNaN(found.mean[gap])) return false;
  const levels = found.levels.length;
  return found.quantiles
    .subarray(gap * levels, (gap + 1) * levels)
    .some((quantile) => !Number.isFinite(quantile * quantile));
}

/** For every row the summaries of its gaps in the columns that have any; missing where the value was measured. */
export function gapSummaries(
  found: ImputedRows,
  columns: readonly string[],
  gappy: readonly number[],
  from: number,
): Dataset {
  const { rowCount } = found.completed;
  const width = columns.length;
  const values = new Float64Array(rowCount * width).fill(Number.NaN);
  for (let row = 0; row < rowCount; row++) values[row * width] = from + row + 1;
  const levels = found.levels.length;
  const types = found.completed.types;
  let reached = 1;
  const starts = gappy.map((c) => {
    const start = reached;
    reached += summaryNames("", types?.[c], found.levels).length;
    return start;
  });
  found.row.forEach((row, gap) => {
    const at = row * width + starts[gappy.indexOf(found.column[gap])];
    const masses = found.probabilities[gap];
    if (masses) {
      values.set(masses, at);
      return;
    }
    const summaries = [found.mean[gap], found.standardDeviation[gap]];
    const quantiles = found.quantiles.subarray(gap * levels, (gap + 1) * levels);
    summaries.push(...(spreadIsLost(found, gap) ? quantiles.map(() => Number.NaN) : quantiles));
    // What has no finite value, such as the deviation of heavy tails, is left empty.
    values.set(
      summaries.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
      at,
    );
  });
  return { columns, rowCount, values };
}
