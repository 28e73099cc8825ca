import { Tape } from "../engine/index.ts";
import type { QueryContext } from "./context.ts";

/** x = mu(z, x) + sigma(z, x) eps in standardized units; everything is feature-major [features x count]. */
export type Decode = (
  z: Float64Array,
  x: Float64Array,
  eps: Float64Array,
  count: number,
) => Float64Array<ArrayBuffer>;

/** Records the decoder once, to draw from it batch by batch. */
export function recordDecode(context: QueryContext, batch: number): Decode {
  const { engine, model, store } = context;
  const K = model.latentNames.length;
  const D = model.observedNames.length;
  const tape = new Tape(engine, batch, { differentiable: false });
  const zTensor = tape.tensor(K, false);
  const xTensor = tape.tensor(D, false);
  const { mu, s } = model.recordDecoder(tape, store, K > 0 ? zTensor : undefined, xTensor);
  tape.seal();
  const padded = tape.paddedBatch;
  const write = (pointer: number, rows: number, values: Float64Array, count: number) => {
    const target = engine.reals(pointer, rows * padded);
    for (let r = 0; r < rows; r++)
      for (let b = 0; b < count; b++) target[r * padded + b] = values[r * count + b];
  };
  return (z, x, eps, count) => {
    write(zTensor.pointer, K, z, count);
    write(xTensor.pointer, D, x, count);
    tape.forward();
    const means = engine.reals(mu.pointer, D * padded);
    const spreads = engine.reals(s.pointer, D * padded);
    const out = new Float64Array(D * count);
    for (let c = 0; c < D; c++) {
      for (let b = 0; b < count; b++) {
        const spread = engine.kernels.expScalar(spreads[c * padded + b]);
        out[c * count + b] = means[c * padded + b] + spread * eps[c * count + b];
      }
    }
    return out;
  };
}
