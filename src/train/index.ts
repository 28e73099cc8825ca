export {
  type JournalOptions,
  type RunEpoch,
  RunJournal,
  type RunJournalOptions,
  type RunRecord,
  type RunState,
  type TrainingCheckpoint,
  TrainingJournal,
} from "./journal.ts";
export {
  type PosteriorTraining,
  type Preset,
  presets,
  type TrainingOutcome,
  type TrainOptions,
  type TrainProgress,
} from "./options.ts";
export { retrain } from "./retrain.ts";
export { type RunPlan, runTraining } from "./run.ts";
export { klWeight, ReduceOnPlateau } from "./schedule.ts";
export {
  type Candidate,
  type Choice,
  checkpoints,
} from "./selection.ts";
export { StartingFits } from "./startingFits.ts";
export { modelFor, train } from "./train.ts";
export {
  type Breathe,
  type EpochPart,
  type EpochResult,
  pieceOf,
  Trainer,
  type TrainerOptions,
  type TrainerState,
} from "./trainer.ts";
export {
  POSTERIOR_ROWS,
  posteriorRows,
  trainPosterior,
} from "./trainPosterior.ts";
export type { Trust } from "./trust.ts";
export { checkTuning, type StartKind, startKinds, type Tuning } from "./tuning.ts";
export { trainWatched, type WatchedCheckpoint, type WatchedEpoch, type WatchOptions } from "./watched.ts";
