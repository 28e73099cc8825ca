import { ParameterList, type ParameterStore, type Tape, type Tensor } from "../engine/index.ts";
import { createFlow, type Flow } from "../flow/index.ts";
import type { LinearGaussianFit } from "../gaussian/index.ts";
import { type Dag, type FaithfulInverse, withArcs, withStructure } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { neededUnits } from "../nn/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture, encoderFlow, priorFlow } from "./config.ts";
import { Decoder } from "./decoder.ts";
import { type FeatureGraph, featureGraph } from "./featureGraph.ts";
import type { ExportedPart, LatentModel, PassOptions } from "./latentModel.ts";
import { linearStart } from "./linearStart.ts";
import { plainCoding } from "./plainCoding.ts";
import { sparserInverse } from "./posteriorFlow.ts";

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
  /** The graph that the model carries: the network itself with the arcs added to it, or its `ind` or `fc` structure. */
  readonly graph: Dag;
  /** Without the added arcs: what the nonlinear parts follow. */
  readonly core: Dag;
  readonly inverse: FaithfulInverse;
  readonly latentNames: readonly string[];
  readonly observedNames: readonly string[];
  readonly list = new ParameterList();
  readonly prior: Flow | undefined;
  readonly encoder: Flow | undefined;
  readonly decoder: Decoder;
  readonly flows: readonly Flow[];
  readonly coding: TableCoding;
  readonly #features: FeatureGraph;

  /** @throws InputError where the hidden width is too small for the graph, naming the width that is needed. */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding?: TableCoding) {
    checkArchitecture(architecture);
    if (architecture.model === "vae") {
      throw new InputError(
        "Expected one of the structures true, ind, fc for a SirenVae, got vae. Use the class Vae.",
      );
    }
    const { added = [] } = architecture;
    this.core = withStructure(dag, architecture.model);
    this.graph = added.length > 0 ? withArcs(this.core, added) : this.core;
    const { latent, observed, names } = this.graph;
    this.latentNames = latent.map((node) => names[node]);
    this.observedNames = observed.map((node) => names[node]);
    this.coding = coding ?? plainCoding(this.observedNames);
    this.#features = featureGraph(this.graph, this.coding);
    const latents = latent.length;
    // A node is as many inputs as it has features.
    const position = new Map<number, readonly number[]>();
    latent.forEach((node, i) => {
      position.set(node, [i]);
    });
    observed.forEach((node, c) => {
      position.set(
        node,
        this.coding.featuresOf(c).map((row) => latents + row),
      );
    });
    const inputs = (nodes: readonly number[]): number[] =>
      nodes.flatMap((node) => position.get(node)!).sort((a, b) => a - b);

    this.inverse = sparserInverse(this.graph);
    const wide = added.length > 0;
    const inverse = wide ? sparserInverse(this.core) : this.inverse;
    const forward = (of: Dag) => latent.map((node) => inputs(of.parents(node)));
    const backward = (of: FaithfulInverse) => latent.map((node) => inputs(of.parents.get(node)!));
    const drawn = (of: FaithfulInverse) => of.samplingOrder.flatMap((node) => position.get(node)!);
    const { hidden, widen, blocks, activation, coefficient, normalization, factorisation, affine } =
      architecture;
    const shared = { latents, blocks, hidden, widen, activation, coefficient, normalization, affine };
    const size = this.coding.featureCount;
    const context = [{ name: "x", size }];
    const indicators = architecture.missing === true;
    const priorParents = forward(this.core);
    const encoderParents = backward(inverse);
    const decoderSets = observed.map((node) => inputs(this.core.parents(node)));
    const withSelf = (sets: readonly (readonly number[])[]) =>
      sets.map((set, component) => [...set, component].sort((a, b) => a - b));
    const needs = {
      // Private hidden units serve one component alone.
      prior: blocks === 0 ? 0 : factorisation === "exact" ? latents : neededUnits(withSelf(priorParents)),
      encoder: blocks === 0 ? 0 : neededUnits(withSelf(encoderParents)),
      decoder: neededUnits(decoderSets),
    };
    const tooNarrow = Math.max(...Object.values(needs)) > Math.min(...hidden);
    // Other flows need no more than this, and say by themselves where they have too few.
    const residual = ["residual", "residual-exact"].includes(priorFlow(architecture));
    if (tooNarrow && !widen && residual) throw narrow(needs, Math.min(...hidden));
    // What widens nothing is left out, so that the model is as if nobody had asked.
    const { widen: _, ...plain } = architecture;
    this.architecture = tooNarrow ? architecture : plain;
    if (latents > 0) {
      const parents = priorParents;
      const affineParents = forward(this.graph);
      const reads = affineParents.some((set) => set.some((input) => input >= latents));
      this.prior = createFlow(
        priorFlow(architecture),
        this.list,
        {
          ...shared,
          name: "prior",
          context: reads ? context : [],
          parents,
          ...(wide && { affineParents }),
          parentsFirst: latent.map((_, i) => i),
          factorisation,
        },
        random.fork("prior"),
      );
      this.encoder = createFlow(
        encoderFlow(architecture),
        this.list,
        {
          ...shared,
          name: "encoder",
          context: indicators ? [...context, { name: "missing", size, startsAtZero: true }] : context,
          indicators,
          givenContext: true,
          parents: encoderParents,
          parentsFirst: drawn(inverse),
          ...(wide && { affineParents: backward(this.inverse), affineParentsFirst: drawn(this.inverse) }),
          factorisation: "paper",
        },
        random.fork("encoder"),
      );
    }
    this.flows = [this.prior, this.encoder].filter((flow) => flow !== undefined);
    this.decoder = new Decoder(
      this.list,
      this.coding,
      {
        name: "decoder",
        parts: [{ name: "z", size: latents }, ...context],
        sets: decoderSets,
        ...(wide && { straightSets: observed.map((node) => inputs(this.graph.parents(node))) }),
        hidden,
        widen,
        activation,
        affine,
        gain: 0.3,
      },
      random.fork("decoder"),
    );
  }

  get encoderFlow(): Flow | undefined {
    return this.encoder;
  }

  get pathGradients(): boolean {
    return this.encoder?.scored === true;
  }

  get linearGraph(): Dag {
    return this.#features.graph;
  }

  /** As `linearStart` says; without affine layers there is no such start. */
  get start(): ((fit: LinearGaussianFit) => Float64Array) | undefined {
    if (!this.architecture.affine) return undefined;
    const { list, prior, encoder, decoder, inverse } = this;
    const features = this.#features;
    const place = new Map<number, readonly number[]>();
    this.graph.latent.forEach((node, i) => {
      place.set(node, [features.latents[i]]);
    });
    this.graph.observed.forEach((node, c) => {
      place.set(
        node,
        this.coding.featuresOf(c).map((row) => features.features[row]),
      );
    });
    const moved = (nodes: readonly number[]) => nodes.flatMap((node) => place.get(node)!);
    const turned = {
      samplingOrder: moved(inverse.samplingOrder),
      parents: new Map([...inverse.parents].map(([node, parents]) => [place.get(node)![0], moved(parents)])),
    };
    return (fit) => linearStart({ list, prior, encoder, decoder, features, inverse: turned }, fit);
  }

  get negate(): ((values: Float64Array, latents: readonly number[]) => void) | undefined {
    if (this.flows.some((flow) => flow.negate === undefined)) return undefined;
    return (values, latents) => {
      for (const latent of latents) {
        for (const flow of this.flows) flow.negate!(values, latent);
        this.decoder.negate(values, latent);
      }
    };
  }

  parts(): ExportedPart[] {
    return [
      ...this.flows.map((flow) => ({ prefix: flow.config.name, layers: flow.layers() })),
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
    return this.encoder!.recordGenerative(tape, store, eps, missing ? [x, missing] : [x], options);
  }

  recordPrior(tape: Tape, store: ParameterStore, z: Tensor, x: Tensor, options: PassOptions) {
    return this.prior!.recordNormalizing(tape, store, z, [x], options);
  }

  recordDecoder(tape: Tape, store: ParameterStore, z: Tensor | undefined, x: Tensor) {
    return this.decoder.record(tape, store, [z, x]);
  }
}

function narrow(needs: Readonly<Record<string, number>>, width: number): InputError {
  const most = Math.max(...Object.values(needs));
  const parts = Object.entries(needs).map(([part, units]) => `${part} ${units}`);
  return new InputError(
    `Expected at least ${most} hidden units, one for every component of the widest part's graph (${parts.join(", ")}), ` +
      `got ${width}. Raise the hidden width to ${most} or more, or set none.`,
  );
}
