import {
  type Dataset,
  hasGaps,
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
import { type CodedTable, codeTable, type TableCoding } from "../likelihood/index.ts";
import type { LatentModel } from "../model/index.ts";
import { Random } from "../numeric/random.ts";

/**
 * Linear-Gaussian fits of a model's linear graph to sets of training rows, each made once: to start from, and to fill
 * missing values from. They are fits to the coded features of the columns, so that kinds of all sorts have their part in them.
 */
export class StartingFits {
  readonly gaps: boolean;
  readonly dag: Dag;
  readonly #data: Dataset;
  readonly #coding: TableCoding;
  /** Features before shift and scale; NaN where a value is missing. */
  readonly #features: Dataset;
  readonly #table: Dataset;
  readonly #scales: Scales;
  readonly #seed: number;
  readonly #fits = new WeakMap<Int32Array, LinearGaussianFit>();
  readonly #coded = new WeakMap<Int32Array, CodedTable>();

  constructor(model: LatentModel, data: Dataset, seed: number) {
    const { coding, linearGraph } = model;
    this.gaps = hasGaps(data);
    this.dag = linearGraph;
    this.#data = data;
    this.#coding = coding;
    this.#features = {
      columns: linearGraph.observed.map((node) => linearGraph.names[node]),
      rowCount: data.rowCount,
      values: coding.features(data.values, data.rowCount),
    };
    this.#scales = coding.featureScales();
    this.#table = standardized(this.#features, this.#scales);
    this.#seed = seed;
  }

  /** The fit to some rows, in coded units. */
  fit(rows: Int32Array): LinearGaussianFit {
    let fit = this.#fits.get(rows);
    if (fit === undefined) {
      const table = this.#varied(takeRows(this.#table, rows));
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
  codedBy(rows: Int32Array): CodedTable {
    const key = this.gaps ? rows : EVERY;
    let coded = this.#coded.get(key);
    if (coded === undefined) {
      coded = this.gaps
        ? codeTable(
            this.#coding,
            this.#data,
            new ConditionalFill(this.fill(rows)).fill(this.#features).values,
            measuredPattern(this.#data),
          )
        : codeTable(this.#coding, this.#data, this.#features.values);
      this.#coded.set(key, coded);
    }
    return coded;
  }

  /** A feature that is the same in all rows of a fold says nothing there; noise keeps the fit defined, as wide as features are, so that nothing leans on it. */
  #varied(table: Dataset): Dataset {
    const width = table.columns.length;
    let values: Float64Array | undefined;
    for (let c = 0; c < width; c++) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let row = 0; row < table.rowCount; row++) {
        const value = table.values[row * width + c];
        if (Number.isNaN(value)) continue;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      if (most > least) continue;
      values ??= table.values.slice();
      const random = new Random(this.#seed).fork(`feature ${c}`);
      for (let row = 0; row < table.rowCount; row++) values[row * width + c] += NOISE * random.normal();
    }
    return values === undefined ? table : { ...table, values };
  }
}

const NOISE = 1;
/** Without gaps all sets of rows are coded alike. */
const EVERY = new Int32Array(0);
