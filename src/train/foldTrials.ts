import { ComputationError } from "../numeric/errors.ts";
import { Limit } from "../numeric/limit.ts";
import {
  type Candidate,
  type Choice,
  checkpoints,
  type Split,
  type Trial,
  type TryAll,
} from "./selection.ts";

/**
 * Trials of candidates on folds, in the course of which it may turn out that some need not be made. What comes of them does not
 * depend on how many run side by side, nor on which ends first.
 */
export class FoldTrials {
  readonly #candidates: readonly Candidate[];
  readonly #splits: readonly Split[];
  readonly #maximumEpochs: number;
  readonly #tryAll: TryAll;
  /** What one fold did not reach counts for none; whether a failure does, only folds before it may say. */
  readonly #limits: readonly (readonly Limit[])[];
  readonly #trials: readonly Trial[][];

  constructor(
    candidates: readonly Candidate[],
    splits: readonly Split[],
    maximumEpochs: number,
    tryAll: TryAll,
  ) {
    this.#candidates = candidates;
    this.#splits = splits;
    this.#maximumEpochs = maximumEpochs;
    this.#tryAll = tryAll;
    this.#limits = candidates.map(() => splits.map(() => new Limit()));
    this.#trials = candidates.map(() => []);
  }

  /** Tries some candidates, by their places and begun in that order, on the folds that follow those that they were tried on. */
  async attempt(chosen: readonly number[], folds: number): Promise<void> {
    const from = this.#trials[chosen[0]].length;
    const done = await this.#tryAll(chosen.length * folds, async (turn, attempt) => {
      const place = chosen[Math.floor(turn / folds)];
      const split = from + (turn % folds);
      const limits = this.#limits[place];
      const index = place * this.#splits.length + split;
      const trial = await attempt(this.#candidates[place], { index, split, limit: limits[split] });
      if (trial.failure === undefined)
        for (const later of limits.slice(split + 1)) later.lower(trial.scores.length - 1);
      return trial;
    });
    chosen.forEach((place, i) => {
      this.#trials[place].push(...done.slice(i * folds, (i + 1) * folds));
    });
  }

  /**
   * The number of epochs of a candidate that has the best mean over the folds that it was tried on, of those epochs that all of
   * these have reached.
   *
   * @throws ComputationError where a trial failed within epochs that count
   */
  bestOf(place: number): Choice {
    const candidate = this.#candidates[place];
    const trials = this.#trials[place];
    const splits = this.#splits.slice(0, trials.length);
    const rowCount = splits.reduce((sum, { held }) => sum + held.length, 0);
    const ladder = checkpoints(this.#maximumEpochs);
    const sums = new Float64Array(ladder.length + 1);
    let reached = ladder.length;
    for (const [fold, { held }] of splits.entries()) {
      const { scores, failure } = trials[fold];
      if (failure !== undefined && scores.length - 1 < reached) throw new ComputationError(failure);
      scores.forEach((score, i) => {
        sums[i] += (score * held.length) / rowCount;
      });
      reached = Math.min(reached, scores.length - 1);
    }
    let best = 0;
    for (let i = 1; i <= reached; i++) if (sums[i] < sums[best]) best = i;
    const epochs = best === 0 ? 0 : ladder[best - 1];
    return {
      candidate,
      rates: new Array<number>(epochs).fill(candidate.rate),
      score: sums[best],
      bySplit: trials.map(({ scores }) => scores[best]),
    };
  }

  /** The choices of some candidates, the best first. */
  choices(chosen: readonly number[]): Choice[] {
    return chosen.map((place) => this.bestOf(place)).sort((a, b) => a.score - b.score);
  }
}

/**
 * Little data: every candidate is tried on every fold; the best mean over the folds names candidate and number of epochs. No
 * epochs at all is a possible answer where the candidate has a start of its own. The answer does not depend on how many trials run
 * side by side, nor on which ends first: epochs count that all folds have reached.
 *
 * @throws ComputationError where a trial failed within epochs that count
 */
export async function chooseByCrossValidation(
  candidates: readonly Candidate[],
  splits: readonly Split[],
  maximumEpochs: number,
  tryAll: TryAll,
): Promise<Choice[]> {
  const trials = new FoldTrials(candidates, splits, maximumEpochs, tryAll);
  const all = [...candidates.keys()];
  // The last start learns longest: begun first, its folds leave no thread idle at the end.
  await trials.attempt([...all].reverse(), splits.length);
  return trials.choices(all);
}
