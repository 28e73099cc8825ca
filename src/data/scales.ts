import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { columnMeans, columnStandardDeviations, rejectConstantColumns } from "./columnStatistics.ts";
import type { Dataset } from "./dataset.ts";
import { selectColumns } from "./datasetColumns.ts";

/**
 * Shift and scale of every observed column. A model works on (x - mean) / deviation and adds the constant
 * -sum log deviation to every log-density, so that all that is reported is in raw data units.
 */
export interface Scales {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Of columns with levels, the coded values that networks read: [feature rows][levels]; null for others. */
  readonly scores?: readonly (readonly (readonly number[])[] | null)[];
  /**
   * The least scale that the conditional of a column may have, in standard deviations of the column; 0 where nothing holds it.
   * Absent where nothing holds any of them.
   */
  readonly leastScales?: Float64Array;
}

/**
 * Scales from the values that are there: NaN is missing.
 *
 * @throws InputError where a column is constant, naming it.
 */
export function scalesOf(data: Dataset): Scales {
  if (data.rowCount < 2) {
    throw new InputError(`Expected at least 2 rows to train on, got ${data.rowCount}. Add rows.`);
  }
  if (!data.values.some(Number.isNaN)) {
    rejectConstantColumns(data);
    return { mean: columnMeans(data), deviation: columnStandardDeviations(data) };
  }
  const columns = data.columns.map((name) => {
    const values = selectColumns(data, [name]).values.filter((value) => !Number.isNaN(value));
    const present = { columns: [name], rowCount: values.length, values };
    rejectConstantColumns(present);
    return { mean: columnMeans(present)[0], deviation: columnStandardDeviations(present)[0] };
  });
  return {
    mean: Float64Array.from(columns, ({ mean }) => mean),
    deviation: Float64Array.from(columns, ({ deviation }) => deviation),
  };
}

/** What is added to a log-density of standardized values to make it one of raw values, in nats. */
export function logDensityConstant(scales: Scales): number {
  let sum = 0;
  for (const deviation of scales.deviation) sum -= log(deviation);
  return sum;
}

/** The same rows in standardized units. */
export function standardized(data: Dataset, scales: Scales): Dataset {
  const width = data.columns.length;
  const values = data.values.map(
    (value, i) => (value - scales.mean[i % width]) / scales.deviation[i % width],
  );
  return { columns: data.columns, rowCount: data.rowCount, values };
}
