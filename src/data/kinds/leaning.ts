import { bestFit, type CurveFit, curveFitBound, curveFits } from "../curve.ts";
import type { ColumnSummary } from "./columnSummary.ts";
import { gaussianFit, logNormalFit, roundingError, studentFit } from "./marginalFits.ts";

const FEWEST_ROWS = 100;
const FEWEST_VALUES = 20;
const LEAST_LEAN = 0.2;
/** Nats a value by which the curve must fit better than each simpler distribution. */
const CLEAR = 0.1;

/**
 * Whether a column of numbers leans so clearly that a curve of its own describes it better than any simpler distribution.
 *
 * @param step how finely values are told apart where one of them comes often
 */
export function leans(
  { present, sample, moments, distinct, whole, least }: ColumnSummary,
  step: number | undefined,
): boolean {
  if (present < FEWEST_ROWS || distinct.length < FEWEST_VALUES) return false;
  const spread = step ?? (whole ? 1 : 0);
  // Few columns lean: a bound on the fit spares most of them the fit itself.
  const most = curveFitBound(sample, spread);
  const plain = Math.max(gaussianFit(moments), least > 0 ? logNormalFit(sample) : Number.NEGATIVE_INFINITY);
  if (most <= plain + CLEAR) return false;
  const simpler = Math.max(plain, studentFit(sample, roundingError(step ?? 0)).fit);
  if (most <= simpler + CLEAR) return false;
  const clear = ({ curve, fit }: CurveFit) => Math.abs(curve.lean) >= LEAST_LEAN && fit > simpler + CLEAR;
  const fits: CurveFit[] = [];
  for (const one of curveFits(sample, spread)) {
    // From an even start only a column that leans ends so far: the other starts would end there or better.
    if (fits.push(one) === 1 && clear(one)) return true;
  }
  return clear(bestFit(fits));
}
