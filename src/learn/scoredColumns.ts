import { GAUSSIAN } from "../data/columnType.ts";
import { columnType, type Dataset } from "../data/dataset.ts";
import { hasOrder } from "../data/kinds/kindNames.ts";
import { normalScores } from "../data/normalScores.ts";

/** A table that a linear score can read. */
export interface ScoredColumns {
  readonly data: Dataset;
  /** For each column of the original table its columns here: several where its levels have no order. */
  readonly blocks: readonly (readonly number[])[];
}

/**
 * Normal numbers as they are; all else that has an order by its normal scores, so that neither the distance of two codes nor a
 * long tail decides anything; levels without an order by an indicator of each that occurs but one. Which one is left out
 * changes no regression on them or of them.
 */
export function scoredColumns(data: Dataset): ScoredColumns {
  const width = data.columns.length;
  const blocks: number[][] = [];
  const names: string[] = [];
  const columns: Float64Array[] = [];
  data.columns.forEach((name, c) => {
    const { kind, levels } = columnType(data, c);
    const values = Float64Array.from({ length: data.rowCount }, (_, row) => data.values[row * width + c]);
    const own =
      kind === GAUSSIAN.kind
        ? [values]
        : hasOrder(kind) || levels === undefined
          ? [normalScores(values)]
          : indicators(values, levels.length);
    blocks.push(own.map((_, i) => columns.length + i));
    names.push(...own.map(() => name));
    columns.push(...own);
  });
  const values = new Float64Array(data.rowCount * columns.length);
  columns.forEach((column, c) => {
    for (let row = 0; row < data.rowCount; row++) values[row * columns.length + c] = column[row];
  });
  return { data: { columns: names, rowCount: data.rowCount, values }, blocks };
}

/** Of a level that all rows have, an indicator that does not vary: it is refused as any such column is. */
function indicators(codes: Float64Array, levels: number): Float64Array[] {
  const occurring = Array.from({ length: levels }, (_, level) => level).filter((level) =>
    codes.includes(level),
  );
  const told = occurring.length > 1 ? occurring.slice(1) : occurring;
  return told.map((level) => codes.map((code) => (code === level ? 1 : 0)));
}
