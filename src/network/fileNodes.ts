/**
 * Nodes of networks as network files have them.
 */
import type { ColumnType } from "../data/columnType.ts";

/** Each node under its name, with what it measures where that is said. */
export function fileNodes(
  nodes: readonly { readonly name: string }[],
  types?: ReadonlyMap<string, ColumnType>,
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    nodes.map(({ name, ...node }) => {
      const type = types?.get(name);
      if (type === undefined) return [name, node];
      const { kind, levels } = type;
      return [name, { ...node, kind, ...(levels && { levels }) }];
    }),
  );
}

/** A table of so many states as its rows. */
export function tableRows(table: readonly number[], states: number): number[][] {
  return Array.from({ length: table.length / states }, (_, row) =>
    table.slice(row * states, (row + 1) * states),
  );
}
