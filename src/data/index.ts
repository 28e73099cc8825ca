export { type ColumnMoments, columnMoments } from "./columnMoments.ts";
export {
  columnMeans,
  columnStandardDeviations,
  constantColumn,
  rejectConstantColumns,
} from "./columnStatistics.ts";
export { type ColumnType, GAUSSIAN, restOf } from "./columnType.ts";
export { type Curve, type CurveFit, curved, fitCurve, logSlope, straightened } from "./curve.ts";
export { columnType, createDataset, type Dataset, isGaussian, isPlain } from "./dataset.ts";
export { columnOf, columnPositions, selectColumns } from "./datasetColumns.ts";
export { firstRows, takeRows } from "./datasetRows.ts";
export { endsOf, frequentValue, outsideDomain } from "./domain.ts";
export { type EqualGaps, rowsOfEqualGaps } from "./equalGaps.ts";
export { rejectFarValues } from "./farValues.ts";
export { dealFolds, type Fold, type FoldRows, splitFolds } from "./folds.ts";
export {
  completeRows,
  hasGaps,
  type MeasuredTable,
  measuredPattern,
  rejectEmpty,
  rejectInfinite,
} from "./gaps.ts";
export { impossibleValue, rejectImpossibleValues } from "./impossibleValues.ts";
export { type ColumnLabels, labelsOf, sortedLabels } from "./kinds/columnLabels.ts";
export { checkKind, findKinds } from "./kinds/findKinds.ts";
export type { FoundKind, GivenKind } from "./kinds/foundKind.ts";
export { columnKinds, hasLevels, hasOrder, isWhole, restKinds } from "./kinds/kindNames.ts";
export { labelsOfText, levelsText } from "./kinds/levelsText.ts";
export type { Remedies } from "./kinds/remedies.ts";
export { typedTable } from "./kinds/typedTable.ts";
export { missingAtRandom } from "./missingAtRandom.ts";
export type { DeclaredLabels, RawColumn, RawTable, TextCells } from "./rawColumn.ts";
export { requireTable } from "./requireTable.ts";
export { logDensityConstant, type Scales, scalesOf, standardized } from "./scales.ts";
export { countBelow } from "./sortedValues.ts";
