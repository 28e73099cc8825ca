export { normalDistribution } from "./gaussian.ts";
export type {
  ColumnCoding,
  Likelihood,
  ParameterShape,
  RecordedColumn,
  Theta,
  ValueDistribution,
} from "./likelihood.ts";
export { kindNames, likelihoodOf, likelihoods } from "./registry.ts";
export { type ColumnGroup, codingOf, storedCoding, TableCoding } from "./tableCoding.ts";
