import { type ColumnType, GAUSSIAN } from "../../../src/internals.ts";
import type { Table } from "./data.ts";

/** What the named columns of a table measure. */
export function typesIn({ kinds = [] }: Table, names: readonly string[]): ColumnType[] {
  const types = new Map(kinds.map(({ name, type }) => [name, type]));
  return names.map((name) => types.get(name) ?? GAUSSIAN);
}
