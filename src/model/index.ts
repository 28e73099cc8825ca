export {
  type Architecture,
  checkArchitecture,
  defaultArchitecture,
  type Family,
  families,
  type ModelKind,
  modelKinds,
  priorFlow,
} from "./config.ts";
export { createModel } from "./createModel.ts";
export { addLikelihood, type DecodedGroup, Decoder, type DecoderGroup } from "./decoder.ts";
export { type RecordedElbo, recordElbo, type StoredTable } from "./elbo.ts";
export { featureGraph } from "./featureGraph.ts";
export { FlowDensity } from "./flowDensity.ts";
export { GaussianHead, type GaussianHeadConfig } from "./gaussianHead.ts";
export type { LatentModel, PassOptions } from "./latentModel.ts";
export type { Certificate, EpochRecord, ModelParts, TrainingSummary, TrustSummary } from "./modelParts.ts";
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
export { SirenVae } from "./sirenVae.ts";
export { storeTable } from "./storeTable.ts";
export { Vae } from "./vae.ts";
