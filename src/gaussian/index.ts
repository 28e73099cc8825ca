export { ConditionalFill, type ConditionalNormal } from "./conditionalFill.ts";
export type { StandardizedNode } from "./covarianceProblem.ts";
export type { DensityBaseline } from "./densityBaseline.ts";
export { type DoubtfulArc, DoubtfulEm, type DoubtfulOptions, doubtfulArcs } from "./doubtfulEm.ts";
export {
  type FillDistribution,
  fillOfCompleteRows,
  fillOfFit,
  MOST_FILLED_COLUMNS,
} from "./fillDistribution.ts";
export { type FitStatistics, fitStatistics } from "./fitStatistics.ts";
export { fitGappedLinearGaussian, gappedLinearGaussianInSteps } from "./gappedEm.ts";
export { GaussianDensity } from "./gaussianDensity.ts";
export { meanLogDensity, rowLogDensities } from "./heldOut.ts";
export { type InverseRegression, inverseRegression } from "./inverseRegression.ts";
export { withLikelyArcs } from "./likelyArcs.ts";
export {
  type EmOptions,
  type FittedNode,
  fitLinearGaussian,
  type LinearGaussianFit,
  linearGaussianBaseline,
  linearGaussianInSteps,
  MAP_PRIOR,
} from "./linearGaussianEm.ts";
export type { LinearGaussianPosterior } from "./linearGaussianPosterior.ts";
export { MarginalDensity } from "./marginalDensity.ts";
export { type MaximumLikelihoodFit, maximumLikelihood } from "./maximumLikelihood.ts";
export { MultivariateNormal } from "./multivariateNormal.ts";
export { type RegressionGraph, regressionGraph } from "./regressionGraph.ts";
export { fitShrunkGaussian, type ShrinkageOptions, ShrunkGaussian } from "./shrunkGaussian.ts";
export {
  amended,
  bestTrust,
  climbInSteps,
  climbTrust,
  keptArcs,
  type LadderOptions,
  rungsUpTo,
  scoreTrust,
  TRUST_PRECISIONS,
  type TrustScore,
  trustWork,
} from "./trustLadder.ts";
