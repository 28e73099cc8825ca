export { type CodedTable, codeTable, meanConstant } from "./codedTable.ts";
export { normalDistribution } from "./gaussian.ts";
export type {
  ColumnCoding,
  Likelihood,
  ParameterShape,
  Proposal,
  RecordedColumns,
  Theta,
  ValueDistribution,
} from "./likelihood.ts";
export { featureRounding } from "./likelihood.ts";
export { OUTLIER_DEVIATION, outlierLogit } from "./outliers.ts";

export { kindNames, likelihoodOf, likelihoods } from "./registry.ts";
export { rowDirection } from "./rowDirection.ts";
export { rowName } from "./rowName.ts";
export { type ColumnGroup, codingOf, storedCoding, TableCoding } from "./tableCoding.ts";
