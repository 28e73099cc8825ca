import {
  accumulator,
  addStandardNormal,
  type ParameterList,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import { type Dag, withStructure } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { hiddenSubsets, type InputPart, type Subset, withIndicators } from "../nn/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import { Decoder } from "./decoder.ts";
import { featureGraph } from "./featureGraph.ts";
import { GaussianHead, type GaussianHeadConfig } from "./gaussianHead.ts";
import { plainCoding } from "./plainCoding.ts";

/** What models without a graph have in common: dense layers on as many latents as the network has, or as are asked for. */

export interface DenseNames {
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly coding: TableCoding;
  /** A factor analysis with as many factors as the network has latents: what missing values are filled from. */
  readonly linearGraph: Dag;
}

export function denseNames(dag: Dag, coding?: TableCoding): DenseNames {
  const { latent, observed, names } = dag;
  const observedNames = observed.map((node) => names[node]);
  const own = coding ?? plainCoding(observedNames);
  return {
    latentNames: latent.map((node) => names[node]),
    observedNames,
    coding: own,
    linearGraph: featureGraph(withStructure(dag, "ind"), own).graph,
  };
}

/** @throws InputError where the network has no latent. */
export function requireLatents(dag: Dag, what: string): void {
  if (dag.latent.length > 0) return;
  throw new InputError(
    `Expected a network with at least one latent node for ${what}; here every node is observed.`,
  );
}

export function everything(inputs: number, outputs: number): Subset[] {
  const all = Array.from({ length: inputs }, (_, i) => i);
  return Array.from({ length: outputs }, () => all);
}

/** The measured features, and with `missing` beside them which of them are missing. */
export function measuredParts(size: number, missing: boolean | undefined): InputPart[] {
  const x = { name: "x", size };
  return missing ? [x, { name: "missing", size, startsAtZero: true }] : [x];
}

/** Means and log deviations of all latents from everything that is measured. */
export function denseEncoder(
  list: ParameterList,
  coding: TableCoding,
  latents: number,
  architecture: Architecture,
  random: Random,
): GaussianHead {
  const { hidden, activation, affine, missing } = architecture;
  const R = coding.featureCount;
  const measured = { hidden, activation, affine, name: "encoder", sets: everything(R, latents), gain: 0.3 };
  return new GaussianHead(
    list,
    missing ? withMissing(measured, R) : { ...measured, parts: measuredParts(R, false) },
    random,
  );
}

/** Every measured column from all latents. */
export function denseDecoder(
  list: ParameterList,
  coding: TableCoding,
  latents: number,
  { hidden, activation, affine }: Architecture,
  random: Random,
): Decoder {
  return new Decoder(
    list,
    coding,
    {
      hidden,
      activation,
      affine,
      name: "decoder",
      parts: [{ name: "z", size: latents }],
      sets: everything(latents, coding.columns.length),
      gain: 0.3,
    },
    random,
  );
}

/** log N(z; 0, I). */
export function recordStandardNormal(tape: Tape, z: Tensor): { logDensity: Tensor } {
  const logDensity = accumulator(tape);
  addStandardNormal(tape, logDensity, z);
  return { logDensity };
}

/** The same encoder that also reads, wherever it reads a value, whether that value is missing. */
function withMissing(config: Omit<GaussianHeadConfig, "parts">, size: number): GaussianHeadConfig {
  const { sets, hidden, name } = config;
  const watched = (set: Subset) => withIndicators(set, 0, size);
  return {
    ...config,
    parts: measuredParts(size, true),
    sets: sets.map(watched),
    units: hiddenSubsets(sets, Math.min(...hidden), name).map(watched),
  };
}
