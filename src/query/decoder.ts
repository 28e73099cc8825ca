import { Tape } from "../engine/index.ts";
import { type Conditionals, readConditionals } from "./conditionals.ts";
import type { QueryContext } from "./context.ts";

/**
 * Targets of all columns drawn from their conditionals, [columns x count], given z [latents x count], the coded features
 * x [features x count] and standard normal noise [columns x count]. Everything is feature-major.
 */
export type Decode = (
  z: Float64Array,
  x: Float64Array,
  eps: Float64Array,
  count: number,
  /** Gets the conditionals themselves, before anything is drawn from them. */
  read?: (conditionals: Conditionals) => void,
) => Float64Array<ArrayBuffer>;

/** Records the decoder once, to draw from it batch by batch. */
export function recordDecode(context: QueryContext, batch: number): Decode {
  const { engine, model, store, coding } = context;
  const K = model.latentNames.length;
  const D = model.observedNames.length;
  const tape = new Tape(engine, batch, { differentiable: false });
  const zTensor = tape.tensor(K, false);
  const xTensor = tape.tensor(coding.featureCount, false);
  const decoded = model.recordDecoder(tape, store, K > 0 ? zTensor : undefined, xTensor);
  tape.seal();
  const padded = tape.paddedBatch;
  const write = (pointer: number, rows: number, values: Float64Array, count: number) => {
    const target = engine.reals(pointer, rows * padded);
    for (let r = 0; r < rows; r++)
      for (let b = 0; b < count; b++) target[r * padded + b] = values[r * count + b];
  };
  return (z, x, eps, count, read) => {
    write(zTensor.pointer, K, z, count);
    write(xTensor.pointer, coding.featureCount, x, count);
    tape.forward();
    const conditionals = readConditionals(engine, padded, coding, decoded);
    read?.(conditionals);
    const { theta } = conditionals;
    const out = new Float64Array(D * count);
    for (let c = 0; c < D; c++) {
      const likelihood = coding.likelihoods[c];
      for (let b = 0; b < count; b++)
        out[c * count + b] = likelihood.drawTarget(coding.columns[c], theta(c, b), eps[c * count + b]);
    }
    return out;
  };
}

/** Coded features of targets, both feature-major: [columns x count] to [features x count]. */
export function featuresOfTargets(
  { coding }: QueryContext,
  targets: Float64Array,
  count: number,
): Float64Array {
  if (coding.plain) return targets;
  const features = new Float64Array(coding.featureCount * count);
  coding.columns.forEach((column, c) => {
    const likelihood = coding.likelihoods[c];
    coding.featuresOf(c).forEach((row, r) => {
      for (let b = 0; b < count; b++) {
        const value = likelihood.fromTarget(column, targets[c * count + b]);
        features[row * count + b] = (likelihood.feature(column, value, r) - column.mean) / column.deviation;
      }
    });
  });
  return features;
}
