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
  type Weights,
} from "../engine/index.ts";
import {
  type InputPart,
  type NamedLayer,
  namedMatrix,
  namedVector,
  partStarts,
  type Subset,
} from "../nn/index.ts";
import { log } from "../numeric/elementary.ts";
import { Interactions } from "./interactions.ts";
import type { Direction, LinearConditionals } from "./linearConditionals.ts";
import { negateWhere, setParameter } from "./storedWeights.ts";

/** For each component the latents (without itself) and the context inputs that it reads. */
export interface LinearConfig {
  readonly name: string;
  readonly latents: number;
  readonly context: readonly InputPart[];
  /** Whether the second part of the context says (1) what is missing in the first; generative layers only. */
  readonly indicators?: boolean;
  readonly sets: readonly Subset[];
  /** Every component after all those that it reads. */
  readonly parentsFirst: readonly number[];
  /** Whether means may be of second order in the latents that a component reads; normalizing layers only. */
  readonly interactions?: boolean;
}

export interface ContextMatrix {
  readonly part: number;
  readonly pattern: SparsePattern;
  readonly parameter: Parameter;
}

/**
 * The linear-Gaussian network as a layer, so that it is a special case of the model.
 * - Normalizing (prior): u = exp(-s) * (y - A y - C x - b), log-det -sum s; with interactions - Q (y_p y_q) beside A y.
 * - Generative (encoder): z = (I - A)^-1 (exp(s) eps + C x + b), log-det +sum s.
 * - Generative with indicators m of what is missing: exp(s + W m) eps instead, since the less is known of x, the wider z is.
 * A is masked to the graph, so I - A is unit-triangular. The stored matrices carry the sign with which they are
 * added: -A and -C for the prior.
 */
export class LinearLayer {
  readonly config: LinearConfig;
  readonly pattern: SparsePattern;
  readonly own: Parameter;
  readonly context: readonly ContextMatrix[];
  readonly bias: Parameter;
  readonly logScale: Parameter;
  /** W: how much wider a component is where a value is missing. */
  readonly missingScale: ContextMatrix | undefined;
  readonly interactions: Interactions | undefined;

  constructor(list: ParameterList, config: LinearConfig) {
    this.config = config;
    const { name, latents, sets } = config;
    this.pattern = SparsePattern.fromRows(
      sets.map((set, component) => set.filter((input) => input < latents && input !== component)),
      latents,
      config.parentsFirst,
    );
    this.own = list.declare(
      `${name}.weight_z`,
      "straight",
      [latents, latents],
      new Float64Array(this.pattern.size),
    );
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
        config.indicators && index === 1 ? "missing-weight" : "straight",
        [latents, size],
        new Float64Array(pattern.size),
      );
      context.push({ part: index, pattern, parameter });
    });
    this.context = context;
    this.bias = list.declare(`${name}.bias`, "bias", [latents], new Float64Array(latents));
    this.logScale = list.declare(`${name}.log_scale`, "scale", [latents], new Float64Array(latents));
    this.interactions = config.interactions
      ? Interactions.between(list, name, latents, this.pattern)
      : undefined;
    const watching = config.indicators ? context.find(({ part }) => part === 1) : undefined;
    if (watching) {
      const { part, pattern } = watching;
      const zeros = new Float64Array(pattern.size);
      const shape = [latents, pattern.columnCount];
      this.missingScale = {
        part,
        pattern,
        parameter: list.declare(`${name}.log_scale.weight_missing`, "missing-weight", shape, zeros),
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
    if (this.interactions) shifted = this.interactions.record(tape, store, parents, shifted);
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
    return { z, score: this.#unsolved(tape, own, unscaled) };
  }

  /** Takes over a linear-Gaussian network; what is missing then says nothing about the means. */
  start(values: Float64Array, linear: LinearConditionals, direction: Direction): void {
    const { latents } = this.config;
    const sign = direction === "normalizing" ? -1 : 1;
    const fill = (
      { pattern, parameter }: { pattern: SparsePattern; parameter: Parameter },
      value: (row: number, column: number) => number,
    ) => {
      for (let k = 0; k < pattern.size; k++)
        values[parameter.offset + k] = value(pattern.rowOf[k], pattern.columnOf[k]);
    };
    fill(
      { pattern: this.pattern, parameter: this.own },
      (row, column) => sign * linear.coefficient(row, column),
    );
    for (const layer of this.context) {
      // Filled by conditional means, x says all about the mean: that something is missing adds nothing.
      if (layer.part > 0) continue;
      fill(layer, (row, column) => sign * linear.coefficient(row, latents + column));
    }
    const { missingScale } = this;
    if (missingScale && linear.missingLogScales) {
      const scales = linear.missingLogScales;
      fill(missingScale, (row, column) => scales[row][column]);
    }
    setParameter(
      values,
      this.bias,
      linear.intercepts.map((intercept) => sign * intercept),
    );
    setParameter(values, this.logScale, linear.logScales);
  }

  /** The latents that a component's mean reads in a normalizing layer, and the pairs whose products it reads. */
  termsOf(component: number): {
    readonly latents: readonly number[];
    readonly pairs: readonly (readonly [number, number])[];
  } {
    return {
      latents: this.pattern.columnsOf(component),
      pairs: this.interactions?.of(component).map(({ pair }) => pair) ?? [],
    };
  }

  /** Takes over the conditional of one component in a normalizing layer; weights are in the order of {@link termsOf}. */
  startComponent(
    values: Float64Array,
    component: number,
    conditional: {
      readonly intercept: number;
      readonly latents: ArrayLike<number>;
      readonly pairs: ArrayLike<number>;
      readonly logScale: number;
    },
  ): void {
    const { intercept, latents, pairs, logScale } = conditional;
    const first = this.own.offset + this.pattern.rowStart(component);
    for (let i = 0; i < latents.length; i++) values[first + i] = -latents[i];
    const { interactions } = this;
    interactions?.of(component).forEach(({ index }, i) => {
      values[interactions.parameter.offset + index] = -pairs[i];
    });
    values[this.bias.offset + component] = -intercept;
    values[this.logScale.offset + component] = logScale;
  }

  /** Turns the sign of a component, in what it is and in what it does. */
  negate(values: Float64Array, component: number): void {
    negateWhere(
      values,
      { pattern: this.pattern, parameter: this.own },
      (row, column) => (row === component) !== (column === component),
    );
    for (const layer of this.context) negateWhere(values, layer, (row) => row === component);
    this.interactions?.negate(values, component);
    values[this.bias.offset + component] *= -1;
  }

  /**
   * Measures every component in another unit, in place: what was z_k is z_k / units[k].
   *
   * @param units standard deviations that become 1
   */
  rescale(values: Float64Array, units: Float64Array): void {
    const { own, pattern, context, bias, logScale } = this;
    for (let k = 0; k < pattern.size; k++)
      values[own.offset + k] *= units[pattern.columnOf[k]] / units[pattern.rowOf[k]];
    for (const { pattern: reads, parameter } of context) {
      for (let k = 0; k < reads.size; k++) values[parameter.offset + k] /= units[reads.rowOf[k]];
    }
    units.forEach((unit, k) => {
      values[bias.offset + k] /= unit;
      values[logScale.offset + k] -= log(unit);
    });
  }

  /** The stored weight by which a component reads an input, latents first, then the context; 0 where it reads it not. */
  weight(values: Float64Array, component: number, input: number): number {
    const { latents, context } = this.config;
    const stored = (
      { pattern, parameter }: { pattern: SparsePattern; parameter: Parameter },
      column: number,
    ) => {
      const at = pattern.columnsOf(component).indexOf(column);
      return at < 0 ? 0 : values[parameter.offset + pattern.rowStart(component) + at];
    };
    if (input < latents) return stored({ pattern: this.pattern, parameter: this.own }, input);
    const starts = partStarts(context.map(({ size }) => size));
    return this.context.reduce((sum, layer) => {
      const column = input - latents - starts[layer.part];
      return column >= 0 && column < context[layer.part].size ? sum + stored(layer, column) : sum;
    }, 0);
  }

  layers(): NamedLayer[] {
    const { latents, context } = this.config;
    const sizes = context.map(({ size }) => size);
    const width = sizes.reduce((sum, size) => sum + size, 0);
    const starts = partStarts(sizes);
    const own = { pattern: this.pattern, parameter: this.own, from: 0 };
    const pieces = this.context.map((layer) => ({ ...layer, from: starts[layer.part] }));
    const { missingScale } = this;
    return [
      namedMatrix("affine", latents, latents, [own], "_z"),
      ...(width > 0 ? [namedMatrix("affine", latents, width, pieces, "_x")] : []),
      namedVector("affine.bias", this.bias),
      namedVector("affine.log_scale", this.logScale),
      ...(this.interactions?.layers() ?? []),
      ...(missingScale
        ? [
            namedMatrix(
              "affine.log_scale",
              latents,
              missingScale.pattern.columnCount,
              [{ ...missingScale, from: 0 }],
              "_missing",
            ),
          ]
        : []),
    ];
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
    return { z, score: this.#unsolved(tape, own, unscaled) };
  }

  /** (I - A)^T of a score: what a score of the noise behind the triangular solve is one of z. */
  #unsolved(tape: Tape, own: Weights, score: Tensor): Tensor {
    return applyTransposed(tape, {
      input: score,
      weights: own,
      pattern: this.pattern,
      base: score,
      scale: -1,
    });
  }
}
