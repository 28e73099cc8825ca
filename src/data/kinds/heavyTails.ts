import { factorize, solveLower, solveLowerTransposed } from "../../numeric/cholesky.ts";
import { type ColumnSummary, quantileOf } from "./columnSummary.ts";
import { addMultiple, dot, dots, productOf, selected } from "./longVectors.ts";
import { gaussianFit, moments, roundingError, studentFit } from "./marginalFits.ts";
import type { OtherColumns } from "./otherColumns.ts";

/** Nats a value that Student's t fits better than the normal distribution. */
const OVERWHELMING = 0.4;
const CLEAR = 0.075;
const SOME = 0.004;
const FEWEST_ROWS = 50;
/** Where more values repeat, a high middle may come from rounding. */
const MOST_REPEATED = 0.1;
const MOST_LEANING = 0.25;
const ROBUST_DEGREES = 4;
const ROBUST_STEPS = 15;

/**
 * Degrees of freedom of a column with heavy tails; undefined for one without. What other columns explain hides the tails of
 * what they don't, so that those of the residuals of a robust regression on them count, beside the column's own.
 *
 * @param step of the column's rounding
 */
export function heavyTails(
  name: string,
  summary: ColumnSummary,
  others: OtherColumns,
  step = 0,
): number | undefined {
  const { present, sample, distinct } = summary;
  if (present < FEWEST_ROWS) return undefined;
  const own = gain(sample, roundingError(step));
  if (own.gain >= OVERWHELMING) return own.degrees;
  if (distinct.length < (1 - MOST_REPEATED) * present) return undefined;
  if (own.gain < SOME || 2 * own.gain * present < 3) return undefined;
  if (own.gain >= CLEAR && !leans(sample)) return own.degrees;
  const regressors = others.nearestTo(name);
  const residuals = robustResiduals(others.valuesOf(name), regressors);
  if (residuals.length < FEWEST_ROWS || leans(residuals)) return undefined;
  const rest = gain(residuals);
  return rest.gain >= CLEAR + regressors.length / residuals.length ? rest.degrees : undefined;
}

function gain(values: Float64Array, leastScale = 0): { gain: number; degrees: number } {
  const { fit, degrees } = studentFit(values, leastScale);
  return { gain: fit - gaussianFit(moments(values)), degrees };
}

/** Whether one tail is clearly longer than the other, whatever its single values are. */
function leans(sorted: Float64Array): boolean {
  const [low, middle, high] = [0.05, 0.5, 0.95].map((share) => quantileOf(sorted, share));
  return Math.abs(high + low - 2 * middle) > MOST_LEANING * (high - low);
}

function weighByDistance(weights: Float64Array, residuals: Float64Array, size: number): void {
  for (let i = 0; i < weights.length; i++) {
    const distance = residuals[i] / size;
    weights[i] = (ROBUST_DEGREES + 1) / (ROBUST_DEGREES + distance * distance);
  }
}

/** What is left of a column after a linear regression that single far values do not bend; sorted. */
function robustResiduals(values: Float64Array, regressors: readonly Float64Array[]): Float64Array {
  const rows = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const count = rows.length;
  const target = Float64Array.from(rows, (i) => values[i]);
  const width = regressors.length + 1;
  const design = [
    new Float64Array(count).fill(1),
    ...regressors.map((scores) => Float64Array.from(rows, (row) => scores[row])),
  ];
  let residuals = target;
  const weights = new Float64Array(count).fill(1);
  for (let step = 0; step < ROBUST_STEPS; step++) {
    // Its lower triangle, which is all that is read.
    const gram = new Float64Array(width * width);
    const solution = new Float64Array(width);
    for (let a = 0; a < width; a++) {
      const weighted = productOf(weights, design[a]);
      solution[a] = dot(weighted, target);
      gram.set(dots(weighted, design.slice(0, a + 1)), a * width);
    }
    for (let a = 0; a < width; a++) gram[a * width + a] += 1e-6 * count;
    if (!factorize(gram, width)) return residuals.slice().sort();
    solveLower(gram, width, solution);
    solveLowerTransposed(gram, width, solution);
    const fitted = new Float64Array(count);
    for (let c = 0; c < width; c++) addMultiple(fitted, design[c], solution[c]);
    residuals = target.map((value, i) => value - fitted[i]);
    const size = selected(residuals.map(Math.abs), Math.floor(0.5 * count)) * 1.4826;
    if (!(size > 0)) break;
    weighByDistance(weights, residuals, size);
  }
  return residuals.slice().sort();
}
