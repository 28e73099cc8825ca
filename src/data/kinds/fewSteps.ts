import type { ColumnSummary } from "./columnSummary.ts";

/** Steps in a deviation beyond which whole numbers are as good as continuous ones. */
const MOST_STEPS = 5;
const FEWEST_VALUES = 3;

/** Whether a column of numbers goes in steps of 1 of which few make a deviation, such as marks and ages of pupils. */
export function hasFewSteps({ distinct, whole, moments }: ColumnSummary): boolean {
  if (!whole || distinct.length < FEWEST_VALUES || moments.deviation >= MOST_STEPS) return false;
  return distinct.some((value, i) => i > 0 && value - distinct[i - 1] === 1);
}
