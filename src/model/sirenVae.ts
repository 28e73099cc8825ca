import { ParameterList, type ParameterStore, type Tape, type Tensor } from "../engine/index.ts";
import { createFlow, type Flow } from "../flow/index.ts";
import { type Dag, type FaithfulInverse, faithfulInverse, withStructure } from "../graph/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture } from "./config.ts";
import { GaussianHead } from "./gaussianHead.ts";
import type { LatentModel, PassOptions } from "./latentModel.ts";

/**
 * The structured invertible residual network VAE (Mouton & Kroon): a normalizing graphical residual flow as prior
 * p(z), shaped by the network among its latents; a generative one as encoder q(z|x), shaped by the network's
 * faithful inverse; and a decoder in which x_i reads only its parents.
 *
 * @example
 * const untrained = new SirenVae(network.dag, { ...defaultArchitecture, model: "true" }, new Random(1));
 * untrained.latentNames; // in topological order
 */
export class SirenVae implements LatentModel {
  readonly architecture: Architecture;
  /** The graph that the model carries: the network itself, or its `ind` or `fc` structure. */
  readonly dag: Dag;
  readonly inverse: FaithfulInverse;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly list = new ParameterList();
  readonly prior: Flow | undefined;
  readonly encoder: Flow | undefined;
  readonly decoder: GaussianHead;
  readonly flows: readonly Flow[];

  /** @throws InputError where the hidden width is too small for the graph, naming the width that is needed. */
  constructor(dag: Dag, architecture: Architecture, random: Random) {
    checkArchitecture(architecture);
    if (architecture.model === "vae") {
      throw new InputError(
        "Expected one of the structures true, ind, fc for a SirenVae, got vae. Use the class Vae.",
      );
    }
    this.architecture = architecture;
    this.dag = withStructure(dag, architecture.model);
    const { latent, observed, names } = this.dag;
    this.latentNames = latent.map((node) => names[node]);
    this.observedNames = observed.map((node) => names[node]);
    const latents = latent.length;
    const position = new Map<number, number>();
    latent.forEach((node, i) => {
      position.set(node, i);
    });
    observed.forEach((node, i) => {
      position.set(node, latents + i);
    });
    const inputs = (nodes: readonly number[]): number[] =>
      nodes.map((node) => position.get(node)!).sort((a, b) => a - b);

    this.inverse = sparserInverse(this.dag);
    const { hidden, blocks, activation, coefficient, normalization, factorisation, affine } = architecture;
    const shared = { latents, blocks, hidden, activation, coefficient, normalization, affine };
    const context = [{ name: "x", size: observed.length }];
    const indicators = architecture.missing === true;
    if (latents > 0) {
      const parents = latent.map((node) => inputs(this.dag.parents(node)));
      const reads = parents.some((set) => set.some((input) => input >= latents));
      this.prior = createFlow(
        factorisation === "exact" ? "residual-exact" : "residual",
        this.list,
        {
          ...shared,
          name: "prior",
          context: reads ? context : [],
          parents,
          parentsFirst: latent.map((_, i) => i),
          factorisation,
        },
        random.fork("prior"),
      );
      this.encoder = createFlow(
        "residual",
        this.list,
        {
          ...shared,
          name: "encoder",
          context: indicators
            ? [...context, { name: "missing", size: observed.length, startsAtZero: true }]
            : context,
          indicators,
          parents: latent.map((node) => inputs(this.inverse.parents.get(node)!)),
          parentsFirst: this.inverse.samplingOrder.map((node) => position.get(node)!),
          factorisation: "paper",
        },
        random.fork("encoder"),
      );
    }
    this.flows = [this.prior, this.encoder].filter((flow) => flow !== undefined);
    this.decoder = new GaussianHead(
      this.list,
      {
        name: "decoder",
        parts: [{ name: "z", size: latents }, ...context],
        sets: observed.map((node) => inputs(this.dag.parents(node))),
        hidden,
        activation,
        affine,
        gain: 0.3,
      },
      random.fork("decoder"),
    );
  }

  recordEncoder(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    x: Tensor,
    options: PassOptions,
    missing?: Tensor,
  ) {
    return this.encoder!.recordGenerative(tape, store, eps, missing ? [x, missing] : [x], options);
  }

  recordPrior(tape: Tape, store: ParameterStore, z: Tensor, x: Tensor, options: PassOptions) {
    return this.prior!.recordNormalizing(tape, store, z, [x], options);
  }

  recordDecoder(tape: Tape, store: ParameterStore, z: Tensor | undefined, x: Tensor) {
    return this.decoder.record(tape, store, [z, x]);
  }
}

/** Both modes of the inversion are faithful and minimal; the one with fewer arcs makes the sparser encoder. */
function sparserInverse(dag: Dag): FaithfulInverse {
  const candidates = (["topological", "reverse"] as const).map((mode) => faithfulInverse(dag, { mode }));
  const arcs = candidates.map(({ parents }) =>
    [...parents.values()].reduce((sum, list) => sum + list.length, 0),
  );
  return arcs[1] < arcs[0] ? candidates[1] : candidates[0];
}
