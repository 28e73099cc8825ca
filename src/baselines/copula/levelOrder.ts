/**
 * An order for levels that have none, which a copula needs.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Dataset } from "../../data/index.ts";
import type { Marginal } from "../marginal.ts";
import { latentColumns } from "./latentColumn.ts";

/** For each column the order of its codes from low to high; `undefined` for columns without levels. */
export type LevelOrders = readonly (readonly number[] | undefined)[];

/**
 * The orders to try: that of the codes as they are declared and, where columns have levels without an order, that by the
 * mean, over the rows with a level, of the first principal component of all columns' scores.
 */
export function candidateOrders(data: Dataset, marginals: readonly Marginal[]): LevelOrders[] {
  const declared = marginals.map(({ type: { levels } }) => levels && [...levels.keys()]);
  if (marginals.every(({ ordered }) => ordered)) return [declared];
  const component = firstComponent(data, marginals, declared);
  const width = data.columns.length;
  const sorted = marginals.map(({ ordered }, c) => {
    const codes = declared[c];
    if (ordered || codes === undefined) return codes;
    const sums = new Float64Array(codes.length);
    // A row without effect: a level that hardly occurs stays in the middle.
    const counts = new Float64Array(codes.length).fill(1);
    for (let row = 0; row < data.rowCount; row++) {
      const code = data.values[row * width + c];
      if (Number.isNaN(code)) continue;
      sums[code] += component[row];
      counts[code]++;
    }
    return [...codes].sort((a, b) => sums[a] / counts[a] - sums[b] / counts[b] || a - b);
  });
  return [declared, sorted];
}

function firstComponent(data: Dataset, marginals: readonly Marginal[], orders: LevelOrders): Float64Array {
  const width = data.columns.length;
  const scores = latentColumns(data, marginals, orders).map((column, c) =>
    Float64Array.from({ length: data.rowCount }, (_, row) => {
      const value = data.values[row * width + c];
      return Number.isNaN(value) ? 0 : column.score(value);
    }),
  );
  const products = scores.map((a) =>
    scores.map((b) => a.reduce((sum, value, row) => sum + value * b[row], 0)),
  );
  const decomposition = new EigenvalueDecomposition(new Matrix(products), { assumeSymmetric: true });
  const values = decomposition.realEigenvalues;
  const largest = values.indexOf(Math.max(...values));
  const weights = decomposition.eigenvectorMatrix.getColumn(largest);
  return Float64Array.from({ length: data.rowCount }, (_, row) =>
    weights.reduce((sum, weight, k) => sum + weight * scores[k][row], 0),
  );
}
