import type { TaskContext } from "../numeric/work.ts";
import type { RunRecord } from "./journal.ts";
import type { WorkshopNote } from "./workshopTasks.ts";

type EpochNote = Extract<WorkshopNote, { kind: "epoch" }>;

/** Tells of epochs, of several at once where notes are dear; not of those that a record told before. */
export class EpochNotes {
  readonly #context: TaskContext<WorkshopNote>;
  readonly #before: number;
  #epoch = 0;
  #told: number;
  #last = performance.now();
  #waiting: Omit<EpochNote, "kind" | "epoch" | "epochs"> | undefined;

  constructor(context: TaskContext<WorkshopNote>, record: RunRecord | undefined) {
    this.#context = context;
    this.#before = record?.epochs.length ?? 0;
    this.#told = this.#before;
  }

  tell(note: Omit<EpochNote, "kind" | "epoch" | "epochs">): void {
    if (++this.#epoch <= this.#before) return;
    this.#waiting = note;
    if (performance.now() - this.#last >= this.#context.interval) this.flush();
  }

  flush(): void {
    if (this.#waiting === undefined) return;
    const [epoch, epochs] = [this.#epoch, this.#epoch - this.#told];
    this.#context.tell({ kind: "epoch", epoch, epochs, ...this.#waiting });
    this.#waiting = undefined;
    this.#told = epoch;
    this.#last = performance.now();
  }
}
