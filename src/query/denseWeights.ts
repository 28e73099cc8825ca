import type { Parameter, SparsePattern } from "../engine/index.ts";
import type { GraphicalFlow } from "../flow/index.ts";
import { collectValues } from "../model/checkParts.ts";
import { createModel } from "../model/createModel.ts";
import type { GaussianHead } from "../model/gaussianHead.ts";
import { SirenVae } from "../model/sirenVae.ts";
import { Vae } from "../model/vae.ts";
import type { LayerShape, MaskedNetwork } from "../nn/index.ts";
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

/** Some columns of a matrix: those from `from` on hold a sparse layer. */
interface Placed extends LayerShape {
  readonly from: number;
}

/**
 * All weights of a finished model as dense matrices [outputs, inputs], as a linear layer of PyTorch has them, beside masks
 * that say which entries exist (the others are 0). One matrix a layer: the columns of a first layer are the latents, in an
 * exact block then the latents before the flow, then the observed columns, then the indicators of what is missing. Weights
 * are those that the model computes with: norms need no further treatment. Everything is for standardized columns; their
 * means and deviations are `scales.mean` and `scales.deviation`.
 *
 * @example
 * denseWeights(model)[0].name; // "prior.blocks.0.layers.0.weight"
 */
export function denseWeights(model: TrainedModel): DenseTensor[] {
  const parts = model.toParts();
  const shape = createModel(model.dag, parts.architecture, new Random(0));
  const values = collectValues(shape, parts.parameters);
  const tensors: DenseTensor[] = [];
  const dense = denseWriter(values, tensors);
  if (shape instanceof SirenVae) {
    if (shape.prior) addFlow(dense, "prior", shape.prior);
    if (shape.encoder) addFlow(dense, "encoder", shape.encoder);
    addHead(dense, "decoder", shape.decoder);
  } else if (shape instanceof Vae) {
    addHead(dense, "encoder", shape.encoder);
    addHead(dense, "decoder", shape.decoder);
  }
  const real = (name: string, size: readonly number[], own: Float64Array) =>
    tensors.push({ name, shape: size, values: own.slice(), mask: false });
  const { mean, deviation } = parts.scales;
  real("scales.mean", [mean.length], mean);
  real("scales.deviation", [deviation.length], deviation);
  if (parts.fill) {
    real("fill.mean", [mean.length], parts.fill.mean);
    real("fill.covariance", [mean.length, mean.length], parts.fill.covariance);
  }
  return tensors;
}

interface DenseWriter {
  vector(name: string, parameter: Parameter): void;
  /** A matrix and its mask from layers that stand side by side. `suffix` follows the names `weight` and `mask`. */
  matrix(name: string, rows: number, columns: number, pieces: readonly Placed[], suffix?: string): void;
}

function denseWriter(values: Float64Array, tensors: DenseTensor[]): DenseWriter {
  return {
    vector(name, { offset, length }) {
      tensors.push({ name, shape: [length], values: values.slice(offset, offset + length), mask: false });
    },
    matrix(name, rows, columns, pieces, suffix = "") {
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
    },
  };
}

function addFlow(dense: DenseWriter, name: string, flow: GraphicalFlow): void {
  const { latents, context } = flow.config;
  flow.blocks.forEach((block, t) => {
    const where = `${name}.blocks.${t}`;
    const sizes = [latents, ...block.config.context.map(({ size }) => size)];
    addHidden(dense, where, block.network, sizes);
    const last = `${where}.layers.${block.network.biases.length}`;
    dense.matrix(last, latents, block.network.units.length, [{ ...block.output, from: 0 }]);
    dense.vector(`${last}.bias`, block.outputBias);
  });
  if (flow.affine === undefined) return;
  const { own, pattern, bias, logScale, missingScale } = flow.affine;
  const where = `${name}.affine`;
  dense.matrix(where, latents, latents, [{ pattern, parameter: own, from: 0 }], "_z");
  const width = context.reduce((sum, { size }) => sum + size, 0);
  if (width > 0) {
    const starts = partStarts(context.map(({ size }) => size));
    const pieces = flow.affine.context.map((layer) => ({ ...layer, from: starts[layer.part] }));
    dense.matrix(where, latents, width, pieces, "_x");
  }
  dense.vector(`${where}.bias`, bias);
  dense.vector(`${where}.log_scale`, logScale);
  if (missingScale) {
    const { columnCount }: SparsePattern = missingScale.pattern;
    dense.matrix(`${where}.log_scale`, latents, columnCount, [{ ...missingScale, from: 0 }], "_missing");
  }
}

function addHead(dense: DenseWriter, name: string, head: GaussianHead): void {
  const { parts, sets } = head.config;
  const sizes = parts.map(({ size }) => size);
  const starts = partStarts(sizes);
  addHidden(dense, name, head.network, sizes);
  const units = head.network.units.length;
  dense.matrix(`${name}.mean`, sets.length, units, [{ ...head.meanLayer, from: 0 }]);
  dense.vector(`${name}.mean.bias`, head.meanBias);
  dense.matrix(`${name}.log_scale`, sets.length, units, [{ ...head.scaleLayer, from: 0 }]);
  dense.vector(`${name}.log_scale.bias`, head.scaleBias);
  if (head.config.affine) {
    const width = sizes.reduce((sum, size) => sum + size, 0);
    const pieces = head.straight.map((layer) => ({ ...layer, from: starts[layer.part] }));
    dense.matrix(`${name}.straight`, sets.length, width, pieces);
  }
}

/** The hidden layers: `layers.0` reads the inputs, every further one the layer before. */
function addHidden(dense: DenseWriter, name: string, network: MaskedNetwork, sizes: readonly number[]): void {
  const starts = partStarts(sizes);
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const units = network.units.length;
  network.biases.forEach((bias, layer) => {
    const where = `${name}.layers.${layer}`;
    if (layer === 0) {
      const pieces = network.first.map((piece) => ({ ...piece, from: starts[piece.part] }));
      dense.matrix(where, units, width, pieces);
    } else {
      dense.matrix(where, units, units, [{ ...network.middle[layer - 1], from: 0 }]);
    }
    dense.vector(`${where}.bias`, bias);
    dense.vector(`${where}.sharpness`, network.sharpness[layer]);
  });
}

function partStarts(sizes: readonly number[]): number[] {
  let from = 0;
  return sizes.map((size) => {
    from += size;
    return from - size;
  });
}
