export {
  type AveragedDiscrete,
  type AveragedDiscreteOptions,
  averageDiscrete,
  averagingDiscrete,
  averagingWork,
} from "./averagedDiscrete.ts";
export { type CopulaOptions, fitGaussianCopula, type GaussianCopula } from "./copula/gaussianCopula.ts";
export { type CrossValidation, crossValidatedNll } from "./crossValidation.ts";
export {
  type DiscreteEmFit,
  type DiscreteEmOptions,
  fitDiscreteEm,
} from "./discreteEm.ts";
export { baselineTitles, type FittedBaselines, fitBaselines } from "./fitBaselines.ts";
export { fitFullGaussian } from "./fullGaussian.ts";
export { fitGaussianBaselines, type GaussianBaselines } from "./gaussianBaselines.ts";
export { fitIndependentGaussian } from "./independentGaussian.ts";
export { fitIndependentMarginals } from "./independentMarginals.ts";
export { fitMixedBaselines, type MixedBaselines } from "./mixedBaselines.ts";
export type { DiscreteNodeShape } from "./tableProblem.ts";
