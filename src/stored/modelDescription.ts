import { likelihoodOf } from "../likelihood/index.ts";
import type { ModelParts } from "../model/index.ts";
import { encodeSafetensors } from "./safetensors.ts";

export const MODEL_FORMAT = "siren-vae/model";
/** The newest version; a model is written as the first one that can tell all of it, which older programs read. */
export const MODEL_VERSION = 9;
/** The file of a model's folder that describes it. */
export const MODEL_FILE = "model.json";
/** The file of a model's folder that holds its weights. */
export const WEIGHTS_FILE = "weights.safetensors";
/** The distribution that gaps are filled from lies beside the weights, in raw data units. */
export const FILL_NAMES: readonly string[] = ["fill.mean", "fill.covariance"];

/** What a model's folder says of its weights, without the seal over it. */
export function describeModel(
  parts: ModelParts,
  certificate: number,
  weightsDigest: string,
  network: unknown,
): object {
  const { nodes, observed, architecture, scales, types, given, parameters, training } = parts;
  return {
    format: MODEL_FORMAT,
    version: versionOf(parts),
    nodes,
    observed,
    architecture,
    scales: {
      mean: Array.from(scales.mean),
      deviation: Array.from(scales.deviation),
      ...(scales.scores && { scores: scales.scores }),
      ...(scales.leastScales && { leastScales: Array.from(scales.leastScales) }),
    },
    ...(types && { types }),
    ...(given && { given: { mean: given.mean, deviation: given.deviation } }),
    certificate,
    shapes: Object.fromEntries(parameters.map(({ name, shape }) => [name, shape])),
    weights: { file: WEIGHTS_FILE, sha256: weightsDigest },
    // An encoder's network is part of the model.
    ...((given ?? network) !== undefined && { network: given ? given.network : network }),
    training,
  };
}

/** The weights of a model's folder. */
export function modelWeights({ parameters, fill }: ModelParts): Uint8Array<ArrayBuffer> {
  const fills = fill ? [fill.mean, fill.covariance] : [];
  return encodeSafetensors([
    ...parameters.map(({ name, values }) => ({ name, shape: [values.length], values })),
    ...fills.map((values, i) => ({ name: FILL_NAMES[i], shape: [values.length], values })),
  ]);
}

function versionOf({ training, scales, types }: ModelParts): number {
  return Math.max(
    types ? 2 : 1,
    scales.leastScales ? 3 : 1,
    training.trust?.instead ? 4 : 1,
    training.distilled ? 5 : 1,
    ...(types ?? []).map((type) => likelihoodOf(type.kind).fileVersion?.(type) ?? 2),
  );
}
