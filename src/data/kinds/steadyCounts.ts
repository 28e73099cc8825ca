import type { OtherColumns } from "./otherColumns.ts";
import { fittedValues, regressionOf } from "./regression.ts";

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
  const counts = countsOf(name, others);
  if (!areAsked(counts)) return false;
  const mean = meanOf(counts);
  const regression = regressionOf(name, others);
  const fitted = fittedValues(regression, new Float64Array(counts.length).fill(1));
  if (fitted === undefined) return false;
  let [statistic, inverse] = [0, 0];
  fitted.forEach((value, i) => {
    const expected = Math.max(value, LEAST_FITTED * mean);
    statistic += (counts[i] - expected) ** 2 / expected;
    inverse += 1 / expected / counts.length;
  });
  const freedom = counts.length - regression.design.length;
  const dispersion = statistic / freedom;
  // Of Poisson's counts the statistic's part of one row has variance 2 + 1 / mean.
  const error = Math.sqrt((2 + inverse) / freedom);
  return dispersion < STEADY && dispersion + STANDARD_ERRORS * error < 1;
}

/** Whether the other columns are asked about these counts: of few rows, or of small ones, nothing could be seen. */
export function mayBeSteady(name: string, others: OtherColumns): boolean {
  return areAsked(countsOf(name, others));
}

function countsOf(name: string, others: OtherColumns): Float64Array {
  return others.valuesOf(name).filter((value) => !Number.isNaN(value));
}

function areAsked(counts: Float64Array): boolean {
  return counts.length >= FEWEST_ROWS && meanOf(counts) >= LEAST_MEAN;
}

function meanOf(counts: Float64Array): number {
  return counts.reduce((sum, value) => sum + value, 0) / counts.length;
}
