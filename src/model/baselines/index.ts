export { type CrossValidation, crossValidatedNll } from "./crossValidation.ts";
export type { DensityBaseline } from "./densityBaseline.ts";
export { type FittedBaselines, fitBaselines } from "./fitBaselines.ts";
export { fitFullGaussian } from "./fullGaussian.ts";
export { fitGappedLinearGaussian } from "./gappedEm.ts";
export { GaussianDensity } from "./gaussianDensity.ts";
export { fitIndependentGaussian } from "./independentGaussian.ts";
export { type InverseRegression, inverseRegression } from "./inverseRegression.ts";
export {
  type EmOptions,
  type FittedNode,
  fitLinearGaussian,
  type LinearGaussianFit,
  linearGaussianBaseline,
} from "./linearGaussianEm.ts";
export { fitShrunkGaussian, type ShrinkageOptions, type ShrunkGaussian } from "./shrunkGaussian.ts";
