import {
  accumulator,
  addFeatures,
  addStandardNormal,
  diagonalScore,
  type ParameterStore,
  reparameterize,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { hiddenLayers } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import type { Decoder } from "./decoder.ts";
import { denseDecoder, denseEncoder, recordStandardNormal } from "./denseParts.ts";
import { DenseVae } from "./denseVae.ts";
import type { GaussianHead } from "./gaussianHead.ts";
import { headFormula } from "./headFormula.ts";
import type { ExportedPart, LatentModel, PassOptions } from "./latentModel.ts";

/**
 * The plain VAE (Kingma & Welling 2014) with as many latents as the network has: standard normal prior, diagonal
 * Gaussian posterior, dense hidden layers like those of the SIReN-VAE's decoder.
 *
 * @example
 * const untrained = new Vae(network.dag, { ...defaultArchitecture, model: "vae" }, new Random(1));
 * untrained.observedNames; // the columns that it reads
 */
export class Vae extends DenseVae implements LatentModel {
  readonly pathGradients = true;
  readonly encoder: GaussianHead;
  readonly decoder: Decoder;

  /** @throws InputError where the network has no latent. */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding?: TableCoding) {
    // Dense layers serve every output at any width, and the structure says the family.
    const { widen: _, family: __, ...plain } = architecture;
    super(dag, plain, coding, "a VAE");
    const K = this.latentNames.length;
    this.encoder = denseEncoder(this.list, this.coding, K, plain, random.fork("encoder"));
    this.decoder = denseDecoder(this.list, this.coding, K, plain, random.fork("decoder"));
  }

  parts(): ExportedPart[] {
    const { network, head, config } = this.encoder;
    const sizes = config.parts.map(({ size }) => size);
    return [
      { prefix: "encoder", layers: [...hiddenLayers("", network, sizes), ...head.layers()] },
      ...this.decoder.parts(),
    ];
  }

  get formulas() {
    return {
      prior: ["log p(z) = N(z)"],
      encoder: [
        ...headFormula("encoder", this.architecture.missing ? "concat(x, m)" : "x", this.architecture),
        "z = mu + exp(s) * eps, eps ~ N(0, I)",
        "log q(z|x) = N(eps) - sum(s)",
      ],
    };
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
    return recordStandardNormal(tape, z);
  }
}

function withoutGradient(tensor: Tensor): Tensor {
  return { ...tensor, gradient: 0 };
}
