import type { ParameterList, ParameterStore, Tape, Tensor } from "../engine/index.ts";
import { hiddenSubsets, type NamedLayer } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowCertificate } from "./certificate.ts";
import { Conditioner } from "./conditioner.ts";
import type { FlowConfig, Inverter } from "./flow.ts";
import { RefinedInverter } from "./refinedInverter.ts";
import { StackedFlow } from "./stackedFlow.ts";
import type { TransformerFactory } from "./transformer.ts";
import { TriangularInverter } from "./triangularInverter.ts";
import type { TriangularStep } from "./triangularParts.ts";

/**
 * A graphical normalizing flow (Wehenkel & Louppe 2021): steps y_j -> T(y_j; theta(parents of j)), each increasing in its own
 * component, so that the Jacobian is triangular in the graph's order and its determinant the product of the slopes. All steps
 * start as the identity.
 */
export class TriangularFlow extends StackedFlow {
  readonly steps: readonly TriangularStep[];

  constructor(
    kind: string,
    list: ParameterList,
    config: FlowConfig,
    makeTransformer: TransformerFactory,
    random: Random,
  ) {
    super(kind, config);
    const { name, parents, hidden, blocks, widen } = config;
    const { sets } = this;
    // An indicator has no hidden units of its own: those that read the value read it, too.
    const units =
      blocks > 0
        ? hiddenSubsets(parents, Math.min(...hidden), `${name}.step0`, widen).map((set) => this.watched(set))
        : [];
    this.steps = Array.from({ length: blocks }, (_, t) => {
      const where = `${name}.step${t}`;
      const transformer = makeTransformer(list, config, where, random);
      const { parameters, identity } = transformer;
      const shape = { name: where, parameters, initial: identity, sets, units };
      return { conditioner: new Conditioner(list, config, shape, random), transformer };
    });
    this.declareLinear(list);
  }

  protected recordSteps(
    tape: Tape,
    store: ParameterStore,
    sum: Tensor,
    start: Tensor,
    context: readonly Tensor[],
  ): Tensor {
    let y = start;
    for (const { conditioner, transformer } of this.steps) {
      const read = this.config.factorisation === "exact" ? start : y;
      const theta = conditioner.record(tape, store, read, context);
      y = transformer.record(tape, store, sum, y, theta);
    }
    return y;
  }

  inverter(store: ParameterStore, batch: number): Inverter {
    return RefinedInverter.around(store, this, new TriangularInverter(store, this, batch));
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

  protected stepLayers(): NamedLayer[] {
    return this.steps.flatMap(({ conditioner, transformer }, t) => [
      ...conditioner.layers(`steps.${t}.`),
      ...(transformer.layers?.(`steps.${t}.`) ?? []),
    ]);
  }

  protected stepFormula(start: string) {
    const { config, steps } = this;
    const [first] = steps;
    return {
      lines: first
        ? [...Conditioner.formula(config, start), ...first.transformer.formula(`${config.name}.steps.t`)]
        : [],
      determinant: [
        `# theta holds the ${first?.transformer.parameters ?? 0} parameters of every component side by side; all else is by component.`,
        "# The Jacobian of every step is triangular in the graph's order, so its determinant is the product of the slopes dy'/dy:",
        "# log|det| = sum over steps and components of log dy'/dy",
      ],
    };
  }
}
