import {
  addSum,
  applyTransposed,
  linear,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  SparsePattern,
  scaledRows,
  scaleRows,
  type Tape,
  type Tensor,
  triangularSolve,
} from "../engine/index.ts";
import type { InputPart, Subset } from "../nn/index.ts";

/** For each component the latents (without itself) and the context inputs that it reads. */
export interface AffineConfig {
  readonly name: string;
  readonly latents: number;
  readonly context: readonly InputPart[];
  readonly sets: readonly Subset[];
  /** Every component after all those that it reads. */
  readonly parentsFirst: readonly number[];
}

export interface ContextMatrix {
  readonly part: number;
  readonly pattern: SparsePattern;
  readonly parameter: Parameter;
}

/**
 * The linear-Gaussian network as a layer, so that it is a special case of the model.
 * - Normalizing (prior): u = exp(-s) * (y - A y - C x - b), log-det -sum s.
 * - Generative (encoder): z = (I - A)^-1 (exp(s) eps + C x + b), log-det +sum s.
 * A is masked to the graph, so I - A is unit-triangular. The stored matrices carry the sign with which they are
 * added: -A and -C for the prior.
 */
export class AffineLayer {
  readonly config: AffineConfig;
  readonly pattern: SparsePattern;
  readonly own: Parameter;
  readonly context: readonly ContextMatrix[];
  readonly bias: Parameter;
  readonly logScale: Parameter;

  constructor(list: ParameterList, config: AffineConfig) {
    this.config = config;
    const { name, latents, sets } = config;
    this.pattern = SparsePattern.fromRows(
      sets.map((set, component) => set.filter((input) => input < latents && input !== component)),
      latents,
      config.parentsFirst,
    );
    this.own = list.declare(`${name}.weight_z`, [latents, latents], new Float64Array(this.pattern.size));
    const context: ContextMatrix[] = [];
    let from = latents;
    config.context.forEach(({ name: part, size }, index) => {
      const pattern = SparsePattern.fromRows(
        sets.map((set) =>
          set.filter((input) => input >= from && input < from + size).map((input) => input - from),
        ),
        size,
      );
      from += size;
      if (pattern.size === 0) return;
      const parameter = list.declare(
        `${name}.weight_${part}`,
        [latents, size],
        new Float64Array(pattern.size),
      );
      context.push({ part: index, pattern, parameter });
    });
    this.context = context;
    this.bias = list.declare(`${name}.bias`, [latents], new Float64Array(latents));
    this.logScale = list.declare(`${name}.log_scale`, [latents], new Float64Array(latents));
  }

  /**
   * u and its log-determinant, added to `sum`; `parents` is what A reads (y itself, or the original values in an
   * exact factorisation). Shapes: y, parents and u [latents x batch].
   */
  recordNormalizing(
    tape: Tape,
    store: ParameterStore,
    y: Tensor,
    parents: Tensor,
    context: readonly Tensor[],
    sum: Tensor,
  ): Tensor {
    tape.scope = this.config.name;
    let shifted = linear(tape, {
      input: parents,
      weights: store.weights(this.own),
      pattern: this.pattern,
      bias: store.weights(this.bias),
      base: y,
    });
    for (const { part, pattern, parameter } of this.context) {
      const weights = store.weights(parameter);
      shifted = linear(tape, { input: context[part], weights, pattern, base: shifted, inPlace: true });
    }
    const s = store.weights(this.logScale);
    addSum(tape, sum, s, -1);
    return scaleRows(tape, shifted, s, -1);
  }

  /**
   * z, its log-determinant added to `sum`, and where `score` (d log q / d eps) is given the score of z.
   * Shapes: eps, z and score [latents x batch].
   */
  recordGenerative(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    context: readonly Tensor[],
    sum: Tensor,
    score: Tensor | undefined,
  ): { z: Tensor; score: Tensor | undefined } {
    tape.scope = this.config.name;
    const s = store.weights(this.logScale);
    let r = scaleRows(tape, eps, s, 1);
    const bias = store.weights(this.bias);
    if (this.context.length === 0) {
      const nothing = SparsePattern.fromRows(
        Array.from({ length: this.config.latents }, () => []),
        this.config.latents,
      );
      r = linear(tape, { input: eps, weights: tape.constant([]), pattern: nothing, bias, base: r });
    }
    this.context.forEach(({ part, pattern, parameter }, i) => {
      const weights = store.weights(parameter);
      // The scaled noise must stay as it is: its gradient reads it. From the second matrix on the sum may be reused.
      r = linear(tape, {
        input: context[part],
        weights,
        pattern,
        base: r,
        inPlace: i > 0,
        ...(i === 0 && { bias }),
      });
    });
    const own = store.weights(this.own);
    const z = triangularSolve(tape, { input: r, weights: own, pattern: this.pattern });
    addSum(tape, sum, s, 1);
    if (score === undefined) return { z, score: undefined };
    // (I - A)^T exp(-s) score.
    const unscaled = scaledRows(tape, score, s, -1);
    return {
      z,
      score: applyTransposed(tape, {
        input: unscaled,
        weights: own,
        pattern: this.pattern,
        base: unscaled,
        scale: -1,
      }),
    };
  }
}
