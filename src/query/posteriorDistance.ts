import { selectColumns } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import { BatchRows } from "../flow/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Steps } from "../numeric/turns.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { logLikelihood } from "./likelihood.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { rowMeans } from "./rowMeans.ts";

/** The mean distance of an encoder from the exact posterior, nats a row. */
export interface PosteriorDistance {
  readonly distance: number;
  readonly standardError: number;
  /** Whether log p(x) is exact; otherwise it is estimated from below, and the distance from above. */
  readonly exact: boolean;
}

/** See {@link TrainedModel.posteriorDistance}. */
export function* posteriorDistance(
  context: QueryContext,
  rows: number,
  options: QueryOptions & { samples: number },
): Steps<PosteriorDistance> {
  checkCount(rows, "rows");
  const { engine, store, model, coding, given } = context;
  if (given === undefined || model.recordConditional === undefined || model.simulate === undefined) {
    throw new InputError(
      "Expected an encoder of a given network (family posterior) for its distance from the exact posterior, got another model. Train with the family posterior.",
    );
  }
  const drawn = model.simulate(rows, (options.seed ?? 0) + 1);
  const measured = selectColumns(drawn, model.observedNames);
  const joint = given.logDensity(drawn);
  const exact = given.exact?.logLikelihood(measured).perRow;
  const marginal = exact ?? (yield* logLikelihood(context, measured, options)).perRow;
  const hidden = selectColumns(drawn, model.latentNames).values;
  const K = model.latentNames.length;
  const R = coding.featureCount;
  const features = coding.features(measured.values, rows);
  const { mean, deviation } = coding.featureScales();
  const distances = new Float64Array(rows);
  const mark = engine.mark();
  try {
    const batch = Math.min(QUERY_BATCH, rows);
    const tape = new Tape(engine, batch, { differentiable: false });
    const z = tape.tensor(K, false);
    const x = tape.tensor(R, false);
    const logDensity = model.recordConditional(tape, store, z, x);
    const places = new BatchRows(tape);
    for (let from = 0; from < rows; from += batch) {
      options.signal?.throwIfAborted();
      const count = Math.min(batch, rows - from);
      const own = (size: number, value: (row: number, r: number) => number) =>
        Float64Array.from({ length: size * count }, (_, at) =>
          value(from + (at % count), Math.floor(at / count)),
        );
      places.write(
        z,
        own(K, (row, k) => hidden[row * K + k]),
        count,
      );
      places.write(
        x,
        own(R, (row, r) => (features[row * R + r] - mean[r]) / deviation[r]),
        count,
      );
      yield* tape.forwardInSteps();
      const q = places.readRow(logDensity, 0, count);
      for (let i = 0; i < count; i++) distances[from + i] = joint[from + i] - marginal[from + i] - q[i];
    }
  } finally {
    engine.release(mark);
  }
  const { mean: distance, standardError } = rowMeans(distances);
  return { distance, standardError, exact: exact !== undefined };
}
