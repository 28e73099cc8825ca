import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { isLinearGaussian } from "./linearGaussian.ts";

/** Log weights that are less than any: where a sum of weights begins. */
export const LOWEST = { float32: -1e30, float64: -1e300 } as const;

/** Nats a column, of a row, up to which float32 keeps five digits behind the point; rows beyond are far out. */
const NATS_A_COLUMN = 100;

/** Of every row a density, coded units, nats, and what its draws are worth. */
export interface RowDensities {
  readonly perRow: Float64Array;
  readonly sizes: Float64Array;
}

/**
 * Densities of rows in float32, and in float64 those that are too far out for it, whatever rows are asked about beside them. A
 * model without nonlinear parts is quick as it is: no kernels of another precision are made ready for it.
 */
export function* inSingleWhereEnough<Result extends RowDensities>(
  context: QueryContext,
  ask: (context: QueryContext) => Steps<Result>,
): Steps<Result> {
  if (context.single === undefined || isLinearGaussian(context)) return yield* ask(context);
  const rough = yield* ask(context.single());
  const most = NATS_A_COLUMN * Math.max(1, context.model.observedNames.length);
  const far = Array.from(rough.perRow.keys()).filter((row) => !(Math.abs(rough.perRow[row]) < most));
  if (far.length === 0) return rough;
  const fine = yield* ask(context);
  for (const row of far) {
    rough.perRow[row] = fine.perRow[row];
    rough.sizes[row] = fine.sizes[row];
  }
  return rough;
}
