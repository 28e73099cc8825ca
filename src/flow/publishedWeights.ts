import { type ParameterStore, Tape } from "../engine/index.ts";
import type { ResidualParts } from "./residualParts.ts";

/**
 * Replaces the weights of a flow that was normalized by power iteration with those that its training computed with:
 * divided by the estimated norm, not by the exact one. The estimate may be too small, so a bound below 1 is not
 * ensured; dividing by the exact norm instead would change a model that was never trained that way. Changes `values`
 * in place and moves the stored power vectors on by one iteration.
 *
 * @param store the training's store, whose buffers hold the power vectors.
 */
export function bakePowerEstimates(flow: ResidualParts, store: ParameterStore, values: Float64Array): void {
  const mark = store.engine.mark();
  const tape = new Tape(store.engine, 1, { differentiable: false });
  const effective = flow.blocks.flatMap((block) => [...block.effectiveWeights(tape, store)]);
  tape.seal();
  tape.forward();
  for (const [parameter, weights] of effective) {
    values.set(store.engine.reals(weights.pointer, weights.length), parameter.offset);
  }
  store.engine.release(mark);
}
