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
  gappedLinearGaussianInSteps,
  type LinearGaussianFit,
  linearGaussianInSteps,
} from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { type CodedTable, codeTable, type TableCoding } from "../likelihood/index.ts";
import type { LatentModel } from "../model/index.ts";
import { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";

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
  readonly #trusted: ((rows: Int32Array) => Steps<LinearGaussianFit>) | undefined;
  readonly #fits = new WeakMap<Int32Array, LinearGaussianFit>();
  readonly #coded = new WeakMap<Int32Array, CodedTable>();

  /** @param trusted makes the fits in another way, where arcs were added to the network. */
  constructor(
    model: LatentModel,
    data: Dataset,
    seed: number,
    trusted?: (rows: Int32Array) => Steps<LinearGaussianFit>,
  ) {
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
    this.#trusted = trusted;
  }

  /** Coded rows, standardized. */
  rowsOf(rows: Int32Array): Dataset {
    return this.#varied(takeRows(this.#table, rows));
  }

  /** The fit to some rows, in coded units. */
  fit(rows: Int32Array): LinearGaussianFit {
    return toEnd(this.fitInSteps(rows));
  }

  *fitInSteps(rows: Int32Array): Steps<LinearGaussianFit> {
    let fit = this.#fits.get(rows);
    if (fit === undefined) {
      const table = this.rowsOf(rows);
      const options = { kind: "map", seed: this.#seed, history: false } as const;
      fit = this.#trusted
        ? yield* this.#trusted(rows)
        : this.gaps
          ? yield* gappedLinearGaussianInSteps(this.dag, table, options)
          : yield* linearGaussianInSteps(this.dag, table, options);
      this.#fits.set(rows, fit);
    }
    return fit;
  }

  /** The fit to some rows, where there already is one. */
  known(rows: Int32Array): LinearGaussianFit | undefined {
    return this.#fits.get(rows);
  }

  /** Takes in a fit to some rows that was made elsewhere. */
  learn(rows: Int32Array, fit: LinearGaussianFit): void {
    this.#fits.set(rows, fit);
  }

  fill(rows: Int32Array): FillDistribution {
    return fillOfFit(this.dag, this.fit(rows), this.#scales);
  }

  /** All rows, their gaps filled with conditional means under the fit to some of them: held-out rows teach nothing. */
  codedBy(rows: Int32Array): CodedTable {
    const key = this.gaps ? rows : EVERY;
    let coded = this.#coded.get(key);
    if (coded === undefined) {
      coded = this.#code(this.#data, this.#features, rows);
      this.#coded.set(key, coded);
    }
    return coded;
  }

  /** Other rows of the same columns, gaps filled in the same way. */
  code(data: Dataset, by: Int32Array): CodedTable {
    const values = this.#coding.features(data.values, data.rowCount);
    return this.#code(data, { ...this.#features, rowCount: data.rowCount, values }, by);
  }

  #code(data: Dataset, features: Dataset, by: Int32Array): CodedTable {
    if (!this.gaps) return codeTable(this.#coding, data, features.values);
    const filled = new ConditionalFill(this.fill(by)).fill(features).values;
    return codeTable(this.#coding, data, filled, measuredPattern(data));
  }

  /**
   * A feature that is the same in all rows of a fold, or hardly there, says nothing; noise as wide as features are keeps the
   * fit defined, and nothing leans on it.
   */
  #varied(table: Dataset): Dataset {
    const width = table.columns.length;
    let values: Float64Array | undefined;
    for (let c = 0; c < width; c++) {
      let [least, most, present] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
      for (let row = 0; row < table.rowCount; row++) {
        const value = table.values[row * width + c];
        if (Number.isNaN(value)) continue;
        present++;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      if (most > least) continue;
      values ??= table.values.slice();
      const random = new Random(this.#seed).fork(`feature ${c}`);
      for (let row = 0; row < table.rowCount; row++) {
        const at = row * width + c;
        const known = Number.isNaN(values[at]) ? 0 : values[at];
        // One value or none cannot tell of a spread: all rows are noise there.
        values[at] = (present > 1 ? values[at] : known) + NOISE * random.normal();
      }
    }
    return values === undefined ? table : { ...table, values };
  }
}

const NOISE = 1;
/** Without gaps all sets of rows are coded alike. */
const EVERY = new Int32Array(0);
