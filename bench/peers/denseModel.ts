import type { SparsePattern } from "../../src/engine/index.ts";
import type { LatentModel } from "../../src/model/index.ts";
import type { SirenStep } from "../sirenStep.ts";

/** A model and the parameters that its step starts from. */
type Started = Pick<SirenStep, "model" | "parameters">;

/** A parameter as a library without sparse weights holds it: a full matrix, and 1 where the mask keeps it. */
export interface DenseParameter {
  readonly name: string;
  /** Matrices [rows, columns]; biases and scales [length, 1], to be added to [features, batch]. */
  readonly shape: readonly [number, number];
  readonly values: Float32Array;
  /** Absent where nothing is masked. */
  readonly mask: Float32Array | undefined;
}

/** The parameters of a step as dense matrices. */
export function denseParameters(step: Started, parameters = step.parameters): DenseParameter[] {
  const patterns = patternsOf(step.model);
  return step.model.list.parameters.map(({ name, offset, length }) => {
    const stored = parameters.subarray(offset, offset + length);
    const pattern = patterns.get(name);
    if (pattern === undefined) {
      return { name, shape: [length, 1], values: Float32Array.from(stored), mask: undefined };
    }
    const { rows, columnCount, rowOf, columnOf } = pattern;
    const values = new Float32Array(rows * columnCount);
    const mask = new Float32Array(rows * columnCount);
    for (let k = 0; k < length; k++) {
      const at = rowOf[k] * columnCount + columnOf[k];
      values[at] = stored[k];
      mask[at] = 1;
    }
    const masked = length < rows * columnCount;
    return { name, shape: [rows, columnCount], values, mask: masked ? mask : undefined };
  });
}

function patternsOf(model: LatentModel): Map<string, SparsePattern> {
  const patterns = new Map<string, SparsePattern>();
  const add = (layer: { parameter: { name: string }; pattern: SparsePattern }) =>
    patterns.set(layer.parameter.name, layer.pattern);
  for (const { layers } of model.parts()) {
    for (const layer of layers) if (layer.kind === "matrix") layer.pieces.forEach(add);
  }
  return patterns;
}

/** Layers whose norms a step holds below the coefficient. */
export function isContracting(name: string): boolean {
  return /block\d+\.(layer0\.weight_z|output\.weight)$/.test(name);
}

/**
 * The parameters with every contracting layer divided by its Frobenius norm: no normalization is active, so that an
 * estimated norm and a proven bound of it give the same loss.
 */
export function contracted(step: SirenStep): Float64Array {
  const values = Float64Array.from(step.parameters);
  for (const { name, offset, length } of step.model.list.parameters) {
    if (!isContracting(name)) continue;
    const piece = values.subarray(offset, offset + length);
    const norm = Math.sqrt(piece.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < length; i++) piece[i] *= 0.9 / norm;
  }
  return values;
}
