export { ConditionalFill, type ConditionalNormal } from "./conditionalFill.ts";
export {
  type FillDistribution,
  fillOfCompleteRows,
  fillOfFit,
  MOST_FILLED_COLUMNS,
} from "./fillDistribution.ts";
export { hasGaps, type MeasuredTable, measuredPattern, rejectEmpty, rejectInfinite } from "./gaps.ts";
