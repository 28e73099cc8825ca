import { type ColumnSummary, quantileOf } from "./columnSummary.ts";
import { selected } from "./longVectors.ts";
import { gaussianFit, moments, roundingError, studentFit } from "./marginalFits.ts";
import type { OtherColumns } from "./otherColumns.ts";
import { fittedValues, type Regression, regressionOf } from "./regression.ts";

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
  const regression = regressionOf(name, others);
  const residuals = robustResiduals(regression);
  if (residuals.length < FEWEST_ROWS || leans(residuals)) return undefined;
  const rest = gain(residuals);
  const regressors = regression.design.length - 1;
  return rest.gain >= CLEAR + regressors / residuals.length ? rest.degrees : undefined;
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
function robustResiduals(regression: Regression): Float64Array {
  const { target } = regression;
  const count = target.length;
  let residuals = target;
  const weights = new Float64Array(count).fill(1);
  for (let step = 0; step < ROBUST_STEPS; step++) {
    const fitted = fittedValues(regression, weights);
    if (fitted === undefined) break;
    residuals = target.map((value, i) => value - fitted[i]);
    const size = selected(residuals.map(Math.abs), Math.floor(0.5 * count)) * 1.4826;
    if (!(size > 0)) break;
    weighByDistance(weights, residuals, size);
  }
  return residuals.slice().sort();
}
