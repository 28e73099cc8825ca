import type { Dataset } from "../data/dataset.ts";
import type { Dag } from "../graph/dag.ts";
import { InputError } from "../numeric/errors.ts";
import { flagShape, type OptionShapes, requireOptions } from "../numeric/optionShapes.ts";
import type { SampleOptions } from "./bayesianNetwork.ts";

const sampleShapes: OptionShapes<SampleOptions> = { includeLatents: flagShape };

/**
 * A table of rows that `drawRow` fills in one at a time (one value for each node, in declaration order).
 *
 * @throws InputError if `rowCount` is no positive whole number
 */
export function sampleRows(
  dag: Dag,
  rowCount: number,
  options: SampleOptions | undefined,
  drawRow: (values: Float64Array) => void,
): Dataset {
  if (!Number.isSafeInteger(rowCount) || rowCount < 1) {
    throw new InputError(`Expected a positive whole number of rows to simulate, got ${rowCount}.`);
  }
  if (options !== undefined)
    requireOptions(options, sampleShapes, {
      what: "options of the rows",
      example: "such as { includeLatents: true }",
    });
  const nodes = options?.includeLatents ? [...dag.names.keys()] : dag.observed;
  const width = nodes.length;
  const values = new Float64Array(rowCount * width);
  const row = new Float64Array(dag.size);
  for (let i = 0; i < rowCount; i++) {
    drawRow(row);
    for (let j = 0; j < width; j++) values[i * width + j] = row[nodes[j]];
  }
  return { columns: nodes.map((node) => dag.names[node]), rowCount, values };
}
