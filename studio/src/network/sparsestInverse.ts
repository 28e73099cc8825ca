import {
  type Dag,
  type FaithfulInverse,
  faithfulInverse,
  type InversionMode,
} from "../../../src/graph/index.ts";

/** The steps of larger graphs are more than a page can hold, or a person follow. */
const MOST_TRACED = 300;

/** Of the inverses in the given orders the one with the fewest arcs. */
export function sparsestInverse(
  dag: Dag,
  modes: readonly InversionMode[],
): { found: FaithfulInverse; mode: InversionMode } {
  const arcs = ({ parents }: FaithfulInverse) =>
    [...parents.values()].reduce((sum, list) => sum + list.length, 0);
  return modes
    .map((mode) => ({ mode, found: faithfulInverse(dag, { mode, trace: dag.size <= MOST_TRACED }) }))
    .reduce((best, one) => (arcs(one.found) < arcs(best.found) ? one : best));
}
