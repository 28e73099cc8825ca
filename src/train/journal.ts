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
  /** Of what the run is: a digest of its rows, seed and settings. */
  readonly of?: string;
  readonly epochs: readonly RunEpoch[];
  readonly scores: readonly number[];
  readonly ended: boolean;
  readonly state?: RunState;
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

export interface RunJournalOptions {
  /** Handed whole records, now and then and at the end. */
  readonly onRecord?: (record: RunRecord) => void;
  /** Seconds between them. Default 10. */
  readonly every?: number;
}

const SECONDS = 10;

/**
 * Keeps what one run tells its caller. A run's course depends on nothing else, so that on resuming what it has told is told
 * again instead of being trained again, and it goes on from its state.
 */
export class RunJournal {
  /** Of what the run is, once it has begun. */
  of: string | undefined;
  readonly epochs: RunEpoch[];
  readonly scores: number[];
  readonly ended: boolean;
  readonly state: RunState | undefined;
  readonly #options: RunJournalOptions;
  #handed = performance.now();

  constructor(record?: RunRecord, options: RunJournalOptions = {}) {
    this.of = record?.of;
    this.epochs = [...(record?.epochs ?? [])];
    this.scores = [...(record?.scores ?? [])];
    this.ended = record?.ended ?? false;
    this.state = record?.state;
    this.#options = options;
  }

  /** Hands out a record where one is due. `state` is called only then. */
  afterEpoch(state: () => RunState): void {
    if (this.#options.onRecord === undefined) return;
    if (performance.now() - this.#handed >= 1000 * (this.#options.every ?? SECONDS)) this.save(state());
  }

  save(state: RunState): void {
    this.#hand({ ended: false, state });
  }

  /** @param state where its weights are still wanted. */
  end(state?: RunState): void {
    this.#hand({ ended: true, ...(state && { state }) });
  }

  #hand(now: Pick<RunRecord, "ended" | "state">): void {
    const { of, epochs, scores } = this;
    this.#options.onRecord?.({ ...(of && { of }), epochs: [...epochs], scores: [...scores], ...now });
    this.#handed = performance.now();
  }
}

const NOTHING: RunRecord = { epochs: [], scores: [], ended: false };

/**
 * Keeps the newest record of every run of a training. Runs have fixed places, in whatever order and wherever they are
 * carried out.
 */
export class TrainingJournal {
  /** Seconds between checkpoints. */
  readonly every: number;
  readonly #runs: RunRecord[];
  readonly #options: JournalOptions;
  #saved = performance.now();

  constructor(options: JournalOptions = {}) {
    this.every = options.every ?? SECONDS;
    this.#options = options;
    this.#runs = [...(options.resume?.runs ?? [])];
  }

  /** Whether anybody wants checkpoints. */
  get wanted(): boolean {
    return this.#options.onCheckpoint !== undefined;
  }

  /** What is known of the run at a place. */
  of(place: number): RunRecord | undefined {
    return this.#runs[place];
  }

  /** A journal for the run at a place, carried out here. */
  run(place: number): RunJournal {
    const onRecord = this.wanted ? (record: RunRecord) => this.keep(place, record) : undefined;
    return new RunJournal(this.of(place), { onRecord, every: this.every });
  }

  /** Takes in the newest record of a run, and hands out a checkpoint where one is due. */
  keep(place: number, record: RunRecord): void {
    while (this.#runs.length < place) this.#runs.push(NOTHING);
    this.#runs[place] = record;
    // Runs side by side hand in their records at different times: half the wait is enough.
    if (performance.now() - this.#saved >= 500 * this.every) this.save();
  }

  /** Carries out a training, and hands out a last checkpoint where the signal ends it. */
  async keptOnAbort<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) this.save();
      throw error;
    }
  }

  /** Hands out a checkpoint, if anything has been done. */
  save(): void {
    if (this.#runs.some(({ epochs }) => epochs.length > 0))
      this.#options.onCheckpoint?.({ runs: [...this.#runs] });
    this.#saved = performance.now();
  }
}
