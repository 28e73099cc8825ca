import type { Dataset } from "./dataset.ts";
import { selectColumns } from "./datasetColumns.ts";
import { takeRows } from "./datasetRows.ts";

/** Rows that miss the same columns, without these columns. */
export interface EqualGaps {
  /** Which rows of the whole table these are. */
  readonly rows: readonly number[];
  /** Without gaps; it may have no column at all. */
  readonly data: Dataset;
}

/** Splits a table into pieces without gaps. */
export function rowsOfEqualGaps(data: Dataset): EqualGaps[] {
  const width = data.columns.length;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < data.rowCount; row++) {
    const own = data.values.subarray(row * width, (row + 1) * width);
    const pattern = Array.from(own, (value) => (Number.isNaN(value) ? "0" : "1")).join("");
    const group = groups.get(pattern);
    if (group) group.push(row);
    else groups.set(pattern, [row]);
  }
  return [...groups].map(([pattern, rows]) => {
    const present = data.columns.filter((_, c) => pattern[c] === "1");
    if (present.length === 0)
      return { rows, data: { columns: [], rowCount: rows.length, values: new Float64Array(0) } };
    return { rows, data: selectColumns(takeRows(data, rows), present) };
  });
}
