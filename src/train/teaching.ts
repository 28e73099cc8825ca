import { askAll, type Crew } from "../numeric/work.ts";
import { type Distilled, lessonOf } from "./distillation.ts";
import type { TrainingJournal } from "./journal.ts";
import type { TrainProgress } from "./options.ts";
import type { Choice, Split } from "./selection.ts";
import type { Workshop } from "./workshop.ts";
import type {
  PlainFit,
  TeacherScore,
  Teachers,
  WorkshopAnswer,
  WorkshopNote,
  WorkshopTask,
} from "./workshopTasks.ts";

/** Has the averaged tables of a network judged by held-out rows, and the network's model taught by them. */
export class Teaching {
  /** Epochs of the trials on the table that learning is worth, by their steps. */
  readonly epochs: number;
  readonly #shop: Workshop;
  readonly #crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>;
  readonly #journal: TrainingJournal;
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: (progress: TrainProgress) => void;
  readonly #each: number;

  /** @param onProgress told losses and scores in the units of the training */
  constructor(
    shop: Workshop,
    crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>,
    journal: TrainingJournal,
    { signal, onProgress }: { signal?: AbortSignal; onProgress: (progress: TrainProgress) => void },
  ) {
    const { plan, masked } = shop;
    const { epochs, rows } = lessonOf(masked.model);
    this.#shop = shop;
    this.#crew = crew;
    this.#journal = journal;
    this.#signal = signal;
    this.#onProgress = onProgress;
    this.#each = Math.ceil(rows / plan.batch) / Math.ceil(plan.splits[0].rows.length / plan.batch);
    this.epochs = Math.round(epochs * this.#each);
  }

  /** The teacher that rows held out of the splits like best, and what they say of it. */
  async best({ alternatives }: Teachers, before: number): Promise<{ teacher: number; choice: Choice }> {
    const { candidates, splits } = this.#shop.plan;
    const ask = async (turn: number, signal: AbortSignal) => {
      this.#onProgress({
        phase: "averaging the tables of the network",
        trial: true,
        done: before,
        total: before + this.epochs,
      });
      const [teacher, split] = [Math.floor(turn / splits.length), turn % splits.length];
      const task = { kind: "teach", teacher, split } as const;
      return ((await this.#crew.run(task, { signal })) as TeacherScore).score;
    };
    const scores = await askAll(this.#crew, alternatives.length * splits.length, ask, this.#signal);
    const choices = alternatives.map((_, teacher): Choice => {
      const bySplit = scores.slice(teacher * splits.length, (teacher + 1) * splits.length);
      return { candidate: candidates[0], rates: [], score: heldOutMean(bySplit, splits), bySplit };
    });
    const choice = choices.reduce((best, each) => (each.score < best.score ? each : best));
    return { teacher: choices.indexOf(choice), choice };
  }

  /**
   * @param fit from which gaps are filled, where there is one
   * @param before epochs of trials that were done before
   * @throws ComputationError where the model loses its numbers
   */
  async learn(teacher: number, fit: PlainFit | undefined, before: number): Promise<Distilled> {
    const { candidates, splits } = this.#shop.plan;
    // Behind the trials of the network and of what may take its place, and the trainings on all rows.
    const place = 2 * candidates.length * splits.length + 2;
    const task: WorkshopTask = {
      kind: "distil",
      teacher,
      departure: undefined,
      fit,
      record: this.#journal.of(place),
      every: this.#journal.wanted ? this.#journal.every : undefined,
    };
    const tell = (note: WorkshopNote) => {
      if (note.kind === "record") {
        this.#journal.keep(place, note.record);
        return;
      }
      const { epoch, loss, rate } = note;
      this.#onProgress({
        phase: "learning from the averaged tables",
        done: before + Math.round(this.#each * epoch),
        total: before + this.epochs,
        epoch,
        loss,
        rate,
      });
    };
    return (await this.#crew.run(task, { signal: this.#signal, tell })) as Distilled;
  }
}

/** The mean over rows of what is a mean over those held out of each split. */
function heldOutMean(bySplit: readonly number[], splits: readonly Split[]): number {
  const rows = splits.reduce((sum, { held }) => sum + held.length, 0);
  return bySplit.reduce((sum, score, i) => sum + (score * splits[i].held.length) / rows, 0);
}
