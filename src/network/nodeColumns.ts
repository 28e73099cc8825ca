import { columnType, type Dataset } from "../data/dataset.ts";
import type { Dag } from "../graph/dag.ts";
import { InputError } from "../numeric/errors.ts";
import { levelCodes, MISSING } from "./levelCodes.ts";

/**
 * For each node that the table has a column for, one value a row, NaN where it was not measured: codes of the node's own
 * levels, or numbers.
 *
 * @param levels labels of each node's levels, `undefined` where its values are numbers
 * @throws InputError if a column is not a node, a value is none of its node's levels, or labels stand where numbers should
 */
export function nodeColumns(
  data: Dataset,
  dag: Dag,
  levels: readonly (readonly string[] | undefined)[],
): (Float64Array | undefined)[] {
  const columns = new Array<Float64Array | undefined>(dag.size).fill(undefined);
  const width = data.columns.length;
  data.columns.forEach((name, column) => {
    const node = dag.indexOf(name);
    const labels = levels[node];
    if (labels !== undefined) {
      columns[node] = Float64Array.from(levelCodes(data, column, labels), (code) =>
        code === MISSING ? NaN : code,
      );
      return;
    }
    if (columnType(data, column).levels !== undefined) {
      throw new InputError(
        `Expected numbers in column "${name}", as its node in the network has, got labels. Correct the column, or give the node levels.`,
      );
    }
    columns[node] = Float64Array.from(
      { length: data.rowCount },
      (_, row) => data.values[row * width + column],
    );
  });
  return columns;
}

/**
 * The same columns, one for each node.
 *
 * @throws InputError naming row and column unless every node has a value in every row
 */
export function completeColumns(
  dag: Dag,
  columns: readonly (Float64Array | undefined)[],
): readonly Float64Array[] {
  return columns.map((column, node) => {
    const row = column === undefined ? -1 : column.findIndex(Number.isNaN);
    if (column !== undefined && row < 0) return column;
    const where = column === undefined ? "no column" : `none in row ${row + 1}`;
    throw new InputError(
      `Expected a value of every node, got ${where} of "${dag.names[node]}". The likelihood of what was measured is \`exact.logLikelihood\`.`,
    );
  });
}
