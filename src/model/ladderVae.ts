import {
  accumulator,
  addFeatures,
  addStandardNormal,
  dataRows,
  joinRows,
  type ParameterStore,
  precisionWeighted,
  reparameterize,
  sliceRows,
  standardize,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { hiddenFormula, hiddenLayers, MaskedNetwork, OutputHead } from "../nn/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import type { Architecture } from "./config.ts";
import type { Decoder } from "./decoder.ts";
import { denseDecoder, everything, measuredParts } from "./denseParts.ts";
import { DenseVae } from "./denseVae.ts";
import { GaussianHead } from "./gaussianHead.ts";
import { headFormula, outputFormula } from "./headFormula.ts";
import { ladderLayers } from "./ladderLayers.ts";
import type { ExportedPart, LatentModel, PassOptions } from "./latentModel.ts";

/**
 * A ladder VAE (Sønderby et al. 2016). Latents lie in layers z_1 (the top) to z_L. The prior goes down: z_1 is standard normal,
 * every other layer Gaussian given those above it. The encoder first goes up: a hidden layer for every layer of latents, each
 * of which proposes a Gaussian for its latents. Then it goes down with the prior and joins both Gaussians by their precisions.
 * Every layer, and the decoder, reads all layers above and not the nearest alone, since the depths of a network may hold a
 * single node each.
 *
 * @example
 * const architecture = { ...defaultArchitecture, model: "vae", family: "ladder", layers: [2, 4] } as const;
 * new LadderVae(network.dag, architecture, new Random(1)).latentNames.length; // 6
 */
export class LadderVae extends DenseVae implements LatentModel {
  readonly pathGradients = false;
  readonly decoder: Decoder;
  /** Widths of the layers, from the top down. */
  readonly widths: readonly number[];
  readonly #starts: readonly number[];
  readonly #upward: MaskedNetwork;
  /** What each layer is proposed from below. */
  readonly #proposals: readonly OutputHead[];
  /** What each layer but the top is given those above it. */
  readonly #conditionals: readonly GaussianHead[];

  /** @throws InputError where the network's depth gives one layer, or a chosen layer has the name of a measured column. */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding?: TableCoding) {
    const { widen: _, ...plain } = architecture;
    const layers = ladderLayers(dag, architecture.layers);
    // Layer by layer from the top down.
    super(dag, plain, coding, layers.flat());
    const taken = this.latentNames.find((name) => this.observedNames.includes(name));
    if (taken !== undefined) {
      throw new InputError(
        `Expected columns with other names than the latents of the ladder, got ${taken}. Rename it.`,
      );
    }
    this.widths = layers.map(({ length }) => length);
    let above = 0;
    this.#starts = this.widths.map((width) => {
      above += width;
      return above - width;
    });
    const { hidden, activation, affine, missing } = architecture;
    const parts = measuredParts(this.coding.featureCount, missing);
    const inputs = parts.reduce((sum, { size }) => sum + size, 0);
    const width = Math.min(...hidden);
    const [readings] = everything(inputs, 1);
    const upwards = random.fork("encoder");
    this.#upward = new MaskedNetwork(this.list, {
      name: "encoder",
      parts,
      sets: [readings],
      hidden: layers.map(() => width),
      activation,
      random: upwards,
      units: Array.from({ length: width }, () => readings),
    });
    const head = (count: number, over: number) => ({
      sets: everything(over, count),
      affine,
      gain: 0.3,
    });
    this.#proposals = this.widths.map((count, l) => {
      const shape = { ...head(count, inputs), name: `encoder.layer${l}`, parts };
      return new OutputHead(this.list, this.#upward, { ...shape, scaleSets: shape.sets }, upwards);
    });
    const downwards = random.fork("prior");
    this.#conditionals = this.widths.slice(1).map((count, l) => {
      const read = this.widths.slice(0, l + 1);
      const over = read.reduce((sum, size) => sum + size, 0);
      const own = read.map((size, i) => ({ name: `z${i}`, size }));
      const shape = { ...head(count, over), name: `prior.layer${l + 1}`, parts: own, hidden, activation };
      return new GaussianHead(this.list, shape, downwards);
    });
    const K = this.latentNames.length;
    this.decoder = denseDecoder(this.list, this.coding, K, architecture, random.fork("decoder"));
  }

  parts(): ExportedPart[] {
    const of = (network: MaskedNetwork, sizes: readonly number[]) => hiddenLayers("", network, sizes);
    const { missing } = this.architecture;
    const measured = measuredParts(this.coding.featureCount, missing).map(({ size }) => size);
    return [
      { prefix: "encoder", layers: of(this.#upward, measured) },
      ...this.#proposals.map((head) => ({ prefix: head.config.name, layers: head.layers() })),
      ...this.#conditionals.map(({ network, head, config }) => ({
        prefix: config.name,
        layers: [
          ...of(
            network,
            config.parts.map(({ size }) => size),
          ),
          ...head.layers(),
        ],
      })),
      ...this.decoder.parts(),
    ];
  }

  get formulas() {
    const { widths } = this;
    const { affine, missing } = this.architecture;
    const indent = (lines: readonly string[]) => lines.map((line) => `    ${line}`);
    const last = widths.length - 1;
    return {
      prior: [
        `# z has ${widths.length} layers of ${widths.join(", ")} components, from the top down.`,
        "log p = N(z_0)",
        `for l in 1 .. ${last}:`,
        ...indent([
          ...headFormula("prior.layer{l}", "concat(z_0, ..., z_{l-1})", this.architecture),
          "log p = log p + N((z_l - mu) / exp(s)) - sum(s)",
        ]),
        "log p(z) = log p",
      ],
      encoder: [
        `input = ${missing ? "concat(x, m)" : "x"}`,
        ...hiddenFormula("encoder", "input", widths.length).slice(0, 1),
        `for i in 0 .. ${last}:`,
        ...indent([
          "v = h(encoder.layers.i.weight @ v + encoder.layers.i.bias)   # with beta of encoder.layers.i.sharpness",
          "d_i = v",
        ]),
        "log q = 0",
        `for l in 0 .. ${last}:`,
        ...indent([
          ...outputFormula("encoder.layer{l}", `d_{${last} - l}`, affine),
          "if l > 0: (mu, s) = the product of N(mu, exp(s)) and the prior's N(mu_l, exp(s_l)) given z_0 .. z_{l-1}:",
          "    exp(-2 s) and mu exp(-2 s) are the sums of those of both",
          "z_l = mu + exp(s) * eps_l, eps ~ N(0, I)",
          "log q = log q + N(eps_l) - sum(s)",
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
    const inputs = missing ? [x, missing] : [x];
    const hidden = this.#upward.record(tape, store, inputs, (parameter) => store.weights(parameter), "none");
    const logDensity = accumulator(tape);
    addStandardNormal(tape, logDensity, eps);
    const z: Tensor[] = [];
    this.widths.forEach((width, l) => {
      const heard = this.#proposals[l].record(tape, store, hidden[hidden.length - 1 - l].value, inputs);
      let own = { mu: heard.mu, s: heard.s! };
      if (l > 0) own = precisionWeighted(tape, own, this.#conditionals[l - 1].record(tape, store, z));
      z.push(reparameterize(tape, own.mu, own.s, dataRows(tape, eps, this.#starts[l], width)).z);
      addFeatures(tape, logDensity, own.s, -1);
    });
    return { z: joinRows(tape, z), logDensity, score: undefined };
  }

  recordPrior(tape: Tape, store: ParameterStore, z: Tensor, _x: Tensor, _options: PassOptions) {
    const logDensity = accumulator(tape);
    const layers = this.widths.map((width, l) => sliceRows(tape, z, this.#starts[l], width));
    addStandardNormal(tape, logDensity, layers[0]);
    this.#conditionals.forEach((conditional, i) => {
      const { mu, s } = conditional.record(tape, store, layers.slice(0, i + 1));
      addStandardNormal(tape, logDensity, standardize(tape, layers[i + 1], mu, s));
      addFeatures(tape, logDensity, s, -1);
    });
    return { logDensity };
  }

  recordPriorDraw(tape: Tape, store: ParameterStore, u: Tensor): Tensor {
    const z: Tensor[] = [];
    this.widths.forEach((width, l) => {
      const noise = dataRows(tape, u, this.#starts[l], width);
      if (l === 0) {
        z.push(noise);
        return;
      }
      const { mu, s } = this.#conditionals[l - 1].record(tape, store, z);
      z.push(reparameterize(tape, mu, s, noise).z);
    });
    return joinRows(tape, z);
  }
}
