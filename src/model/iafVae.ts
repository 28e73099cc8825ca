import {
  accumulator,
  addFeatures,
  addNegated,
  addStandardNormal,
  affineTransform,
  type ParameterStore,
  reparameterize,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import { Conditioner, type FlowConfig } from "../flow/index.ts";
import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { hiddenLayers, hiddenSubsets, withIndicators } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import type { Decoder } from "./decoder.ts";
import { denseDecoder, denseEncoder, measuredParts, recordStandardNormal } from "./denseParts.ts";
import { DenseVae } from "./denseVae.ts";
import type { GaussianHead } from "./gaussianHead.ts";
import { headFormula } from "./headFormula.ts";
import type { ExportedPart, LatentModel, PassOptions } from "./latentModel.ts";

/**
 * A VAE with an inverse autoregressive encoder (Kingma et al. 2016): a diagonal Gaussian draw passes through steps z_j ->
 * shift_j + exp(s_j) z_j, whose shifts and scales read the earlier components and all that is measured; every second step goes
 * through the components from the last to the first. Prior and decoder are those of the plain VAE. All steps start as the
 * identity.
 *
 * @example
 * const architecture = { ...defaultArchitecture, model: "vae", family: "iaf" } as const;
 * new IafVae(network.dag, architecture, new Random(1)).latentNames; // as many as the network has
 */
export class IafVae extends DenseVae implements LatentModel {
  /** The score of a draw would need the steps solved backwards. */
  readonly pathGradients = false;
  readonly encoder: GaussianHead;
  readonly decoder: Decoder;
  readonly #steps: readonly Conditioner[];
  readonly #config: FlowConfig;

  /** @throws InputError where the network has no latent. */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding?: TableCoding) {
    super(dag, architecture, coding, "a VAE with an inverse autoregressive encoder");
    const K = this.latentNames.length;
    const R = this.coding.featureCount;
    this.encoder = denseEncoder(this.list, this.coding, K, architecture, random.fork("encoder"));
    const { hidden, widen, blocks, activation, missing } = architecture;
    const measured = Array.from({ length: R }, (_, i) => K + i);
    const upwards = Array.from({ length: K }, (_, k) => k);
    const sets = (order: readonly number[]) => {
      const read: number[][] = [];
      order.forEach((component, i) => {
        read[component] = [...order.slice(0, i), ...measured].sort((a, b) => a - b);
      });
      return read;
    };
    const watched = (set: readonly number[]) => (missing ? withIndicators(set, K, R) : set);
    const config: FlowConfig = {
      ...architecture,
      name: "encoder",
      latents: K,
      context: measuredParts(R, missing),
      parents: sets(upwards),
      parentsFirst: upwards,
      hidden,
      blocks,
      activation,
      factorisation: "paper",
    };
    this.#config = config;
    const drawn = random.fork("steps");
    this.#steps = Array.from({ length: blocks }, (_, t) => {
      const own = sets(t % 2 === 0 ? upwards : upwards.toReversed());
      const name = `encoder.step${t}`;
      const units = hiddenSubsets(own, Math.min(...hidden), name, widen).map(watched);
      const shape = { name, parameters: 2, initial: [0, 0], sets: own.map(watched), units };
      return new Conditioner(this.list, config, shape, drawn);
    });
    this.decoder = denseDecoder(this.list, this.coding, K, architecture, random.fork("decoder"));
  }

  parts(): ExportedPart[] {
    const { network, head, config } = this.encoder;
    const sizes = config.parts.map(({ size }) => size);
    return [
      {
        prefix: "encoder",
        layers: [
          ...hiddenLayers("", network, sizes),
          ...head.layers(),
          ...this.#steps.flatMap((step, t) => step.layers(`steps.${t}.`)),
        ],
      },
      ...this.decoder.parts(),
    ];
  }

  get formulas() {
    const { missing, blocks } = this.architecture;
    return {
      prior: ["log p(z) = N(z)"],
      encoder: [
        ...headFormula("encoder", missing ? "concat(x, m)" : "x", this.architecture),
        "z = mu + exp(s) * eps, eps ~ N(0, I)",
        "log q = N(eps) - sum(s)",
        ...(blocks === 0
          ? []
          : [
              `for t in 0 .. ${blocks - 1}:`,
              ...[
                ...Conditioner.formula(this.#config, "z"),
                "(shift, s) = theta   # two numbers a component, side by side",
                "a = s / (1 + |s| / 7)",
                "z = shift + exp(a) * z",
                "log q = log q - sum(a)",
              ].map((line) => `    ${line}`),
            ]),
        "log q(z|x) = log q",
      ],
    };
  }

  recordEncoder(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    x: Tensor,
    _options: PassOptions,
    missing?: Tensor,
  ) {
    const context = missing ? [x, missing] : [x];
    const { mu, s } = this.encoder.record(tape, store, context);
    let { z } = reparameterize(tape, mu, s, eps);
    const slopes = accumulator(tape);
    for (const step of this.#steps) {
      const theta = step.record(tape, store, z, context);
      z = affineTransform(tape, slopes, z, theta);
    }
    const logDensity = accumulator(tape);
    addStandardNormal(tape, logDensity, eps);
    addFeatures(tape, logDensity, s, -1);
    addNegated(tape, logDensity, slopes);
    return { z, logDensity, score: undefined };
  }

  recordPrior(tape: Tape, _store: ParameterStore, z: Tensor, _x: Tensor, _options: PassOptions) {
    return recordStandardNormal(tape, z);
  }
}
