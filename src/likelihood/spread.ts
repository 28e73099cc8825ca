import { columnMeans, columnStandardDeviations, rejectConstantColumns } from "../data/index.ts";

/** Mean and standard deviation of the values of a column, as every table of numbers is standardized by. */
export function spreadOf(name: string, values: Float64Array): { mean: number; deviation: number } {
  const table = { columns: [name], rowCount: values.length, values };
  rejectConstantColumns(table);
  return { mean: columnMeans(table)[0], deviation: columnStandardDeviations(table)[0] };
}
