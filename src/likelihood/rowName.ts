import { type ColumnType, frequentValue } from "../data/index.ts";

/** What tells the locations of a column, or the features that are read of it, apart where there are several. */
export function rowName(type: ColumnType, row: number): string {
  const frequent = frequentValue(type);
  if (frequent !== undefined) return row === 0 ? `not ${frequent}` : `${frequent}`;
  return type.levels?.[row + 1] ?? `${row + 1}`;
}
