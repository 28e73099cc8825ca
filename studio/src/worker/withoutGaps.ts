import { completeRows, type Dataset, takeRows } from "../../../src/internals.ts";

/** The rows that have a value in every column; it may be none of them. */
export function withoutGaps(data: Dataset): Dataset {
  const rows = completeRows(data);
  if (rows.length === 0) return { ...data, rowCount: 0, values: new Float64Array(0) };
  return rows.length === data.rowCount ? data : takeRows(data, rows);
}
