import type { ColumnReader } from "./columnReader.ts";
import { LevelColumn } from "./levelColumn.ts";
import { NumberColumn } from "./numberColumn.ts";
import { OpenColumn } from "./openColumn.ts";
import type { ReadTableOptions } from "./options.ts";

/** Readers for the columns of a table, once their names are known. */
export type MakeReaders<Reader extends ColumnReader> = (columns: readonly string[]) => readonly Reader[];

/** Columns of known types. */
export function typedReaders({ types, missing, onUnseen }: ReadTableOptions): MakeReaders<ColumnReader> {
  const keeps = missing === "keep";
  return (columns) =>
    columns.map((name, i) => {
      const type = types?.[i];
      return type?.levels === undefined
        ? new NumberColumn(name, keeps, type)
        : new LevelColumn(name, type.levels, keeps, onUnseen);
    });
}

/** Columns of which nothing is known yet. */
export const openReaders: MakeReaders<OpenColumn> = (columns) => columns.map((name) => new OpenColumn(name));
