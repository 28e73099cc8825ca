import {
  accumulator,
  addNegated,
  addStandardNormal,
  type ParameterList,
  type ParameterStore,
  type Tape,
  type Tensor,
} from "../engine/index.ts";
import { hiddenSubsets, type NamedLayer, type Subset, withIndicators } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowCertificate } from "./certificate.ts";
import { Conditioner } from "./conditioner.ts";
import type { Direction, Flow, FlowConfig, Inverter, LinearConditionals, RecordOptions } from "./flow.ts";
import { LinearLayer } from "./linearLayer.ts";
import { linearTerm, stackedFormula } from "./residualFormula.ts";
import type { Transformer, TransformerFactory } from "./transformer.ts";
import { TriangularInverter } from "./triangularInverter.ts";

/** One step: every component through its transform, whose parameters its parents say. */
export interface TriangularStep {
  readonly conditioner: Conditioner;
  readonly transformer: Transformer;
}

/**
 * A graphical normalizing flow (Wehenkel & Louppe 2021): steps y_j -> T(y_j; theta(parents of j)), each increasing in its own
 * component, so that the Jacobian is triangular in the graph's order and its determinant the product of the slopes. With an
 * optional linear layer as in a residual flow. All steps start as the identity.
 */
export class TriangularFlow implements Flow {
  readonly kind: string;
  readonly config: FlowConfig;
  readonly steps: readonly TriangularStep[];
  readonly linear: LinearLayer | undefined;

  constructor(
    kind: string,
    list: ParameterList,
    config: FlowConfig,
    makeTransformer: TransformerFactory,
    random: Random,
  ) {
    this.kind = kind;
    this.config = config;
    const { name, latents, context, parents, parentsFirst, indicators = false } = config;
    // An indicator has no hidden units of its own: those that read the value read it, too.
    const watched = (set: Subset) => (indicators ? withIndicators(set, latents, context[0].size) : set);
    const sets = parents.map(watched);
    const width = Math.min(...config.hidden);
    const units =
      config.blocks > 0 ? hiddenSubsets(parents, width, `${name}.step0`, config.widen).map(watched) : [];
    this.steps = Array.from({ length: config.blocks }, (_, t) => {
      const where = `${name}.step${t}`;
      const transformer = makeTransformer(list, config, where, random);
      const { parameters, identity } = transformer;
      const conditioner = new Conditioner(
        list,
        config,
        { name: where, parameters, initial: identity, sets, units },
        random,
      );
      return { conditioner, transformer };
    });
    this.linear = config.affine
      ? new LinearLayer(list, { name: `${name}.affine`, latents, context, indicators, sets, parentsFirst })
      : undefined;
  }

  recordNormalizing(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    context: readonly Tensor[],
    _options: RecordOptions,
  ): { u: Tensor; logDensity: Tensor } {
    const logDensity = accumulator(tape);
    const y = this.#recordSteps(tape, store, logDensity, z, context);
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
    _options: RecordOptions,
  ): { z: Tensor; logDensity: Tensor; score: Tensor | undefined } {
    const negated = accumulator(tape);
    const start = this.linear
      ? this.linear.recordGenerative(tape, store, eps, context, negated, undefined).z
      : eps;
    const z = this.#recordSteps(tape, store, negated, start, context);
    const logDensity = accumulator(tape);
    addStandardNormal(tape, logDensity, eps);
    addNegated(tape, logDensity, negated);
    return { z, logDensity, score: undefined };
  }

  #recordSteps(tape: Tape, store: ParameterStore, sum: Tensor, start: Tensor, context: readonly Tensor[]) {
    let y = start;
    for (const { conditioner, transformer } of this.steps) {
      const read = this.config.factorisation === "exact" ? start : y;
      const theta = conditioner.record(tape, store, read, context);
      y = transformer.record(tape, store, sum, y, theta);
    }
    return y;
  }

  inverter(store: ParameterStore, batch: number): Inverter {
    return new TriangularInverter(store, this, batch);
  }

  certificate(_values: Float64Array): FlowCertificate {
    return {
      guarantee: "construction",
      blocks: [],
      bound: 0,
      statement:
        "Every step increases strictly in its own component, given those before it, so it is invertible.",
    };
  }

  /** Nothing is normalized. */
  finish(_values: Float64Array, _store: ParameterStore): void {}

  get startsLinear(): boolean {
    return this.linear !== undefined;
  }

  start(values: Float64Array, linear: LinearConditionals, direction: Direction): void {
    this.linear!.start(values, linear, direction);
  }

  layers(): NamedLayer[] {
    return [
      ...this.steps.flatMap(({ conditioner, transformer }, t) => [
        ...conditioner.layers(`steps.${t}.`),
        ...(transformer.layers?.(`steps.${t}.`) ?? []),
      ]),
      ...(this.linear?.layers() ?? []),
    ];
  }

  formula(direction: Direction): string[] {
    const { config, steps } = this;
    const exact = config.factorisation === "exact";
    const start = direction === "normalizing" ? "z" : config.affine ? "a" : "eps";
    const lines =
      steps.length === 0
        ? []
        : [
            `for t in 0 .. ${steps.length - 1}:`,
            ...[
              ...Conditioner.formula(config, exact ? start : "y"),
              ...steps[0].transformer.formula(`${config.name}.steps.t`),
            ].map((line) => `    ${line}`),
          ];
    return stackedFormula(config, direction, lines, [
      `# theta holds the ${steps[0]?.transformer.parameters ?? 0} parameters of every component side by side; all else is by component.`,
      "# The Jacobian of every step is triangular in the graph's order, so its determinant is the product of the slopes dy'/dy:",
      `# log|det| = sum over steps and components of log dy'/dy${linearTerm(config, direction)}`,
    ]);
  }
}
