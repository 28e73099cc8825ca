/** What stands in a cell of a table to sort; undefined where it is not known. */
export type Cell = string | number | undefined;

/** For sorting up or down: what is not known comes last, in either direction. */
export function comparedCells(a: Cell, b: Cell, down: boolean): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return down ? -order : order;
}
