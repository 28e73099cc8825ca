import type { TrainerState } from "./trainer.ts";

/** What happened in one epoch; losses in nats a row, in the units of the training (standardized or raw). */
export interface RunEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly rate: number;
  readonly klWeight: number;
}

/** Where a run stands: its trainer, and the last good state to which it would retreat. */
export interface RunState {
  readonly trainer: TrainerState;
  readonly good: { readonly state: TrainerState; readonly epoch: number };
  readonly epoch: number;
  readonly retreats: number;
  readonly damping: number;
}

/** What a run has told its caller so far, in order, and where it stands unless it has ended. */
export interface RunRecord {
  readonly epochs: RunEpoch[];
  readonly scores: number[];
  ended: boolean;
  state: RunState | undefined;
}

/** A training on its way, as plain data: what is needed to go on as if it had never stopped. */
export interface TrainingCheckpoint {
  readonly runs: readonly RunRecord[];
}

export interface JournalOptions {
  /** A checkpoint of the same training: same graph, data, options and seed. */
  readonly resume?: TrainingCheckpoint;
  /** Called now and then between epochs, and when the training is aborted. */
  readonly onCheckpoint?: (checkpoint: TrainingCheckpoint) => void;
  /** Seconds between checkpoints. Default 10. */
  readonly every?: number;
}

/**
 * Keeps what the runs of a training tell their callers. A training is a fixed sequence of runs, whose course depends only
 * on what earlier runs told; on resuming, finished runs are told again from the journal instead of being trained
 * again, and the run that was interrupted goes on from its state.
 */
export class TrainingJournal {
  readonly #runs: RunRecord[];
  readonly #options: JournalOptions;
  #next = 0;
  #saved = performance.now();

  constructor(options: JournalOptions = {}) {
    this.#options = options;
    this.#runs = (options.resume?.runs ?? []).map(copy);
  }

  /** The record of the next run, to be told again or to be filled. */
  begin(): RunRecord {
    const record = this.#runs[this.#next] ?? { epochs: [], scores: [], ended: false, state: undefined };
    this.#runs[this.#next++] = record;
    return record;
  }

  /** Hands out a checkpoint where one is due. `state` is called only then. */
  afterEpoch(record: RunRecord, state: () => RunState): void {
    if (this.#options.onCheckpoint === undefined) return;
    if (performance.now() - this.#saved < 1000 * (this.#options.every ?? 10)) return;
    this.save(record, state());
  }

  save(record: RunRecord, state: RunState): void {
    record.state = state;
    const runs = this.#runs.slice(0, this.#next).map(copy);
    this.#options.onCheckpoint?.({ runs });
    this.#saved = performance.now();
  }
}

function copy(run: RunRecord): RunRecord {
  return { ...run, epochs: [...run.epochs], scores: [...run.scores] };
}
