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

const SIMULATED = 20_000;

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
  const result = new Float64Array(D * D);
  for (let i = 0; i < D; i++) {
    result[i * D + i] = 1;
    for (let j = 0; j < i; j++) {
      let [n, x, y] = [0, 0, 0];
      const each = (work: (a: number, b: number) => void) => {
        for (let row = 0; row < rowCount; row++) {
          const [a, b] = [features[row * D + i], features[row * D + j]];
          if (!Number.isNaN(a + b)) work(a, b);
        }
      };
      each((a, b) => {
        n++;
        x += a;
        y += b;
      });
      let [xx, yy, xy] = [0, 0, 0];
      each((a, b) => {
        xx += (a - x / n) ** 2;
        yy += (b - y / n) ** 2;
        xy += (a - x / n) * (b - y / n);
      });
      const value = xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
      result[i * D + j] = value;
      result[j * D + i] = value;
    }
  }
  return result;
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
