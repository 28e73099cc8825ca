import { collectValues } from "../model/checkParts.ts";
import { createModel } from "../model/createModel.ts";
import type { NamedLayer } from "../nn/index.ts";
import { Random } from "../numeric/random.ts";
import type { TrainedModel } from "./trainedModel.ts";

/** A weight matrix with its zeros, a vector, or a mask of 0 and 1. */
export interface DenseTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
  readonly mask: boolean;
}

/**
 * All weights of a finished model as dense matrices [outputs, inputs], as a linear layer of PyTorch has them, beside masks
 * that say which entries exist (the others are 0). One matrix a layer: the columns of a first layer are the latents, in an
 * exact block then the latents before the flow, then the observed columns, then the indicators of what is missing. Weights
 * are those that the model computes with: norms need no further treatment. Everything is for standardized columns; their
 * means and deviations are `scales.mean` and `scales.deviation`.
 *
 * @example
 * denseWeights(model)[0]?.name; // "prior.blocks.0.layers.0.weight"
 */
export function denseWeights(model: TrainedModel): DenseTensor[] {
  const parts = model.toParts();
  const shape = createModel(model.dag, parts.architecture, new Random(0), model.coding);
  const values = collectValues(shape, parts.parameters);
  const tensors: DenseTensor[] = [];
  const add = (prefix: string, layers: readonly NamedLayer[]) => {
    for (const layer of layers) addLayer(tensors, values, layer, prefix);
  };
  for (const { prefix, layers } of shape.parts()) add(prefix, layers);
  const real = (name: string, size: readonly number[], own: Float64Array) =>
    tensors.push({ name, shape: size, values: own.slice(), mask: false });
  const { mean, deviation } = parts.scales;
  real("scales.mean", [mean.length], mean);
  real("scales.deviation", [deviation.length], deviation);
  model.coding.columns.forEach(({ name, scores }) => {
    if (scores)
      real(`scales.scores.${name}`, [scores.length, scores[0].length], Float64Array.from(scores.flat()));
  });
  if (parts.given) {
    const { mean: centre, deviation: spread } = parts.given;
    real("hidden.mean", [centre.length], Float64Array.from(centre));
    real("hidden.deviation", [spread.length], Float64Array.from(spread));
  }
  if (parts.fill) {
    const width = parts.fill.mean.length;
    real("fill.mean", [width], parts.fill.mean);
    real("fill.covariance", [width, width], parts.fill.covariance);
  }
  return tensors;
}

/** Adds a layer as dense tensors; a matrix goes with its mask. */
function addLayer(tensors: DenseTensor[], values: Float64Array, layer: NamedLayer, prefix: string): void {
  const name = `${prefix}.${layer.name}`;
  if (layer.kind === "vector") {
    const { offset, length } = layer.parameter;
    tensors.push({ name, shape: [length], values: values.slice(offset, offset + length), mask: false });
    return;
  }
  const { rows, columns, pieces, suffix } = layer;
  const weight = new Float64Array(rows * columns);
  const mask = new Float64Array(rows * columns);
  for (const { pattern, parameter, from } of pieces) {
    for (let k = 0; k < pattern.size; k++) {
      const at = pattern.rowOf[k] * columns + from + pattern.columnOf[k];
      weight[at] = values[parameter.offset + k];
      mask[at] = 1;
    }
  }
  const shape = [rows, columns];
  tensors.push({ name: `${name}.weight${suffix}`, shape, values: weight, mask: false });
  tensors.push({ name: `${name}.mask${suffix}`, shape, values: mask, mask: true });
}
