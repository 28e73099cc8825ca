/**
 * Nonlinear networks with additive noise: simulated exactly, with an exact joint density.
 */

import type { ColumnType } from "../data/columnType.ts";
import type { Dataset } from "../data/dataset.ts";
import { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { type Random, requireRandom } from "../numeric/random.ts";
import { sampleRows } from "./ancestralSampling.ts";
import type { BayesianNetwork, NetworkOrigin, NetworkTypes, SampleOptions } from "./bayesianNetwork.ts";
import { checkedTypes } from "./columnTypes.ts";
import { fileNodes } from "./fileNodes.ts";
import { forEachCompleteRow } from "./jointDensity.ts";
import { createNoise, type Noise, type NoiseShape, noiseShapes } from "./noise.ts";
import { compileTerm, type Term } from "./nonlinearTerm.ts";
import { checkFinite, checkPositive } from "./parameterChecks.ts";
import { requireObserved, requireSpec, typedSpecShapes } from "./requireNetwork.ts";

/** node = intercept + sum of the terms + noise. */
export interface NonlinearNode {
  readonly name: string;
  readonly parents: readonly string[];
  readonly intercept: number;
  readonly terms: readonly Term[];
  /** Of the noise, in squared data units. */
  readonly variance: number;
  /** Default: "normal". */
  readonly noise?: NoiseShape;
}

export interface NonlinearSpec extends NetworkOrigin, NetworkTypes {
  readonly name: string;
  readonly nodes: readonly NonlinearNode[];
  /** Names of the observed nodes. Default: the nodes without children. */
  readonly observed?: readonly string[];
}

/**
 * A Bayesian network whose conditional means are sums of products of linear, tanh and sine functions of the parents. The
 * density of the observed nodes alone has no closed form. Noise is normal unless a node says otherwise.
 *
 * @example
 * const network = new NonlinearNetwork({
 *   name: "wave",
 *   nodes: [
 *     { name: "z", parents: [], intercept: 0, terms: [], variance: 1 },
 *     {
 *       name: "x",
 *       parents: ["z"],
 *       intercept: 1,
 *       terms: [{ weight: 2, factors: [{ function: "sine", parents: { z: 3 } }] }],
 *       variance: 0.25,
 *     },
 *   ],
 * });
 * network.conditionalMean("x", { z: 0 }); // 1
 * network.sample(5, new Random(1)).columns; // ["x"]
 */
export class NonlinearNetwork implements BayesianNetwork {
  readonly kind = "nonlinear-gaussian";
  readonly name: string;
  readonly dag: Dag;
  readonly citation?: string;
  readonly source?: string;
  readonly types?: ReadonlyMap<string, ColumnType>;
  readonly nodes: readonly NonlinearNode[];
  readonly #means: readonly ((values: Float64Array) => number)[];
  readonly #noises: readonly Noise[];

  /**
   * @throws InputError if the graph is not one (see {@link Dag.create}), a term reads a node that is not a parent, a
   *   function or a noise is unknown, a number is not finite, or a variance is not positive
   */
  constructor(spec: NonlinearSpec) {
    requireSpec(spec, typedSpecShapes);
    this.name = spec.name;
    this.citation = spec.citation;
    this.source = spec.source;
    this.nodes = spec.nodes.map((node) => ({ ...node }));
    this.dag = Dag.create(this.nodes, spec.observed);
    this.types = checkedTypes(this.dag, spec.types);
    this.#means = this.nodes.map((node, index) => compileMean(this.dag, index, node));
    this.#noises = this.nodes.map(({ name, variance, noise = "normal" }) => {
      checkPositive(variance, name, "variance");
      if (!noiseShapes.includes(noise)) {
        throw new NodeError(
          `Expected the noise of node "${name}" to be one of ${noiseShapes.join(", ")}, got "${noise}".${didYouMean(noise, noiseShapes)}`,
          { node: name, at: ["noise"] },
        );
      }
      return createNoise(noise, variance);
    });
  }

  sample(rowCount: number, random: Random, options?: SampleOptions): Dataset {
    requireRandom(random);
    return sampleRows(this.dag, rowCount, options, (values) => {
      for (const node of this.dag.topologicalOrder) {
        values[node] = this.#means[node](values) + this.#noises[node].draw(random);
      }
    });
  }

  logDensity(data: Dataset): Float64Array {
    return forEachCompleteRow(this.dag, data, (values) => {
      let sum = 0;
      for (let node = 0; node < values.length; node++) {
        sum += this.#noises[node].logDensity(values[node] - this.#means[node](values));
      }
      return sum;
    });
  }

  /**
   * The mean of a node given its parents, raw data units.
   *
   * @throws InputError if a name is not a node, or a parent has no finite value
   */
  conditionalMean(name: string, parents: Readonly<Record<string, number>>): number {
    const node = this.dag.indexOf(name);
    const values = new Float64Array(this.dag.size);
    for (const parent of this.dag.parents(node)) {
      const value = parents[this.dag.names[parent]];
      checkFinite(value, this.dag.names[parent], "value");
      values[parent] = value;
    }
    return this.#means[node](values);
  }

  fileNodes(): Readonly<Record<string, object>> {
    return fileNodes(this.nodes, this.types);
  }

  withObserved(names: readonly string[]): NonlinearNetwork {
    requireObserved(names);
    const { name, citation, source, types, nodes } = this;
    return new NonlinearNetwork({ name, citation, source, types, nodes, observed: names });
  }
}

function compileMean(dag: Dag, index: number, node: NonlinearNode): (values: Float64Array) => number {
  checkFinite(node.intercept, node.name, "intercept");
  const terms = node.terms.map((term, i) => compileTerm(dag, index, term, ["terms", i]));
  return (values) => {
    let sum = node.intercept;
    for (const term of terms) sum += term(values);
    return sum;
  };
}
