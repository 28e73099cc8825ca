export { ConditionalDensity } from "./conditionalDensity.ts";
export {
  type Architecture,
  checkArchitecture,
  defaultArchitecture,
  type NormalizationKind,
  normalizationKinds,
  priorFlow,
} from "./config.ts";
export { createModel } from "./createModel.ts";
export { addLikelihood, type DecodedGroup, Decoder, type DecoderGroup } from "./decoder.ts";
export { distillationReason } from "./distillationReason.ts";
export { type RecordedElbo, recordElbo, type StoredTable } from "./elbo.ts";
export {
  type Family,
  type FamilyDefinition,
  type FamilySetting,
  families,
  familyDefinitions,
  familyOf,
  type ModelKind,
  modelKinds,
} from "./families.ts";
export { featureGraph } from "./featureGraph.ts";
export { FlowDensity } from "./flowDensity.ts";
export { GaussianHead, type GaussianHeadConfig } from "./gaussianHead.ts";
export { headFormula } from "./headFormula.ts";
export { IafVae } from "./iafVae.ts";
export { type LadderLayers, ladderLayers } from "./ladderLayers.ts";
export { LadderVae } from "./ladderVae.ts";
export type { LatentModel, PassOptions } from "./latentModel.ts";
export type {
  Certificate,
  DistillationSummary,
  EpochRecord,
  ModelParts,
  TrainingSummary,
  TrustSummary,
} from "./modelParts.ts";
export {
  ELBO,
  type ObjectiveChoice,
  type ObjectiveDefinition,
  type ObjectiveKind,
  objectiveChoice,
  objectiveKinds,
  objectives,
  requirePossible,
} from "./objectives.ts";
export { type GivenNetwork, PosteriorModel } from "./posteriorModel.ts";
export { SirenVae } from "./sirenVae.ts";
export { storeTable } from "./storeTable.ts";
export { Vae } from "./vae.ts";
