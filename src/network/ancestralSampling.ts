/**
 * The part of sampling and of reading full tables that all networks share.
 */
import type { Dag } from "../graph/dag.ts";
import { InputError } from "../numeric/errors.ts";
import type { SampleOptions } from "./bayesianNetwork.ts";
import { columnPositions, type Dataset } from "./dataset.ts";

/**
 * A table of `rows` draws.
 *
 * @param draw fills its argument, one value per node in declaration order, with a draw of the whole network. Latents are drawn
 *   even where they are not kept, so that the observed columns do not depend on `options`.
 * @throws InputError if `rows` is not a whole number of at least 1
 */
export function sampleTable(
  dag: Dag,
  rows: number,
  options: SampleOptions,
  draw: (values: Float64Array) => void,
): Dataset {
  if (!(Number.isInteger(rows) && rows >= 1)) {
    throw new InputError(
      `Expected a whole number of rows to sample, at least 1, got ${rows}. Ask for at least one row.`,
    );
  }
  const kept = options.includeLatents ? dag.names.map((_, node) => node) : dag.observed;
  const values = new Float64Array(rows * kept.length);
  const all = new Float64Array(dag.size);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    draw(all);
    for (let k = 0; k < kept.length; k++) values[next++] = all[kept[k]];
  }
  return { columns: kept.map((node) => dag.names[node]), rowCount: rows, values };
}

/**
 * Calls `score` with the values of all nodes, in declaration order, of every row and collects what it returns.
 *
 * @throws InputError if the table lacks a column for one of the nodes
 */
export function scoreRows(dag: Dag, data: Dataset, score: (values: Float64Array) => number): Float64Array {
  const from = columnPositions(data, dag.names);
  const width = data.columns.length;
  const all = new Float64Array(dag.size);
  const scores = new Float64Array(data.rowCount);
  for (let row = 0; row < data.rowCount; row++) {
    for (let node = 0; node < all.length; node++) all[node] = data.values[row * width + from[node]];
    scores[row] = score(all);
  }
  return scores;
}
