import { dataRows, type ParameterStore, type Tape, type Tensor } from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import { inverseRegression, type LinearGaussianFit } from "../gaussian/index.ts";
import { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";
import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture } from "./config.ts";
import { DensityModel } from "./densityModel.ts";
import { featureGraph } from "./featureGraph.ts";
import type { LatentModel, PassOptions } from "./latentModel.ts";
import { initialWithoutNonlinear } from "./linearStart.ts";
import { posteriorFlow, sparserInverse } from "./posteriorFlow.ts";

/** What is trained for the family `posterior`: log q(z|x) of rows that hold hidden and measured values of a network. */
export class ConditionalDensity extends DensityModel implements LatentModel {
  readonly architecture: Architecture;
  /** Hidden nodes, then measured ones. */
  readonly observedNames: readonly string[];
  readonly coding: TableCoding;
  readonly density: Flow;
  readonly linearGraph: Dag;
  /** Node of `linearGraph` of every latent, then of every feature. */
  readonly #nodes: readonly number[];

  /**
   * @param coding of a table of `observedNames`
   * @throws InputError where a hidden node is no plain number, or the network has none
   */
  constructor(dag: Dag, architecture: Architecture, random: Random, coding: TableCoding) {
    checkArchitecture(architecture);
    super();
    this.coding = coding;
    const { latent, observed, names } = dag;
    this.observedNames = [...latent, ...observed].map((node) => names[node]);
    coding.columns.slice(0, latent.length).forEach(({ name, type }) => {
      if (type.kind === "gaussian") return;
      throw new InputError(
        `Expected hidden nodes that are plain numbers for the family posterior, got ${name}, which is ${type.kind}. Measure it, or use the family siren.`,
      );
    });
    const K = latent.length;
    const features = observed.map((_, c) => coding.featuresOf(K + c).map((row) => row - K));
    this.density = posteriorFlow(this.list, dag, sparserInverse(dag), features, architecture, random);
    // As many units as the graph needs were asked for; what was built says so by itself.
    this.architecture = architecture;
    // Declared in the order of the columns, which is that of its measured nodes then.
    const specs = dag.toSpecs();
    const measured = Dag.create(
      [...latent, ...observed].map((node) => specs[node]),
      this.observedNames,
    );
    const graph = featureGraph(measured, coding);
    this.linearGraph = graph.graph;
    this.#nodes = graph.features;
  }

  /** The exact posterior of the linear-Gaussian network that was fitted. */
  get start(): ((fit: LinearGaussianFit) => Float64Array) | undefined {
    const { density } = this;
    if (!density.startsLinear) return undefined;
    const nodes = this.#nodes;
    return (fit) => {
      const values = initialWithoutNonlinear(this.list);
      const { parents, latents } = density.config;
      const regressions = inverseRegression(
        fit,
        new Map(parents.map((set, k) => [nodes[k], set.map((input) => nodes[input])])),
      );
      const of = Array.from({ length: latents }, (_, k) => regressions.get(nodes[k])!);
      density.start(
        values,
        {
          // A flow without a graph reads more than the parents.
          coefficient: (k, input) => of[k].coefficients[parents[k].indexOf(input)] ?? 0,
          intercepts: of.map(({ intercept }) => intercept),
          logScales: of.map(({ residualVariance }) => 0.5 * log(Math.max(residualVariance, 1e-8))),
        },
        "normalizing",
      );
      return values;
    };
  }

  /** Of the hidden nodes' scales. */
  get meanConstant(): number {
    const { latents } = this.density.config;
    return -this.coding.columns.slice(0, latents).reduce((sum, { deviation }) => sum + log(deviation), 0);
  }

  recordDensity(tape: Tape, store: ParameterStore, x: Tensor, options: PassOptions): Tensor {
    const K = this.density.config.latents;
    const z = dataRows(tape, x, 0, K);
    const context = dataRows(tape, x, K, x.rows - K);
    return this.density.recordNormalizing(tape, store, z, [context], options).logDensity;
  }
}
