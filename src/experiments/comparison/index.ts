export { type ComparedModel, type ComparisonResult, comparedModels } from "./comparisonJob.ts";
export { comparisonJobs } from "./comparisonJobs.ts";
export {
  type ComparedNetwork,
  type ComparisonMaterial,
  comparedNetwork,
  type PackedMaterial,
  packMaterial,
  type RowGroups,
} from "./comparisonMaterial.ts";
export { comparisonCost, comparisonPlan, followed, isComparedModel } from "./comparisonPlan.ts";
export {
  type ApartComparison,
  apartComparisons,
  type ComparisonRow,
  comparisonRows,
  type RowNats,
  rowNats,
} from "./comparisonTable.ts";
export { rowsProblem } from "./foldRows.ts";
