/**
 * Independent columns, each of its own kind: what a model knows that sees no dependence at all.
 */

import type { Dataset } from "../data/index.ts";
import { requireTable } from "../data/requireTable.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import { requireDraws } from "../numeric/random.ts";
import { normalCdf } from "../numeric/special.ts";
import { checkColumns } from "./checkColumns.ts";
import { fitMarginals } from "./marginal.ts";

/**
 * Every column on its own by maximum likelihood, of the kind that the table's types say (gaussian where they say nothing).
 * Gaps are left out of the fit, and count for nothing where rows are scored.
 *
 * @throws InputError for fewer than two values, a constant column of numbers, or values that a column of its kind can't have
 *
 * @example
 * const rows = { columns: ["n"], rowCount: 4, values: Float64Array.of(0, 1, 1, 0), types: [{ kind: "binary", levels: ["a", "b"] }] };
 * fitIndependentMarginals(rows).logLikelihood(rows)[0]; // log(1/2)
 */
export function fitIndependentMarginals(data: Dataset): DensityBaseline {
  requireTable(data);
  const name = "independent marginals";
  const columns = [...data.columns];
  const marginals = fitMarginals(data);
  const width = columns.length;
  const types = marginals.map(({ type }) => type);
  return {
    name,
    parameters: marginals.reduce((sum, { parameters }) => sum + parameters, 0),
    logLikelihood: (rows) => {
      checkColumns(name, columns, rows);
      const result = new Float64Array(rows.rowCount);
      rows.values.forEach((value, at) => {
        if (Number.isNaN(value)) return;
        result[Math.floor(at / width)] += marginals[at % width].distribution.logProbability(value);
      });
      return result;
    },
    sample: (count, random) => {
      requireDraws(count, random);
      const values = new Float64Array(count * width);
      for (let at = 0; at < values.length; at++)
        values[at] = marginals[at % width].distribution.quantile(normalCdf(random.normal()));
      return { columns, rowCount: count, values, types };
    },
  };
}
