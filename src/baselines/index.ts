export { type CrossValidation, crossValidatedNll } from "./crossValidation.ts";
export {
  type DiscreteEmFit,
  type DiscreteEmOptions,
  type DiscreteNodeShape,
  fitDiscreteEm,
} from "./discreteEm.ts";
export { type FittedBaselines, fitBaselines } from "./fitBaselines.ts";
export { fitFullGaussian } from "./fullGaussian.ts";
export { fitIndependentGaussian } from "./independentGaussian.ts";
