import { InputError } from "../numeric/errors.ts";

/** The columns to read of a table whose own are not known yet. */
export interface WantedColumns {
  /** Names that the table may have: they tell the separator and whether a first line names columns. */
  readonly hints: readonly string[];
  /** The columns of a table that names none, in their order; without it such a table is refused. */
  readonly unnamed?: readonly string[];
  /** Of the columns of the table those to read. */
  choose(found: readonly string[]): readonly string[];
}

/** Columns by name, or those that are chosen when the table's own are known, or (undefined) all that have a name. */
export type Wanted = readonly string[] | WantedColumns | undefined;

export function wantedColumns(wanted: Wanted): WantedColumns {
  if (wanted === undefined) {
    // Nameless columns (a trailing separator, row numbers) cannot be asked for.
    return { hints: [], choose: (found) => found.filter((name) => name !== "") };
  }
  if ("choose" in wanted) return wanted;
  return { hints: wanted, unnamed: wanted, choose: () => wanted };
}

/** @throws InputError where none is to be read */
export function chosen(wanted: WantedColumns, found: readonly string[], file: string): readonly string[] {
  const columns = wanted.choose(found);
  if (columns.length > 0) return columns;
  throw new InputError(`Expected named columns in ${file}, got none. Name them.`);
}
