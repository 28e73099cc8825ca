import type { ColumnSummary } from "./columnSummary.ts";
import { countFit, zeroInflatedFit } from "./marginalFits.ts";
import { roundedLogisticFit } from "./regressionFits.ts";
import { wholeEnds } from "./wholeEnds.ts";

const FEWEST_ROWS = 50;
/** Rarer zeros are no group of their own. */
const LEAST_SHARE = 0.1;
/** Nats of all values together by which zeros of their own must tell them better: their share is one number more. */
const EVIDENCE = 5;
/** Likewise than a rounded logistic distribution, to which all below 0 counts as 0. */
const EVIDENCE_OF_COUNTS = 2;

/**
 * Whether counts have more zeros than a negative binomial distribution gives them, beside others that are counts rather than whole
 * numbers about a middle.
 */
export function hasExcessZeros(summary: ColumnSummary): boolean {
  const { distinct, counts, present, sample } = summary;
  if (present < FEWEST_ROWS || distinct[0] !== 0 || !(counts[0] > LEAST_SHARE * present)) return false;
  const fit = zeroInflatedFit(distinct, counts);
  if (fit === undefined || present * (fit - countFit(distinct, counts)) <= EVIDENCE) return false;
  const { length } = sample;
  const middle = sample.reduce((sum, value) => sum + value, 0) / length;
  const rounded = roundedLogisticFit(sample, new Float64Array(length).fill(middle), wholeEnds(summary));
  return present * (fit - rounded / length) > EVIDENCE_OF_COUNTS;
}
