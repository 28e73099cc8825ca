import {
  addFeatures,
  addSum,
  applyTransposed,
  diagonalScore,
  linear,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  reparameterize,
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
  /** Whether the second part of the context says (1) what is missing in the first; generative layers only. */
  readonly indicators?: boolean;
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
 * - Generative with indicators m of what is missing: exp(s + W m) eps instead, since the less is known of x, the wider z is.
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
  /** W: how much wider a component is where a value is missing. */
  readonly missingScale: ContextMatrix | undefined;

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
    const watching = config.indicators ? context.find(({ part }) => part === 1) : undefined;
    if (watching) {
      const { part, pattern } = watching;
      const zeros = new Float64Array(pattern.size);
      const shape = [latents, pattern.columnCount];
      this.missingScale = {
        part,
        pattern,
        parameter: list.declare(`${name}.log_scale.weight_missing`, shape, zeros),
      };
    }
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
    if (this.missingScale) return this.#recordWidened(tape, store, eps, context, sum, score !== undefined);
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

  /** `recordGenerative` with a scale that depends on what is missing; eps must be the standard normal noise itself. */
  #recordWidened(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    context: readonly Tensor[],
    sum: Tensor,
    wantsScore: boolean,
  ): { z: Tensor; score: Tensor | undefined } {
    const { part, pattern, parameter } = this.missingScale!;
    let mu: Tensor | undefined;
    for (const layer of this.context) {
      mu = linear(tape, {
        input: context[layer.part],
        weights: store.weights(layer.parameter),
        pattern: layer.pattern,
        ...(mu === undefined ? { bias: store.weights(this.bias) } : { base: mu, inPlace: true }),
      });
    }
    const widened = linear(tape, {
      input: context[part],
      weights: store.weights(parameter),
      pattern,
      bias: store.weights(this.logScale),
    });
    const { z: r, spread } = reparameterize(tape, mu!, widened, eps);
    const own = store.weights(this.own);
    const z = triangularSolve(tape, { input: r, weights: own, pattern: this.pattern });
    addFeatures(tape, sum, wantsScore ? { ...widened, gradient: 0 } : widened, 1);
    if (!wantsScore) return { z, score: undefined };
    const unscaled = diagonalScore(tape, eps, spread);
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
