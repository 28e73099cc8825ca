import {
  accumulator,
  addFeatures,
  addStandardNormal,
  diagonalScore,
  ParameterList,
  type ParameterStore,
  reparameterize,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import { type Dag, withStructure } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { hiddenLayers, hiddenSubsets, type Subset, withIndicators } from "../nn/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture } from "./config.ts";
import { Decoder } from "./decoder.ts";
import { featureGraph } from "./featureGraph.ts";
import { GaussianHead, type GaussianHeadConfig } from "./gaussianHead.ts";
import type { ExportedPart, LatentModel, PassOptions } from "./latentModel.ts";
import { plainCoding } from "./plainCoding.ts";

/**
 * The plain VAE (Kingma & Welling 2014) with as many latents as the network has: standard normal prior, diagonal
 * Gaussian posterior, dense hidden layers like those of the SIReN-VAE's decoder.
 *
 * @example
 * const untrained = new Vae(network.dag, { ...defaultArchitecture, model: "vae" }, new Random(1));
 * untrained.observedNames; // the columns that it reads
 */
export class Vae implements LatentModel {
  readonly architecture: Architecture;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly list = new ParameterList();
  readonly flows: readonly Flow[] = [];
  readonly pathGradients = true;
  readonly encoder: GaussianHead;
  readonly decoder: Decoder;
  readonly coding: TableCoding;
  /** A factor analysis with as many factors as it has latents: what missing values are filled from. */
  readonly linearGraph: Dag;

  /** @throws InputError where the network has no latent. */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding?: TableCoding) {
    checkArchitecture(architecture);
    const { latent, observed, names } = dag;
    if (latent.length === 0) {
      throw new InputError(
        "Expected a network with at least one latent node for a VAE; here every node is observed.",
      );
    }
    // Dense layers serve every output at any width.
    const { widen: _, ...plain } = architecture;
    this.architecture = plain;
    this.latentNames = latent.map((node) => names[node]);
    this.observedNames = observed.map((node) => names[node]);
    this.coding = coding ?? plainCoding(this.observedNames);
    this.linearGraph = featureGraph(withStructure(dag, "ind"), this.coding).graph;
    const K = latent.length;
    const R = this.coding.featureCount;
    const everything = (inputs: number, outputs: number) => {
      const all = Array.from({ length: inputs }, (_, i) => i);
      return Array.from({ length: outputs }, () => all);
    };
    const { hidden, activation, affine } = architecture;
    const shared = { hidden, activation, affine };
    const measured = { ...shared, name: "encoder", sets: everything(R, K), gain: 0.3 };
    const parts = [{ name: "x", size: R }];
    this.encoder = new GaussianHead(
      this.list,
      architecture.missing ? withMissing(measured, R) : { ...measured, parts },
      random.fork("encoder"),
    );
    this.decoder = new Decoder(
      this.list,
      this.coding,
      {
        ...shared,
        name: "decoder",
        parts: [{ name: "z", size: K }],
        sets: everything(K, observed.length),
        gain: 0.3,
      },
      random.fork("decoder"),
    );
  }

  parts(): ExportedPart[] {
    const { network, head, config } = this.encoder;
    const sizes = config.parts.map(({ size }) => size);
    return [
      { prefix: "encoder", layers: [...hiddenLayers("", network, sizes), ...head.layers()] },
      ...this.decoder.parts(),
    ];
  }

  recordEncoder(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    x: Tensor,
    options: PassOptions,
    missing?: Tensor,
  ) {
    const { mu, s } = this.encoder.record(tape, store, missing ? [x, missing] : [x]);
    const { z, spread } = reparameterize(tape, mu, s, eps);
    const logDensity = accumulator(tape, !options.path);
    addStandardNormal(tape, logDensity, eps);
    addFeatures(tape, logDensity, options.path ? withoutGradient(s) : s, -1);
    return { z, logDensity, score: options.path ? diagonalScore(tape, eps, spread) : undefined };
  }

  recordPrior(tape: Tape, _store: ParameterStore, z: Tensor, _x: Tensor, _options: PassOptions) {
    const logDensity = accumulator(tape);
    addStandardNormal(tape, logDensity, z);
    return { logDensity };
  }

  recordDecoder(tape: Tape, store: ParameterStore, z: Tensor | undefined, _x: Tensor) {
    return this.decoder.record(tape, store, [z]);
  }
}

/** The same encoder that also reads, wherever it reads a value, whether that value is missing. */
function withMissing(config: Omit<GaussianHeadConfig, "parts">, size: number): GaussianHeadConfig {
  const { sets, hidden, name } = config;
  const watched = (set: Subset) => withIndicators(set, 0, size);
  return {
    ...config,
    parts: [
      { name: "x", size },
      { name: "missing", size, startsAtZero: true },
    ],
    sets: sets.map(watched),
    units: hiddenSubsets(sets, Math.min(...hidden), name).map(watched),
  };
}

function withoutGradient(tensor: Tensor): Tensor {
  return { ...tensor, gradient: 0 };
}
