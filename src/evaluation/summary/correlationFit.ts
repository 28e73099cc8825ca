import type { Dataset } from "../../data/index.ts";
import { rowName, type TableCoding } from "../../likelihood/index.ts";
import { factorize, logDeterminant, solveLower, solveLowerTransposed } from "../../numeric/cholesky.ts";
import type { PathCoefficients, TrainedModel } from "../../query/index.ts";

export interface ResidualCorrelation {
  readonly first: string;
  readonly second: string;
  /** Of the rows. */
  readonly correlation: number;
  /** Of the model. */
  readonly implied: number;
  readonly residual: number;
}

/** How near the model's correlations of the measured columns come to those of the rows, columns as networks read them. */
export interface CorrelationFit {
  /** Columns, and a contrast for every level but the first of those whose levels have no order. */
  readonly features: readonly string[];
  /** Every pair once, the farthest off first. */
  readonly residuals: readonly ResidualCorrelation[];
  /** Root mean square of the residual correlations, the diagonal's zeros included. */
  readonly srmr: number;
  /**
   * log |P| + tr(R P^-1) - log |R| - D of the model's correlations P and the rows' R: twice what the model lacks to one without
   * restrictions, nats a row of a normal distribution. NaN where a matrix is singular.
   */
  readonly discrepancy: number;
  /** Rows drawn from the model for its correlations; 0 where they are exact. */
  readonly simulated: number;
}

/** Rows that are drawn for the correlations of a model that is not linear-Gaussian. */
export const SIMULATED = 20_000;

/** Of a linear-Gaussian model exactly, of others by rows drawn from it. */
export function correlationFit(
  model: TrainedModel,
  data: Dataset,
  { impliedCorrelation }: PathCoefficients,
  seed: number,
): CorrelationFit {
  const { coding } = model;
  const D = coding.featureCount;
  const sample = correlations(coding, data);
  const implied = impliedCorrelation ?? correlations(coding, model.sample(SIMULATED, { seed }).data);
  const features = coding.columns.flatMap(({ name, type }, c) => {
    const rows = coding.featuresOf(c);
    return rows.map((_, r) => (rows.length === 1 ? name : `${name}: ${rowName(type, r)}`));
  });
  const residuals: ResidualCorrelation[] = [];
  let squares = 0;
  for (let i = 0; i < D; i++) {
    for (let j = 0; j < i; j++) {
      const [correlation, expected] = [sample[i * D + j], implied[i * D + j]];
      const residual = correlation - expected;
      squares += residual * residual;
      residuals.push({ first: features[j], second: features[i], correlation, implied: expected, residual });
    }
  }
  residuals.sort((a, b) => Math.abs(b.residual) - Math.abs(a.residual));
  return {
    features,
    residuals,
    srmr: Math.sqrt(squares / ((D * (D + 1)) / 2)),
    discrepancy: discrepancyOf(sample, implied, D),
    simulated: impliedCorrelation === undefined ? SIMULATED : 0,
  };
}

/** Each over the rows that have both; 0 where a feature does not vary. */
function correlations(coding: TableCoding, { values, rowCount }: Dataset): Float64Array {
  const D = coding.featureCount;
  const features = coding.features(values, rowCount);
  const columns = Array.from({ length: D }, (_, i) =>
    Float64Array.from({ length: rowCount }, (__, row) => features[row * D + i]),
  );
  const complete = columns.map((column) => (column.some(Number.isNaN) ? undefined : centred(column)));
  const result = new Float64Array(D * D);
  for (let i = 0; i < D; i++) {
    result[i * D + i] = 1;
    for (let j = 0; j < i; j++) {
      const [a, b] = [complete[i], complete[j]];
      const value = a && b ? correlation(a, b) : correlationOfBoth(columns[i], columns[j]);
      result[i * D + j] = value;
      result[j * D + i] = value;
    }
  }
  return result;
}

/** A column less its mean, and the sum of the squares. */
interface Centred {
  readonly values: Float64Array;
  readonly squares: number;
}

function centred(column: Float64Array): Centred {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row];
  const mean = sum / column.length;
  const values = column.map((value) => value - mean);
  let squares = 0;
  for (let row = 0; row < values.length; row++) squares += values[row] ** 2;
  return { values, squares };
}

function correlation(a: Centred, b: Centred): number {
  let products = 0;
  for (let row = 0; row < a.values.length; row++) products += a.values[row] * b.values[row];
  return a.squares > 0 && b.squares > 0 ? products / Math.sqrt(a.squares * b.squares) : 0;
}

function correlationOfBoth(first: Float64Array, second: Float64Array): number {
  const there = (_: number, row: number) => !Number.isNaN(first[row] + second[row]);
  return correlation(centred(first.filter(there)), centred(second.filter(there)));
}

function discrepancyOf(sample: Float64Array, implied: Float64Array, width: number): number {
  const [expected, found] = [implied.slice(), sample.slice()];
  if (!factorize(expected, width) || !factorize(found, width)) return Number.NaN;
  let trace = 0;
  for (let j = 0; j < width; j++) {
    const column = sample.slice(j * width, (j + 1) * width);
    solveLower(expected, width, column);
    solveLowerTransposed(expected, width, column);
    trace += column[j];
  }
  return Math.max(0, logDeterminant(expected, width) + trace - logDeterminant(found, width) - width);
}
