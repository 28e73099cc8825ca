import {
  type Dataset,
  hasGaps,
  type MeasuredTable,
  measuredPattern,
  type Scales,
  standardized,
  takeRows,
} from "../data/index.ts";
import {
  ConditionalFill,
  type FillDistribution,
  fillOfFit,
  fitGappedLinearGaussian,
  fitLinearGaussian,
  type LinearGaussianFit,
} from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { withStructure } from "../graph/index.ts";
import { type LatentModel, SirenVae } from "../model/index.ts";

/**
 * Linear-Gaussian fits of a model's graph to sets of training rows, each made once: to start from, and to fill missing
 * values from. The plain VAE has no graph; its fit is a factor analysis with as many factors as it has latents.
 */
export class StartingFits {
  readonly gaps: boolean;
  readonly dag: Dag;
  readonly #data: Dataset;
  readonly #table: Dataset;
  readonly #scales: Scales;
  readonly #seed: number;
  readonly #fits = new WeakMap<Int32Array, LinearGaussianFit>();
  readonly #filled = new WeakMap<Int32Array, MeasuredTable>();

  constructor(dag: Dag, model: LatentModel, data: Dataset, scales: Scales, seed: number) {
    this.gaps = hasGaps(data);
    this.dag = model instanceof SirenVae ? model.dag : withStructure(dag, "ind");
    this.#data = data;
    this.#table = standardized(data, scales);
    this.#scales = scales;
    this.#seed = seed;
  }

  /** The fit to some rows, in standardized units. */
  fit(rows: Int32Array): LinearGaussianFit {
    let fit = this.#fits.get(rows);
    if (fit === undefined) {
      const table = takeRows(this.#table, rows);
      const options = { kind: "map", seed: this.#seed, history: false } as const;
      fit = this.gaps
        ? fitGappedLinearGaussian(this.dag, table, options)
        : fitLinearGaussian(this.dag, table, options);
      this.#fits.set(rows, fit);
    }
    return fit;
  }

  fill(rows: Int32Array): FillDistribution {
    return fillOfFit(this.dag, this.fit(rows), this.#scales);
  }

  /** All rows, their gaps filled with conditional means under the fit to some of them: held-out rows teach nothing. */
  filledBy(rows: Int32Array): MeasuredTable {
    if (!this.gaps) return this.#data;
    let filled = this.#filled.get(rows);
    if (filled === undefined) {
      const measured = measuredPattern(this.#data);
      filled = { ...new ConditionalFill(this.fill(rows)).fill(this.#data), measured };
      this.#filled.set(rows, filled);
    }
    return filled;
  }
}
