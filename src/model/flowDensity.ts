import type { ParameterStore, Tape, Tensor } from "../engine/index.ts";
import { createFlow, type Flow } from "../flow/index.ts";
import type { LinearGaussianFit } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture, priorFlow } from "./config.ts";
import { DensityModel } from "./densityModel.ts";
import type { LatentModel, PassOptions } from "./latentModel.ts";
import { initialWithoutNonlinear } from "./linearStart.ts";
import { plainCoding } from "./plainCoding.ts";

/**
 * A graphical flow as the density of a fully measured table: log p(x) = log N(F(x); 0, I) + log|det dF/dx|, with F shaped by
 * the network. It has a density and samples; conditionals of single columns it has not.
 *
 * @example
 * const measured = Dag.create(network.dag.toSpecs(), network.dag.names); // nothing hidden
 * const architecture = { ...defaultArchitecture, family: "flow", flow: "spline" } as const;
 * new FlowDensity(measured, architecture, new Random(1)).latentNames; // []
 */
export class FlowDensity extends DensityModel implements LatentModel {
  readonly architecture: Architecture;
  readonly observedNames: readonly string[];
  readonly coding: TableCoding;
  readonly graph: Dag;
  readonly density: Flow;

  /** @throws InputError where a node is hidden, or a column is not a plain number. */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding?: TableCoding) {
    checkArchitecture(architecture);
    super();
    const { latent, observed, names } = dag;
    if (latent.length > 0) {
      throw new InputError(
        `Expected a network without hidden nodes for the family flow, got ${latent.length}, such as ${names[latent[0]]}. Measure all of them, or use the family siren.`,
      );
    }
    if (architecture.missing) {
      throw new InputError(
        "Expected rows without gaps for the family flow. Leave out rows with missing values, or use the family siren.",
      );
    }
    this.architecture = architecture;
    this.graph = dag;
    this.observedNames = observed.map((node) => names[node]);
    this.coding = coding ?? plainCoding(this.observedNames);
    if (!this.coding.plain) {
      const at = this.coding.columns.findIndex(({ type }) => type.kind !== "gaussian");
      throw new InputError(
        `Expected columns of plain numbers for the family flow, got ${this.observedNames[at]}, which is ${this.coding.columns[at].type.kind}. Use the family siren.`,
      );
    }
    const place = new Map(observed.map((node, i) => [node, i]));
    const parents = observed.map((node) =>
      dag
        .parents(node)
        .map((parent) => place.get(parent)!)
        .sort((a, b) => a - b),
    );
    this.density = createFlow(
      priorFlow(architecture),
      this.list,
      {
        ...architecture,
        name: "density",
        latents: observed.length,
        context: [],
        parents,
        parentsFirst: parentsFirst(parents),
      },
      random.fork("density"),
    );
  }

  get linearGraph(): Dag {
    return this.graph;
  }

  /** The linear-Gaussian network itself. */
  get start(): ((fit: LinearGaussianFit) => Float64Array) | undefined {
    if (!this.density.startsLinear) return undefined;
    const { observed, names } = this.graph;
    return ({ network }) => {
      const values = initialWithoutNonlinear(this.list);
      const coefficient = (component: number, input: number) => {
        const { parents, coefficients } = network[observed[component]];
        // A flow without a graph reads more than the parents.
        return coefficients[parents.indexOf(names[observed[input]])] ?? 0;
      };
      const intercepts = observed.map((node) => network[node].intercept);
      const logScales = observed.map((node) => 0.5 * log(network[node].variance));
      this.density.start(values, { coefficient, intercepts, logScales }, "normalizing");
      return values;
    };
  }

  recordDensity(tape: Tape, store: ParameterStore, x: Tensor, options: PassOptions): Tensor {
    return this.density.recordNormalizing(tape, store, x, [], options).logDensity;
  }
}

/** Every component after all those that it reads. */
function parentsFirst(parents: readonly (readonly number[])[]): number[] {
  const order: number[] = [];
  const placed = new Set<number>();
  while (order.length < parents.length) {
    parents.forEach((set, component) => {
      if (placed.has(component) || set.some((parent) => !placed.has(parent))) return;
      placed.add(component);
      order.push(component);
    });
  }
  return order;
}
