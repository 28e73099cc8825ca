import { type ColumnType, type Dataset, type Scales, scalesOf } from "../data/index.ts";
import { log } from "../numeric/elementary.ts";
import { gaussian, logScaleFloor } from "./gaussian.ts";
import { type ColumnCoding, featureRounding, type Likelihood } from "./likelihood.ts";
import { likelihoodOf, likelihoods } from "./registry.ts";

/** Columns of the same likelihood, whose parameters a decoder gives side by side. */
export interface ColumnGroup {
  readonly likelihood: Likelihood;
  /** Positions among the measured columns, ascending. */
  readonly columns: readonly number[];
  /** Whether they are Gaussian, so that a linear-Gaussian fit says all of their linear conditionals. */
  readonly plain: boolean;
}

/** The columns of a table as networks and likelihoods read them. */
export class TableCoding {
  readonly columns: readonly ColumnCoding[];
  readonly likelihoods: readonly Likelihood[];
  /** In the order of the registry. */
  readonly groups: readonly ColumnGroup[];
  /** Column positions group by group: the order of targets. */
  readonly targetOrder: Int32Array;
  /** Where each column stands in the order of targets. */
  readonly targetRows: Int32Array;
  /** The first feature row of each column, and after the last one their number. */
  readonly featureStarts: Int32Array;
  /** Whether all columns are Gaussian: features, targets and values are the same numbers then. */
  readonly plain: boolean;

  constructor(columns: readonly ColumnCoding[]) {
    this.columns = columns;
    this.likelihoods = columns.map(({ type }) => likelihoodOf(type.kind));
    this.groups = likelihoods
      .map((likelihood) => ({
        likelihood,
        plain: likelihood === gaussian,
        columns: this.likelihoods.flatMap((one, column) => (one === likelihood ? [column] : [])),
      }))
      .filter((group) => group.columns.length > 0);
    this.targetOrder = Int32Array.from(this.groups.flatMap((group) => group.columns));
    this.targetRows = new Int32Array(columns.length);
    this.targetOrder.forEach((column, row) => {
      this.targetRows[column] = row;
    });
    const starts = new Int32Array(columns.length + 1);
    columns.forEach(({ type }, c) => {
      starts[c + 1] = starts[c] + this.likelihoods[c].features(type);
    });
    this.featureStarts = starts;
    this.plain = this.likelihoods.every((likelihood) => likelihood === gaussian);
  }

  /** Feature rows of all columns together. */
  get featureCount(): number {
    return this.featureStarts[this.columns.length];
  }

  /** Feature rows of a column. */
  featuresOf(column: number): number[] {
    const from = this.featureStarts[column];
    return Array.from({ length: this.featureStarts[column + 1] - from }, (_, i) => from + i);
  }

  /** The column of every feature row. */
  columnOfFeature(): Int32Array {
    const columns = new Int32Array(this.featureCount);
    for (let c = 0; c < this.columns.length; c++)
      columns.fill(c, this.featureStarts[c], this.featureStarts[c + 1]);
    return columns;
  }

  /** Shift and scale of every feature row: a network reads (feature - mean) / deviation. */
  featureScales(): Scales {
    const column = this.columnOfFeature();
    return {
      mean: Float64Array.from(column, (c) => this.columns[c].mean),
      deviation: Float64Array.from(column, (c) => this.columns[c].deviation),
    };
  }

  /** Features of raw values, before shift and scale; rows x features, NaN where a value is missing. */
  features(values: Float64Array, rowCount: number): Float64Array {
    if (this.plain) return values;
    const width = this.columns.length;
    const count = this.featureCount;
    const features = new Float64Array(rowCount * count);
    for (let c = 0; c < width; c++) {
      const likelihood = this.likelihoods[c];
      const coding = this.columns[c];
      const from = this.featureStarts[c];
      const rows = this.featureStarts[c + 1] - from;
      for (let row = 0; row < rowCount; row++) {
        const value = values[row * width + c];
        for (let r = 0; r < rows; r++)
          features[row * count + from + r] = Number.isNaN(value)
            ? Number.NaN
            : likelihood.feature(coding, value, r);
      }
    }
    return features;
  }

  /** Targets of raw values in the order of the groups; rows x columns, 0 where a value is missing. */
  targets(values: Float64Array, rowCount: number): Float64Array {
    const width = this.columns.length;
    const targets = new Float64Array(rowCount * width);
    this.targetOrder.forEach((c, t) => {
      const likelihood = this.likelihoods[c];
      const coding = this.columns[c];
      for (let row = 0; row < rowCount; row++) {
        const value = values[row * width + c];
        if (!Number.isNaN(value)) targets[row * width + t] = likelihood.target(coding, value);
      }
    });
    return targets;
  }

  /** A rows x columns pattern in the order of the groups. */
  inTargetOrder(pattern: Float64Array): Float64Array {
    if (this.plain) return pattern;
    const width = this.columns.length;
    return pattern.map((_, at) => pattern[at - (at % width) + this.targetOrder[at % width]]);
  }

  /** A rows x columns pattern with a column for every feature row. */
  perFeature(pattern: Float64Array): Float64Array {
    if (this.plain) return pattern;
    const width = this.columns.length;
    const column = this.columnOfFeature();
    const count = column.length;
    const out = new Float64Array((pattern.length / width) * count);
    for (let at = 0; at < out.length; at++)
      out[at] = pattern[Math.floor(at / count) * width + column[at % count]];
    return out;
  }

  /** The lowest log scale of the columns of a group, or undefined where none of them has one. */
  floors({ columns }: ColumnGroup): Float64Array | undefined {
    const floors = Float64Array.from(columns, (c) => {
      const coding = this.columns[c];
      return logScaleFloor(featureRounding(this.likelihoods[c], coding), coding.deviation);
    });
    return floors.some(Number.isFinite) ? floors.map((floor) => Math.max(floor, NO_FLOOR)) : undefined;
  }

  /** Logarithms of the least scales that training has seen of the columns of a group, or undefined where none is known. */
  leastLogScales({ columns }: ColumnGroup): Float64Array | undefined {
    const least = Float64Array.from(columns, (c) => this.columns[c].leastScale ?? 0);
    return least.some((scale) => scale > 0)
      ? least.map((scale) => (scale > 0 ? log(scale) : NO_FLOOR))
      : undefined;
  }

  /** What the log-densities of the measured values of each row have beside those of the targets, nats. */
  rowConstants(values: Float64Array, rowCount: number): Float64Array {
    const width = this.columns.length;
    const constants = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      for (let c = 0; c < width; c++) {
        const value = values[row * width + c];
        if (!Number.isNaN(value)) constants[row] += this.likelihoods[c].logJacobian(this.columns[c], value);
      }
    }
    return constants;
  }

  /** The types of the columns, or undefined where all are plain Gaussian numbers. */
  types(): readonly ColumnType[] | undefined {
    const types = this.columns.map(({ type }) => type);
    return this.plain && types.every(({ step }) => step === undefined) ? undefined : types;
  }

  /** Scales as they are stored: with the scores of columns with levels. */
  scales(): Scales {
    return {
      mean: Float64Array.from(this.columns, ({ mean }) => mean),
      deviation: Float64Array.from(this.columns, ({ deviation }) => deviation),
      ...(this.columns.some(({ scores }) => scores) && {
        scores: this.columns.map(({ scores }) => scores ?? null),
      }),
      ...(this.columns.some(({ leastScale }) => leastScale) && {
        leastScales: Float64Array.from(this.columns, ({ leastScale }) => leastScale ?? 0),
      }),
    };
  }
}

/** Far below every scale. */
const NO_FLOOR = -30;

/**
 * The coding of a table, fitted to the values that are there.
 *
 * @throws InputError for fewer than two rows, a constant column, or values that a column of its kind cannot have
 */
export function codingOf(data: Dataset): TableCoding {
  const { columns, types, rowCount, values } = data;
  if (types === undefined) return storedCoding(columns, undefined, scalesOf(data));
  const width = columns.length;
  return new TableCoding(
    columns.map((name, c) => {
      const present = new Float64Array(rowCount);
      let count = 0;
      for (let row = 0; row < rowCount; row++) {
        const value = values[row * width + c];
        if (!Number.isNaN(value)) present[count++] = value;
      }
      return likelihoodOf(types[c].kind).code(name, types[c], present.subarray(0, count));
    }),
  );
}

/** The coding that a model was stored with. */
export function storedCoding(
  names: readonly string[],
  types: readonly ColumnType[] | undefined,
  scales: Scales,
): TableCoding {
  return new TableCoding(
    names.map((name, c) => {
      const scores = scales.scores?.[c];
      const leastScale = scales.leastScales?.[c];
      return {
        name,
        type: types?.[c] ?? { kind: gaussian.name },
        mean: scales.mean[c],
        deviation: scales.deviation[c],
        ...(scores && { scores }),
        ...(leastScale && { leastScale }),
      };
    }),
  );
}
