import type { ColumnType } from "../data/index.ts";

/** What tells the locations of a column, or the features that are read of it, apart where there are several. */
export function rowName({ levels, atom }: Pick<ColumnType, "levels" | "atom">, row: number): string {
  if (atom !== undefined) return row === 0 ? `not ${atom}` : `${atom}`;
  return levels?.[row + 1] ?? `${row + 1}`;
}
