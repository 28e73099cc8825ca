import { type Dataset, takeRows } from "../../../src/internals.ts";

/** The rows that have a value in every column; it may be none of them. */
export function withoutGaps(data: Dataset): Dataset {
  const width = data.columns.length;
  const rows = Array.from({ length: data.rowCount }, (_, row) => row).filter(
    (row) => !data.values.subarray(row * width, (row + 1) * width).some(Number.isNaN),
  );
  if (rows.length === 0) return { ...data, rowCount: 0, values: new Float64Array(0) };
  return rows.length === data.rowCount ? data : takeRows(data, Int32Array.from(rows));
}
