import { askAll, type Crew } from "../numeric/work.ts";
import { EpochForecast } from "./epochForecast.ts";
import type { TrainingJournal } from "./journal.ts";
import type { TrainProgress } from "./options.ts";
import type { Candidate, Trial, Try, TryAll } from "./selection.ts";
import type { TrainingPlan } from "./trainingPlan.ts";
import type { Footing, WorkshopAnswer, WorkshopNote, WorkshopTask } from "./workshopTasks.ts";

/** Some candidates that are tried on every split. */
export interface Round {
  readonly phase: string;
  readonly candidates: readonly Candidate[];
  /** The place of its first trial among the runs of the training. */
  readonly firstPlace: number;
  /** What a trial of a candidate on a split stands on. */
  readonly footing: (split: number, candidate: Candidate) => Footing;
}

/** Has the trials of a training carried out, keeps their records and tells how far they are. */
export class HeldOutTrials {
  /** Epochs done in all of them. */
  epochs = 0;
  readonly #plan: TrainingPlan;
  readonly #crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>;
  readonly #journal: TrainingJournal;
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: (progress: TrainProgress) => void;

  /** @param onProgress told losses and scores in the units of the training */
  constructor(
    plan: TrainingPlan,
    crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>,
    journal: TrainingJournal,
    { signal, onProgress }: { signal?: AbortSignal; onProgress: (progress: TrainProgress) => void },
  ) {
    this.#plan = plan;
    this.#crew = crew;
    this.#journal = journal;
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** What choosers need of a round; trials have places among the candidates times splits. */
  of({ phase, candidates, firstPlace, footing }: Round): {
    readonly tryAll: TryAll;
    readonly leaveOut: (places: readonly number[]) => void;
  } {
    const { splits, candidates: known, maximumEpochs, everything } = this.#plan;
    const folds = splits.length;
    const places = Array.from({ length: candidates.length * folds }, (_, place) => place);
    const forecast = new EpochForecast(
      places.map((place) => Math.floor(place / folds)),
      places.map((place) => candidates[Math.floor(place / folds)].falling ?? maximumEpochs),
      everything.length / splits[0].rows.length,
    );
    const before = this.epochs;
    for (const place of places) {
      const done = this.#journal.of(firstPlace + place)?.epochs.length ?? 0;
      forecast.advance(place, done);
      this.epochs += done;
    }
    const attemptWith =
      (signal: AbortSignal): Try =>
      async (candidate, { index, split, limit }) => {
        const task: WorkshopTask = {
          kind: "trial",
          ...footing(split, candidate),
          candidate: known.indexOf(candidate),
          split,
          record: this.#journal.of(firstPlace + index),
          every: this.#journal.wanted ? this.#journal.every : undefined,
        };
        const tell = (note: WorkshopNote) => {
          if (note.kind === "record") {
            this.#journal.keep(firstPlace + index, note.record);
            return;
          }
          this.epochs += note.epochs;
          forecast.advance(index, note.epochs);
          this.#onProgress({
            phase,
            trial: true,
            done: this.epochs,
            total: Math.max(before + forecast.total, this.epochs + 1),
            ...(forecast.isBound && { atMost: true }),
            loss: note.loss,
            ...(note.heldOut !== undefined && { validation: note.heldOut }),
          });
        };
        forecast.begin(index);
        const trial = (await this.#crew.run(task, { signal, tell, limit })) as Trial;
        forecast.end(index);
        return trial;
      };
    return {
      tryAll: (count, ask) =>
        askAll(this.#crew, count, (index, signal) => ask(index, attemptWith(signal)), this.#signal),
      leaveOut: (left) => {
        for (const place of left) forecast.leaveOut(place);
      },
    };
  }
}
