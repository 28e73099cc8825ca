import type { LinearGaussianFit } from "../gaussian/index.ts";
import type { CodedTable } from "../likelihood/index.ts";
import type { LatentModel } from "../model/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { fitDecoders } from "./decoderStart.ts";
import { startAtSecondOrder } from "./secondOrderStart.ts";
import { variationalEm } from "./variationalEm.ts";

/**
 * Parameter values of a linear start: the fitted linear-Gaussian network itself for Gaussian columns, where columns are of
 * other kinds what their own likelihoods make of it, and means of second order where the model has them and rows ask for them.
 *
 * @param model one that has a linear start
 * @param fit of its linear graph to the coded features of the rows
 */
export function* startFromFit(
  model: LatentModel,
  fit: LinearGaussianFit,
  table: CodedTable,
  rows: Int32Array,
  seed: number,
): Steps<Float64Array> {
  const started = startAtSecondOrder(model, model.start!(fit), table, rows);
  const decoded = yield* fitDecoders(model, started, table, rows, seed);
  return yield* variationalEm(model, decoded, table, rows, { seed });
}
