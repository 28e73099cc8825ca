import type { ColumnSummary } from "./columnSummary.ts";
import { gaussianFit, logNormalFit } from "./marginalFits.ts";

const FEWEST_ROWS = 30;
const LEAST_SKEWNESS = 1.2;
/** Nats a value by which logarithms must be fitted better. */
const LOG_GAIN = 0.15;

/** Whether a column is positive with so long an upper tail that its logarithms are clearly nearer to normal. */
export function isSkewed({ sample, least, present, moments }: ColumnSummary): boolean {
  if (!(least > 0) || present < FEWEST_ROWS || moments.skewness < LEAST_SKEWNESS) return false;
  return logNormalFit(sample) - gaussianFit(moments) > LOG_GAIN;
}
