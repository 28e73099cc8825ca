import type { Dataset } from "../data/dataset.ts";
import { columnPositions } from "../data/datasetColumns.ts";
import type { Dag } from "../graph/dag.ts";

/**
 * Applies `logDensityOfRow` to every row, given as one value for each node in declaration order.
 *
 * @throws InputError if a node has no column
 */
export function forEachCompleteRow(
  dag: Dag,
  data: Dataset,
  logDensityOfRow: (values: Float64Array) => number,
): Float64Array {
  const positions = columnPositions(data, dag.names);
  const width = data.columns.length;
  const result = new Float64Array(data.rowCount);
  const row = new Float64Array(dag.size);
  for (let i = 0; i < data.rowCount; i++) {
    for (let node = 0; node < row.length; node++) row[node] = data.values[i * width + positions[node]];
    result[i] = logDensityOfRow(row);
  }
  return result;
}
