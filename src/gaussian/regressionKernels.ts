import { Engine } from "../engine/index.ts";
import type { RegressionGraph } from "./regressionGraph.ts";

/** Kernels take whole vectors, also behind the last number of a row: so many bytes are there and are not used. */
const BEYOND = 128;

/** A regression graph in the kernels' memory, with room for its regressions: all steps of EM on one graph share it. */
export class RegressionKernels {
  readonly engine = new Engine("float64");
  /** Places of the graph's arrays. */
  readonly order: number;
  readonly starts: number;
  readonly parents: number;
  /** Places of the regressions. */
  readonly coefficients: number;
  readonly variances: number;

  private constructor({ size, order, starts, parents }: RegressionGraph) {
    const { engine } = this;
    this.order = engine.storeIntegers(order);
    this.starts = engine.storeIntegers(starts);
    this.parents = engine.storeIntegers(parents);
    this.coefficients = this.room(parents.length);
    this.variances = this.room(size);
  }

  /** Those of a graph, made once. */
  static of(graph: RegressionGraph): RegressionKernels {
    let kernels = known.get(graph);
    if (kernels === undefined) {
      kernels = new RegressionKernels(graph);
      known.set(graph, kernels);
    }
    return kernels;
  }

  /** The place of so many numbers. */
  room(count: number): number {
    return this.engine.allocate(8 * count + BEYOND);
  }

  /** Where kernels read the regressions. */
  give(coefficients: Float64Array, variances: Float64Array): void {
    this.engine.doubles(this.coefficients, coefficients.length).set(coefficients);
    this.engine.doubles(this.variances, variances.length).set(variances);
  }

  /** What kernels have made of the regressions. */
  take(coefficients: Float64Array, variances: Float64Array): void {
    coefficients.set(this.engine.doubles(this.coefficients, coefficients.length));
    variances.set(this.engine.doubles(this.variances, variances.length));
  }
}

const known = new WeakMap<RegressionGraph, RegressionKernels>();
