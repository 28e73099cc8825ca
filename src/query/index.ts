export type { LatentActivity } from "./activity.ts";
export type { AddedArc } from "./addedArcs.ts";
export type { AnswerRun } from "./answer.ts";
export { checkConfidence, DEFAULT_CONFIDENCE } from "./confidence.ts";
export { type DenseTensor, denseWeights } from "./denseWeights.ts";
export type { InversionSummary, SampledRows } from "./drawnRows.ts";
export { leastEffectiveSamples, type PoorRows, poorRows, WorthTally } from "./effectiveSamples.ts";
export type { EncodedRows } from "./encoding.ts";
export type { EvidenceBound } from "./evidenceBound.ts";
export type { GaussianBelief } from "./gaussianBeliefs.ts";
export type { ImputedRows, ImputeOptions } from "./imputation.ts";
export { BEYOND, type ImportanceEstimate, type LikelihoodOptions } from "./likelihood.ts";
export { DEFAULT_LEVELS, type QueryOptions } from "./options.ts";
export type { PassPart } from "./pass.ts";
export type {
  Coefficient,
  ExplainedNode,
  HiddenNode,
  PathCoefficient,
  PathCoefficients,
  PathEffect,
} from "./pathAnswers.ts";
export type { PathOptions } from "./pathCoefficients.ts";
export type { PosteriorOptions, PosteriorRows } from "./posterior.ts";
export type { PosteriorDistance } from "./posteriorDistance.ts";
export { posteriorColumns, posteriorTable, summaryWords } from "./posteriorTable.ts";
export { type PromisedAnswers, promised } from "./promised.ts";
export type {
  AnswerTo,
  DrawnOptions,
  OfRows,
  PlainOptions,
  Question,
  QuestionOf,
  Questions,
  SampledOptions,
} from "./question.ts";
export {
  drawsARow,
  modelOfParts,
  PASSES_A_NEW_ROW,
  partsToAsk,
  questionWork,
  scoreRows,
  workOfDraw,
} from "./questions.ts";
export { type ReconstructionError, ReconstructionTally } from "./reconstruction.ts";
export { requireModel } from "./requireModel.ts";
export type { RowMeans } from "./rowMeans.ts";
export type { RowScores } from "./rowScores.ts";
export type { DrawOptions, InterventionOptions } from "./sampling.ts";
export { type SettingEffect, SettingEffects } from "./settingEffects.ts";
export { type Anchors, checkAnchors, totalEffect } from "./signs.ts";
export type { ArcSlope, SlopeOptions } from "./slopes.ts";
export { TrainedModel } from "./trainedModel.ts";
