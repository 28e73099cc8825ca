import { type Dataset, logDensityConstant } from "../data/index.ts";
import type { TableCoding } from "./tableCoding.ts";

/** A table as models read it; row-major float64. */
export interface CodedTable {
  readonly rowCount: number;
  /** Rows x features before shift and scale, gaps filled. */
  readonly features: Float64Array;
  /** Rows x columns in the order of the groups; the features where absent, as in plain tables. */
  readonly targets?: Float64Array;
  /** Rows x columns in the order of the groups: 1 where a value counts, 0 where it was filled in; absent where all count. */
  readonly measured?: Float64Array;
  /** The same for every feature, where it differs. */
  readonly measuredFeatures?: Float64Array;
}

/**
 * @param features of all rows before shift and scale, gaps filled
 * @param measured rows x columns in the order of the columns: 1 where a value counts
 */
export function codeTable(
  coding: TableCoding,
  data: Dataset,
  features: Float64Array,
  measured?: Float64Array,
): CodedTable {
  const { rowCount, values } = data;
  if (coding.plain) return { rowCount, features, ...(measured && { measured }) };
  return {
    rowCount,
    features,
    targets: coding.targets(values, rowCount),
    ...(measured && {
      measured: coding.inTargetOrder(measured),
      measuredFeatures: coding.perFeature(measured),
    }),
  };
}

/** What the mean log-density of the rows has beside that of the coded values, nats a row. */
export function meanConstant(coding: TableCoding, data: Dataset): number {
  if (coding.plain) return logDensityConstant(coding.scales());
  const constants = coding.rowConstants(data.values, data.rowCount);
  return constants.reduce((sum, value) => sum + value, 0) / data.rowCount;
}
