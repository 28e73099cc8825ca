import type { Dataset } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { checkCount } from "./options.ts";
import { eachEncodedBatch, type PassOptions } from "./pass.ts";

/** Draws of the encoder. */
export interface EncodedRows {
  readonly latents: readonly string[];
  /** rows x samples x latents. */
  readonly samples: Float64Array;
  /** log q(z|x), nats, rows x samples. */
  readonly logDensity: Float64Array;
}

/** Draws from q(z|x) with their log-densities. */
export function* encode(
  context: QueryContext,
  data: Dataset,
  options: PassOptions & { samples: number },
): Steps<EncodedRows> {
  const count = checkCount(options.samples, "samples");
  const { engine, model } = context;
  const K = model.latentNames.length;
  const samples = new Float64Array(data.rowCount * count * K);
  const logDensity = new Float64Array(data.rowCount * count);
  yield* eachEncodedBatch(context, data, options, { draws: count }, function* (batch) {
    const { pass, tape, from, count: rows, draw, progress } = batch;
    for (let s = 0; s < count; s++) {
      yield* draw();
      const lq = engine.reals(pass.logPosterior.pointer, rows);
      const z = pass.z ? engine.reals(pass.z.pointer, K * tape.paddedBatch) : new Float64Array(0);
      for (let i = 0; i < rows; i++) {
        const at = (from + i) * count + s;
        logDensity[at] = lq[i];
        for (let k = 0; k < K; k++) samples[at * K + k] = z[k * tape.paddedBatch + i];
      }
      progress((s + 1) / count);
    }
  });
  return { latents: model.latentNames, samples, logDensity };
}
