export { columnMeans, columnStandardDeviations, rejectConstantColumns } from "./columnStatistics.ts";
export { type ColumnType, GAUSSIAN } from "./columnType.ts";
export { columnType, createDataset, type Dataset, isPlain } from "./dataset.ts";
export { columnOf, columnPositions, selectColumns } from "./datasetColumns.ts";
export { takeRows } from "./datasetRows.ts";
export { rejectFarValues } from "./farValues.ts";
export { hasGaps, type MeasuredTable, measuredPattern, rejectEmpty, rejectInfinite } from "./gaps.ts";
export { missingAtRandom } from "./missingAtRandom.ts";
export { logDensityConstant, type Scales, scalesOf, standardized } from "./scales.ts";
