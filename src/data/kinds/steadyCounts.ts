import { factorize, solveLower, solveLowerTransposed } from "../../numeric/cholesky.ts";
import { addMultiple, dot, dots } from "./longVectors.ts";
import type { OtherColumns } from "./otherColumns.ts";

const FEWEST_ROWS = 100;
/** Of smaller counts nearly all are 0 or 1, which vary less than Poisson's whatever they are. */
const LEAST_MEAN = 1;
/** As a share of Poisson's: a variance above this is near enough. */
const STEADY = 0.75;
const STANDARD_ERRORS = 3;
/** As a share of the mean of all: what a line says may be next to nothing, or less. */
const LEAST_FITTED = 0.1;

/**
 * Whether counts vary clearly less, given what the nearest other columns say of them, than any Poisson or negative binomial
 * distribution: right answers out of so many, scores with a limit. By Pearson's statistic about a linear regression.
 */
export function isSteady(name: string, others: OtherColumns): boolean {
  const values = others.valuesOf(name);
  const rows = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const count = rows.length;
  if (count < FEWEST_ROWS) return false;
  const target = Float64Array.from(rows, (row) => values[row]);
  const mean = target.reduce((sum, value) => sum + value, 0) / count;
  if (mean < LEAST_MEAN) return false;
  const regressors = others.nearestTo(name).map((scores) => Float64Array.from(rows, (row) => scores[row]));
  const design = [new Float64Array(count).fill(1), ...regressors];
  const fitted = leastSquares(design, target);
  if (fitted === undefined) return false;
  let [statistic, inverse] = [0, 0];
  fitted.forEach((value, i) => {
    const expected = Math.max(value, LEAST_FITTED * mean);
    statistic += (target[i] - expected) ** 2 / expected;
    inverse += 1 / expected / count;
  });
  const freedom = count - design.length;
  const dispersion = statistic / freedom;
  // Of Poisson's counts the statistic's part of one row has variance 2 + 1 / mean.
  const error = Math.sqrt((2 + inverse) / freedom);
  return dispersion < STEADY && dispersion + STANDARD_ERRORS * error < 1;
}

function leastSquares(design: readonly Float64Array[], target: Float64Array): Float64Array | undefined {
  const width = design.length;
  const gram = new Float64Array(width * width);
  const solution = new Float64Array(width);
  for (let a = 0; a < width; a++) {
    solution[a] = dot(design[a], target);
    gram.set(dots(design[a], design.slice(0, a + 1)), a * width);
    gram[a * width + a] += 1e-6 * target.length;
  }
  if (!factorize(gram, width)) return undefined;
  solveLower(gram, width, solution);
  solveLowerTransposed(gram, width, solution);
  const fitted = new Float64Array(target.length);
  for (let c = 0; c < width; c++) addMultiple(fitted, design[c], solution[c]);
  return fitted;
}
