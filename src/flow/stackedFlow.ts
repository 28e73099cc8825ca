import {
  accumulator,
  addNegated,
  addStandardNormal,
  type ParameterList,
  type ParameterStore,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import { type NamedLayer, type Subset, withIndicators } from "../nn/index.ts";
import type { FlowCertificate } from "./certificate.ts";
import type { Flow, FlowConfig, Inverter, RecordOptions } from "./flow.ts";
import type { Direction, LinearConditionals } from "./linearConditionals.ts";
import { LinearLayer } from "./linearLayer.ts";
import { linearTerm, stackedFormula } from "./residualFormula.ts";

/**
 * What flows of several steps have in common: the steps, then in a normalizing flow a linear-Gaussian layer; in a generative
 * one the layer comes first. A flow says what its steps are.
 */
export abstract class StackedFlow implements Flow {
  readonly kind: string;
  readonly config: FlowConfig;
  readonly triangular: boolean = true;
  /** What every component reads beside itself, indicators included. */
  protected readonly sets: readonly Subset[];
  /** The linear layer, once `declareLinear` has been called. */
  linear: LinearLayer | undefined;

  constructor(kind: string, config: FlowConfig) {
    this.kind = kind;
    this.config = config;
    this.sets = config.parents.map((set) => this.watched(set));
  }

  /** A set of inputs with the indicators of those that may be missing. */
  protected watched(set: Subset): Subset {
    const { latents, context, indicators } = this.config;
    return indicators ? withIndicators(set, latents, context[0].size) : set;
  }

  /** Called after the steps have declared their parameters. */
  protected declareLinear(list: ParameterList): void {
    const { name, latents, context, indicators, affine, affineParents, interactions } = this.config;
    if (!affine) return;
    const sets = affineParents?.map((set) => this.watched(set)) ?? this.sets;
    const parentsFirst = this.config.affineParentsFirst ?? this.config.parentsFirst;
    this.linear = new LinearLayer(list, {
      name: `${name}.affine`,
      latents,
      context,
      indicators,
      sets,
      parentsFirst,
      interactions,
    });
  }

  /** All steps from `start` on; their log-determinants are added to `sum`. */
  protected abstract recordSteps(
    tape: Tape,
    store: ParameterStore,
    sum: Tensor,
    start: Tensor,
    context: readonly Tensor[],
    options: RecordOptions,
  ): Tensor;
  protected abstract stepLayers(): NamedLayer[];
  /** Lines of one step, and what is said about the determinant. */
  protected abstract stepFormula(start: string): { lines: readonly string[]; determinant: readonly string[] };
  abstract inverter(store: ParameterStore, batch: number): Inverter;
  abstract certificate(values: Float64Array): FlowCertificate;

  recordNormalizing(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    context: readonly Tensor[],
    options: RecordOptions,
  ): { u: Tensor; logDensity: Tensor } {
    const logDensity = accumulator(tape);
    const y = options.linear ? z : this.recordSteps(tape, store, logDensity, z, context, options);
    const parents = this.config.factorisation === "exact" ? z : y;
    const u = this.linear ? this.linear.recordNormalizing(tape, store, y, parents, context, logDensity) : y;
    addStandardNormal(tape, logDensity, u);
    return { u, logDensity };
  }

  recordGenerative(
    tape: Tape,
    store: ParameterStore,
    eps: Tensor,
    context: readonly Tensor[],
    options: RecordOptions,
  ): { z: Tensor; logDensity: Tensor; score: Tensor | undefined } {
    const negated = accumulator(tape);
    const start = this.linear
      ? this.linear.recordGenerative(tape, store, eps, context, negated, undefined).z
      : eps;
    const z = options.linear ? start : this.recordSteps(tape, store, negated, start, context, options);
    const logDensity = accumulator(tape);
    addStandardNormal(tape, logDensity, eps);
    addNegated(tape, logDensity, negated);
    return { z, logDensity, score: undefined };
  }

  /** Nothing is normalized. */
  finish(_values: Float64Array, _store: ParameterStore): void {}

  get startsLinear(): boolean {
    return this.linear !== undefined;
  }

  start(values: Float64Array, linear: LinearConditionals, direction: Direction): void {
    this.linear!.start(values, linear, direction);
  }

  linearCoefficient(values: Float64Array, component: number, input: number): number {
    return this.linear ? -this.linear.weight(values, component, input) : 0;
  }

  layers(): NamedLayer[] {
    return [...this.stepLayers(), ...(this.linear?.layers() ?? [])];
  }

  formula(direction: Direction): string[] {
    const { config } = this;
    const start = direction === "normalizing" ? "z" : config.affine ? "a" : "eps";
    const { lines, determinant } = this.stepFormula(config.factorisation === "exact" ? start : "y");
    const steps =
      config.blocks === 0
        ? []
        : [`for t in 0 .. ${config.blocks - 1}:`, ...lines.map((line) => `    ${line}`)];
    const last = determinant.length - 1;
    return stackedFormula(config, direction, steps, [
      ...determinant.slice(0, last),
      `${determinant[last]}${linearTerm(config, direction)}`,
    ]);
  }
}
