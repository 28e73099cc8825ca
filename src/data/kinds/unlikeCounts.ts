import { exp, log } from "../../numeric/elementary.ts";
import type { ColumnSummary } from "./columnSummary.ts";
import type { OtherColumns } from "./otherColumns.ts";
import { fittedValues, type Regression, regressionOf } from "./regression.ts";
import { negativeBinomialFit, roundedLogisticFit } from "./regressionFits.ts";
import { wholeEnds } from "./wholeEnds.ts";

const FEWEST_ROWS = 50;
/** Of smaller counts nearly all are 0 or 1, which vary less than Poisson's whatever they are. */
const LEAST_MEAN = 1;
/** Nats of all values together; less is noise. Each distribution has one parameter beside those of its regression. */
const EVIDENCE = 5;
/** As a share of the mean of all: what a line says may be next to nothing, or less. */
const LEAST_FITTED = 0.1;
/** A mean is taken to lie within this factor of that of all. */
const FARTHEST = 100;
const ITERATIONS = 6;

/**
 * Whether counts are told much better by a rounded logistic variable about a line than by a negative binomial or Poisson's distribution about
 * the exponential of one, given what the nearest other columns say: right answers out of so many, which vary less than counts do, or
 * covers and percentages, which are no more at home on the scale of logarithms when they are whole.
 */
export function isUnlikeCounts(name: string, summary: ColumnSummary, others: OtherColumns): boolean {
  if (!mayBeUnlikeCounts(name, others)) return false;
  const regression = regressionOf(name, others);
  const { target } = regression;
  const line = fittedValues(regression, new Float64Array(target.length).fill(1));
  if (line === undefined) return false;
  const least = EVIDENCE + negativeBinomialFit(target, kept(line, LEAST_FITTED, mean(target)));
  const rounded = roundedLogisticFit(target, line, wholeEnds(summary));
  // Most counts are known as such already about the line.
  if (rounded <= least) return false;
  const curve = exponentialOfLine(regression);
  return curve !== undefined && rounded > EVIDENCE + negativeBinomialFit(target, curve);
}

/** Whether the other columns are asked about these counts: of few rows, or of small ones, nothing could be seen. */
export function mayBeUnlikeCounts(name: string, others: OtherColumns): boolean {
  const counts = others.valuesOf(name).filter((value) => !Number.isNaN(value));
  return counts.length >= FEWEST_ROWS && mean(counts) >= LEAST_MEAN;
}

/** The means of a log-linear Poisson regression, by iterated weighted least squares (Nelder and Wedderburn 1972). */
function exponentialOfLine({ target, design }: Regression): Float64Array | undefined {
  const all = mean(target);
  let means: Float64Array = new Float64Array(target.length).fill(all);
  for (let step = 0; step < ITERATIONS; step++) {
    const response = target.map((value, i) => log(means[i]) + (value - means[i]) / means[i]);
    const logs = fittedValues({ target: response, design }, means);
    if (logs === undefined) return undefined;
    means = kept(logs.map(exp), 1 / FARTHEST, all, FARTHEST);
  }
  return means;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Values held between shares of another. */
function kept(
  values: Float64Array,
  least: number,
  of: number,
  most = Number.POSITIVE_INFINITY,
): Float64Array {
  return values.map((value) => Math.min(Math.max(value, least * of), most * of));
}
