import type { ColumnType } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import type { DiscreteNodeShape } from "./tableProblem.ts";

/** States and parents of every node of a graph; nothing where some node has no levels. */
export function discreteShapes(
  dag: Dag,
  types: ReadonlyMap<string, ColumnType> | undefined,
): DiscreteNodeShape[] | undefined {
  const nodes = dag.toSpecs().flatMap(({ name, parents }): DiscreteNodeShape[] => {
    const type = types?.get(name);
    return type?.levels === undefined ? [] : [{ name, parents, states: type.levels, kind: type.kind }];
  });
  return nodes.length === dag.size ? nodes : undefined;
}
