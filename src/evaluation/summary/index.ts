export type { CorrelationFit, ResidualCorrelation } from "./correlationFit.ts";
export { type SignedArc, signedArcs, signsToAgree } from "./hiddenSigns.ts";
export {
  bootstrapEstimate,
  checkResamplings,
  type Estimate,
  FEWEST_RESAMPLINGS,
  type IntervalKind,
  intervalKinds,
} from "./intervals.ts";
export type { LikelihoodPath, LinearFit, LinearFits } from "./linearFit.ts";
export { readingNumbers } from "./readingNumbers.ts";
export {
  type ResamplingRequest,
  type ResamplingResult,
  type ResamplingSetup,
  resampledNumbers,
  resamplingWork,
} from "./resampling.ts";
export {
  type CoefficientEstimate,
  type ModelSummary,
  type PathEstimate,
  type Resampled,
  type SummaryOptions,
  summarize,
  summaryOf,
  summaryTable,
} from "./summarize.ts";
export { type SummaryTask, summaryWork, workOfSummary } from "./summaryWork.ts";
