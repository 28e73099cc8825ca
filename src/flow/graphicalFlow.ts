import {
  type ActivationKind,
  accumulator,
  addStandardNormal,
  blockScore,
  type ParameterList,
  type ParameterStore,
  scaled,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import type { Factorisation } from "../graph/index.ts";
import type { InputPart, Subset } from "../nn/index.ts";
import { hiddenSubsets, withIndicators } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import { AffineLayer } from "./affine.ts";
import { addBlockLogDet, type Normalization, ResidualBlock } from "./residualBlock.ts";

export interface GraphicalFlowConfig {
  readonly name: string;
  readonly latents: number;
  readonly context: readonly InputPart[];
  /**
   * Whether the context is two parts of the same size, the second saying (1) which values of the first are missing. What
   * reads a value then also reads whether it is missing; `parents` speaks of the first part only.
   */
  readonly indicators?: boolean;
  /** For each component the other latents (below `latents`) and the context inputs that it reads, ascending. */
  readonly parents: readonly Subset[];
  /** Every component after all those that it reads. */
  readonly parentsFirst: readonly number[];
  readonly blocks: number;
  readonly hidden: readonly number[];
  readonly activation: ActivationKind;
  readonly coefficient: number;
  readonly normalization: "certified" | "power";
  /**
   * - `paper`: block t of component j reads the running values of j and of its parents, so after T blocks it has
   *   heard ancestors up to T arcs away.
   * - `exact`: it reads its own running value and the *original* value of its parents, with hidden units private to
   *   the component, so the density factorises exactly as prod p(z_j | Pa(z_j)).
   */
  readonly factorisation: Factorisation;
  /** A linear-Gaussian layer beside the blocks: after them in a normalizing flow, before them in a generative one. */
  readonly affine: boolean;
}

/** How a tape wants a flow recorded. */
export interface RecordOptions {
  /** Whether weights still have to be normalized; false for a finished model. */
  readonly normalize: boolean;
}

/**
 * A graphical residual flow: T residual blocks whose masks follow a graph (Mouton & Kroon, section 2.2), with an
 * optional affine layer that makes the linear-Gaussian network of the same graph a special case.
 *
 * `recordNormalizing` maps data-side values to the standard normal base, `recordGenerative` the base to values.
 */
export class GraphicalFlow {
  readonly config: GraphicalFlowConfig;
  readonly blocks: readonly ResidualBlock[];
  readonly affine: AffineLayer | undefined;

  constructor(list: ParameterList, config: GraphicalFlowConfig, random: Random) {
    this.config = config;
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
    for (let t = 0; t < config.blocks; t++) {
      if (config.factorisation === "paper") {
        const { normalization } = config;
        const where = `${name}.block${t}`;
        // An indicator has no hidden units of its own: those that read the value read it, too.
        const units = indicators
          ? hiddenSubsets(withSelf(config.parents), Math.min(...config.hidden), where).map(watched)
          : undefined;
        blocks.push(
          new ResidualBlock(
            list,
            { ...shared, name: where, context, sets: readSets, normalization },
            random,
            units,
          ),
        );
      } else {
        const { sets, units } = exactSets(parents, latents, config.hidden, `${name}.block${t}`);
        const exact = {
          ...shared,
          name: `${name}.block${t}`,
          context: [{ name: "parents", size: latents }, ...context],
          sets,
          normalization: "node" as Normalization,
        };
        blocks.push(new ResidualBlock(list, exact, random, units));
      }
    }
    this.blocks = blocks;
    this.affine = config.affine
      ? new AffineLayer(list, {
          name: `${name}.affine`,
          latents,
          context,
          indicators,
          sets: parents,
          parentsFirst,
        })
      : undefined;
  }

  /** u = F(z) with log p(z) = log N(u; 0, I) + log|det J|, [1 x batch]. Shapes: z [latents x batch]. */
  recordNormalizing(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    context: readonly Tensor[],
    options: RecordOptions,
  ): { u: Tensor; logDensity: Tensor } {
    const logDensity = accumulator(tape);
    let y = z;
    for (const block of this.blocks) {
      const recorded = block.record(tape, store, y, this.#blockContext(z, context), options.normalize, true);
      addBlockLogDet(tape, logDensity, recorded);
      y = recorded.output;
    }
    const parents = this.config.factorisation === "exact" ? z : y;
    const u = this.affine ? this.affine.recordNormalizing(tape, store, y, parents, context, logDensity) : y;
    addStandardNormal(tape, logDensity, u);
    return { u, logDensity };
  }

  /**
   * z = F(eps; context) with log q(z) = log N(eps; 0, I) - log|det J|, [1 x batch]. With `path`, the density carries
   * no gradient of its own; `score` is d log q(z) / dz at fixed parameters instead, [latents x batch].
   */
  recordGenerative(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    context: readonly Tensor[],
    options: RecordOptions & { path: boolean },
  ): { z: Tensor; logDensity: Tensor; score: Tensor | undefined } {
    const path = options.path && this.config.hidden.length === 1 && this.config.factorisation === "paper";
    const negated = accumulator(tape, !path);
    let z = eps;
    let score = path ? scaled(tape, eps, -1) : undefined;
    if (this.affine) ({ z, score } = this.affine.recordGenerative(tape, store, eps, context, negated, score));
    const start = z;
    for (const block of this.blocks) {
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

  #blockContext(original: Tensor, context: readonly Tensor[]): readonly Tensor[] {
    return this.config.factorisation === "exact" ? [original, ...context] : context;
  }
}

function addNegated(tape: Tape, sum: Tensor, x: Tensor): void {
  const { kernels } = tape.engine;
  tape.record({
    name: "density",
    outputs: [sum],
    forward: () => {
      kernels.scaleAdd(sum.pointer, 1, x.pointer, -1, tape.stride);
    },
    ...(x.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(x);
        return () => {
          kernels.scaleAdd(x.gradient, accumulate, sum.gradient, -1, tape.stride);
        };
      },
    }),
  });
}

/**
 * Inputs of an exact block: the running values 0 .. K-1, then the original values K .. 2K-1, then the context. Units
 * are private: those of component j carry {running j} and the original values of its parents, or {running j} alone.
 */
function exactSets(
  parents: readonly Subset[],
  latents: number,
  hidden: readonly number[],
  where: string,
): { sets: Subset[]; units: Subset[] } {
  const sets = parents.map((set, component) =>
    [component, ...set.map((input) => input + latents)].sort((a, b) => a - b),
  );
  const units = hiddenSubsets(sets, Math.min(...hidden), where).filter((unit) =>
    unit.some((input) => input < latents),
  );
  const byOwner = [...units].sort((a, b) => a[0] - b[0] || a.length - b.length);
  return { sets, units: byOwner };
}
