/** How many epochs a choice among trials and the training after it will take, learned from the trials that have ended. */
export class EpochForecast {
  readonly #candidates: readonly number[];
  readonly #most: number[];
  readonly #finalWeight: number;
  readonly #done: number[];
  readonly #ended: boolean[];
  readonly #running = new Set<number>();
  #sideBySide = 1;

  /**
   * @param candidates of every trial
   * @param most epochs of every trial
   * @param finalWeight what an epoch on all rows takes, in epochs of a trial
   */
  constructor(candidates: readonly number[], most: readonly number[], finalWeight: number) {
    this.#candidates = candidates;
    this.#most = [...most];
    this.#finalWeight = finalWeight;
    this.#done = candidates.map(() => 0);
    this.#ended = candidates.map(() => false);
  }

  begin(trial: number): void {
    this.#running.add(trial);
    this.#sideBySide = Math.max(this.#sideBySide, this.#running.size);
  }

  advance(trial: number, epochs: number): void {
    this.#done[trial] += epochs;
  }

  /** A trial that will not be made. */
  leaveOut(trial: number): void {
    this.#most[trial] = 0;
  }

  end(trial: number): void {
    this.#running.delete(trial);
    this.#ended[trial] = true;
  }

  /** Epochs of trials, done and to come, and those on all rows as many as the trials would do in their time. */
  get total(): number {
    const trials = this.#done.map((done, trial) => this.#lengthOf(done, trial));
    const last = Math.max(...trials.map((length) => length)) * this.#finalWeight * this.#sideBySide;
    return trials.reduce((sum, length) => sum + length, 0) + (this.isBound ? last : last / PAST_THE_BEST);
  }

  /** Whether `total` is only what it can be at most: trials end early, and none has yet. */
  get isBound(): boolean {
    return !this.#ended.includes(true);
  }

  #lengthOf(done: number, trial: number): number {
    if (this.#ended[trial]) return done;
    const mean = this.#meanOf((other) => this.#candidates[other] === this.#candidates[trial]);
    const most = this.#most[trial];
    const expected = mean ?? this.#meanOf((other) => this.#most[other] === most) ?? most;
    return Math.min(most, Math.max(expected, 1.1 * done));
  }

  #meanOf(counts: (trial: number) => boolean): number | undefined {
    const lengths = this.#done.filter((_, trial) => this.#ended[trial] && counts(trial));
    if (lengths.length === 0) return undefined;
    return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  }
}

/** A trial goes on so much longer than its best epoch, which is where the training on all rows ends. */
const PAST_THE_BEST = 1.6;
