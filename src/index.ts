/**
 * Variational autoencoders whose prior and encoder are graphical residual flows shaped by a Bayesian network.
 *
 * The names a person needs first: {@link builtInNetwork} or {@link readNetwork} for a network, {@link train} for a
 * model, {@link TrainedModel} for its questions. Everything here runs in Node and in browsers; files are read and
 * written by `siren-vae/io`, and the parts that all this is made of are in `siren-vae/internals`.
 *
 * @module siren-vae
 */

export {
  type CrossValidation,
  crossValidatedNll,
  type FittedBaselines,
  fitBaselines,
  fitFullGaussian,
  fitGaussianBaselines,
  fitGaussianCopula,
  fitIndependentGaussian,
  fitIndependentMarginals,
} from "./baselines/index.ts";
export {
  columnMeans,
  columnStandardDeviations,
  createDataset,
  type Dataset,
  missingAtRandom,
  selectColumns,
  takeRows,
} from "./data/index.ts";
export {
  type Calibration,
  type CalibrationOptions,
  calibrate,
  calibration,
  criticiseTable,
  type ModelSummary,
  summarize,
} from "./evaluation/index.ts";
export { type DensityBaseline, fitLinearGaussian, fitShrunkGaussian } from "./gaussian/index.ts";
export {
  addArcs,
  Dag,
  dropArcs,
  dSeparated,
  type FaithfulInverse,
  faithfulInverse,
  inverseDag,
  reverseArcs,
  structuralHammingDistance,
  withStructure,
} from "./graph/index.ts";
export {
  type ArcVerdict,
  type Critique,
  type CritiqueOptions,
  learnStructure,
  linearGaussianBic,
} from "./learn/index.ts";
export type { Architecture, Certificate, ModelKind, ModelParts, TrainingSummary } from "./model/index.ts";
export {
  type BayesianNetwork,
  builtInNames,
  builtInNetwork,
  ConditionalGaussianNetwork,
  DiscreteNetwork,
  dagToDagitty,
  dagToDot,
  dagToEdgeList,
  LinearGaussianNetwork,
  mixedVariant,
  type NetworkFormat,
  NonlinearNetwork,
  networkToJson,
  nonlinearVariant,
  parseNetwork,
  type ReadNetwork,
  readNetwork,
  StructureNetwork,
} from "./network/index.ts";
export { ComputationError, InputError } from "./numeric/errors.ts";
export { Random } from "./numeric/random.ts";
export type { Threads } from "./numeric/threads/threadPool.ts";
export { openWebThreads, type WebThreadOptions } from "./numeric/threads/webThreads.ts";
export type { Executor } from "./numeric/work.ts";
export {
  type EncodedRows,
  type ImputedRows,
  type PosteriorRows,
  type PromisedAnswers,
  promised,
  type QueryOptions,
  type RowMeans,
  type SampledRows,
  TrainedModel,
} from "./query/index.ts";
export {
  type PosteriorTraining,
  type Preset,
  type TrainingCheckpoint,
  type TrainOptions,
  type TrainProgress,
  type Tuning,
  train,
  trainPosterior,
} from "./train/index.ts";
