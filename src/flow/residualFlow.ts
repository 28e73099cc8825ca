import {
  accumulator,
  addNegated,
  addStandardNormal,
  blockScore,
  type ParameterList,
  type ParameterStore,
  scaled,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import {
  hiddenLayers,
  hiddenSubsets,
  type NamedLayer,
  namedMatrix,
  namedVector,
  type Subset,
  withIndicators,
} from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { bakeNormalization, certifyBlocks, type FlowCertificate, provenContractions } from "./certificate.ts";
import type { Flow, FlowConfig, Inverter, RecordOptions } from "./flow.ts";
import type { Direction, LinearConditionals } from "./linearConditionals.ts";
import { LinearLayer } from "./linearLayer.ts";
import { bakePowerEstimates } from "./publishedWeights.ts";
import { RefinedInverter } from "./refinedInverter.ts";
import { addBlockLogDet, type Normalization, ResidualBlock } from "./residualBlock.ts";
import { residualFormula } from "./residualFormula.ts";
import { ResidualInverter } from "./residualInverter.ts";
import { negateWhere } from "./storedWeights.ts";

/**
 * A graphical residual flow: T residual blocks whose masks follow a graph (Mouton & Kroon, section 2.2), with an
 * optional affine layer that makes the linear-Gaussian network of the same graph a special case.
 */
export class ResidualFlow implements Flow {
  readonly kind: string;
  readonly config: FlowConfig;
  readonly triangular = true;
  readonly blocks: readonly ResidualBlock[];
  readonly affine: LinearLayer | undefined;

  constructor(list: ParameterList, config: FlowConfig, random: Random) {
    this.config = config;
    this.kind = config.factorisation === "exact" ? "residual-exact" : "residual";
    const { name, latents, context, parentsFirst, indicators = false } = config;
    const watched = indicators
      ? (set: Subset) => withIndicators(set, latents, context[0].size)
      : (set: Subset) => set;
    const parents = config.parents.map(watched);
    const withSelf = (sets: readonly Subset[]) =>
      sets.map((set, component) => [...set, component].sort((a, b) => a - b));
    const readSets = withSelf(parents);
    const childrenFirst = [...parentsFirst].reverse();
    const shared = {
      latents,
      hidden: config.hidden,
      activation: config.activation,
      coefficient: config.coefficient,
      childrenFirst,
    };
    const blocks: ResidualBlock[] = [];
    const first = `${name}.block0`;
    const width = Math.min(...config.hidden);
    // All blocks have the same units. An indicator has none of its own: those that read the value read it, too.
    const units =
      config.factorisation === "paper" && config.blocks > 0
        ? hiddenSubsets(withSelf(config.parents), width, first, config.widen).map(watched)
        : [];
    const exact =
      config.factorisation === "exact" && config.blocks > 0
        ? exactSets(parents, latents, (sets) => hiddenSubsets(sets, width, first, config.widen))
        : undefined;
    for (let t = 0; t < config.blocks; t++) {
      const where = `${name}.block${t}`;
      if (exact === undefined) {
        const { normalization } = config;
        const own = { ...shared, name: where, context, sets: readSets, normalization };
        blocks.push(new ResidualBlock(list, own, random, units));
      } else {
        const own = {
          ...shared,
          name: where,
          context: [{ name: "parents", size: latents }, ...context],
          sets: exact.sets,
          normalization: "node" as Normalization,
        };
        blocks.push(new ResidualBlock(list, own, random, exact.units));
      }
    }
    this.blocks = blocks;
    this.affine = config.affine
      ? new LinearLayer(list, {
          name: `${name}.affine`,
          latents,
          context,
          indicators,
          sets: (config.affineParents ?? config.parents).map(watched),
          parentsFirst: config.affineParentsFirst ?? parentsFirst,
          interactions: config.interactions,
        })
      : undefined;
  }

  recordNormalizing(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    context: readonly Tensor[],
    options: RecordOptions,
  ): { u: Tensor; logDensity: Tensor } {
    const logDensity = accumulator(tape);
    let y = z;
    for (const block of this.#acting(store, options)) {
      const recorded = block.record(tape, store, y, this.#blockContext(z, context), options.normalize, true);
      addBlockLogDet(tape, logDensity, recorded);
      y = recorded.output;
    }
    const parents = this.config.factorisation === "exact" ? z : y;
    const u = this.affine ? this.affine.recordNormalizing(tape, store, y, parents, context, logDensity) : y;
    addStandardNormal(tape, logDensity, u);
    return { u, logDensity };
  }

  recordGenerative(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    context: readonly Tensor[],
    options: RecordOptions & { path: boolean },
  ): { z: Tensor; logDensity: Tensor; score: Tensor | undefined } {
    const path = options.path && this.scored;
    const negated = accumulator(tape, !path);
    let z = eps;
    let score = path ? scaled(tape, eps, -1) : undefined;
    if (this.affine) ({ z, score } = this.affine.recordGenerative(tape, store, eps, context, negated, score));
    const start = z;
    for (const block of this.#acting(store, options)) {
      const recorded = block.record(
        tape,
        store,
        z,
        this.#blockContext(start, context),
        options.normalize,
        !path,
      );
      addBlockLogDet(tape, negated, recorded);
      if (score !== undefined && recorded.trace !== undefined)
        score = blockScore(tape, score, recorded.trace);
      z = recorded.output;
    }
    const logDensity = accumulator(tape, !path);
    addStandardNormal(tape, logDensity, eps);
    addNegated(tape, logDensity, negated);
    return { z, logDensity, score };
  }

  inverter(store: ParameterStore, batch: number): Inverter {
    return toEnd(this.inverterInSteps(store, batch));
  }

  *inverterInSteps(store: ParameterStore, batch: number): Steps<Inverter> {
    const inner = yield* ResidualInverter.inSteps(store, this, batch);
    return yield* RefinedInverter.inSteps(store, this, inner);
  }

  /** The exact norms of all contracting layers; below a bound of 1 every block is invertible. */
  certificate(values: Float64Array): FlowCertificate {
    return certifyBlocks(this.blocks, values);
  }

  contracts(values: Float64Array): boolean {
    return provenContractions(this.blocks, values);
  }

  finish(values: Float64Array, store: ParameterStore): void {
    // Weights that a power iteration normalized stay as their training used them, whatever that proves.
    if (this.config.normalization === "power") bakePowerEstimates(this, store, values);
    else bakeNormalization(this, values);
  }

  get scored(): boolean {
    return this.config.hidden.length === 1 && this.config.factorisation === "paper";
  }

  get linear(): LinearLayer | undefined {
    return this.affine;
  }

  readonly enoughInSingle = true;

  get startsLinear(): boolean {
    return this.affine !== undefined;
  }

  start(values: Float64Array, linear: LinearConditionals, direction: Direction): void {
    this.affine!.start(values, linear, direction);
  }

  negate(values: Float64Array, component: number): void {
    for (const { network, output, outputBias } of this.blocks) {
      for (const layer of network.first) {
        // Part 0 holds the running values; in an exact flow part 1 holds the original ones.
        if (layer.part === 0 || (layer.part === 1 && this.config.factorisation === "exact"))
          negateWhere(values, layer, (_, column) => column === component);
      }
      negateWhere(values, output, (row) => row === component);
      values[outputBias.offset + component] *= -1;
    }
    this.affine?.negate(values, component);
  }

  linearCoefficient(values: Float64Array, component: number, input: number): number {
    return this.affine ? -this.affine.weight(values, component, input) : 0;
  }

  layers(): NamedLayer[] {
    const { latents } = this.config;
    const blocks = this.blocks.flatMap((block, t) => {
      const where = `blocks.${t}.`;
      const sizes = [latents, ...block.config.context.map(({ size }) => size)];
      const last = `${where}layers.${block.network.biases.length}`;
      return [
        ...hiddenLayers(where, block.network, sizes),
        namedMatrix(last, latents, block.network.units.length, [{ ...block.output, from: 0 }]),
        namedVector(`${last}.bias`, block.outputBias),
      ];
    });
    return [...blocks, ...(this.affine?.layers() ?? [])];
  }

  formula(direction: Direction): string[] {
    return residualFormula(this.config, direction);
  }

  /** The blocks that change anything: a finished one whose last layer is zero is the identity. */
  #acting(store: ParameterStore, { linear }: RecordOptions): readonly ResidualBlock[] {
    if (linear) return [];
    return this.blocks.filter((block) => !store.vanishes(block.output.parameter, block.outputBias));
  }

  #blockContext(original: Tensor, context: readonly Tensor[]): readonly Tensor[] {
    return this.config.factorisation === "exact" ? [original, ...context] : context;
  }
}

/**
 * Inputs of an exact block: the running values 0 .. K-1, then the original values K .. 2K-1, then the context. Units
 * are private: those of component j carry {running j} and the original values of its parents, or {running j} alone.
 */
function exactSets(
  parents: readonly Subset[],
  latents: number,
  spread: (sets: readonly Subset[]) => readonly Subset[],
): { sets: Subset[]; units: Subset[] } {
  const sets = parents.map((set, component) =>
    [component, ...set.map((input) => input + latents)].sort((a, b) => a - b),
  );
  const units = spread(sets).filter((unit) => unit.some((input) => input < latents));
  const byOwner = [...units].sort((a, b) => a[0] - b[0] || a.length - b.length);
  return { sets, units: byOwner };
}
