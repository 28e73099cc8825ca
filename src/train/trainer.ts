import { Adam, Engine, Noise, type NonFinite, ParameterStore, Tape } from "../engine/index.ts";
import type { CodedTable } from "../likelihood/index.ts";
import {
  ELBO,
  type LatentModel,
  type ObjectiveChoice,
  type RecordedElbo,
  recordElbo,
  storeTable,
} from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";

export interface TrainerOptions {
  readonly batch: number;
  readonly seed: number;
  /** Path gradients (sticking the landing) for the encoder. */
  readonly path: boolean;
  /** What is raised; the ELBO by default. */
  readonly objective?: ObjectiveChoice;
}

/** Means over the rows of an epoch, nats a row in standardized units. */
export interface EpochResult {
  /** Minus the bound that is raised, without the KL weight: -(log-likelihood + log-prior - log-posterior) for the ELBO. */
  readonly negativeElbo: number;
  readonly reconstruction: number;
  readonly kl: number;
}

/** How far an epoch has come: rows that are done, and their sums. */
export interface EpochPart {
  readonly at: number;
  readonly bound: number;
  readonly likelihood: number;
  readonly prior: number;
  readonly posterior: number;
}

/** Everything that a training needs to go on from exactly where it was. */
export interface TrainerState {
  readonly values: Float64Array;
  readonly buffers: Float64Array;
  readonly optimizer: ReturnType<Adam["snapshot"]>;
  readonly noise: Uint32Array;
  /** In the midst of an epoch, as it was before. */
  readonly shuffle: Uint32Array;
  readonly within?: EpochPart;
  /** Precisions of the priors, where they move as training goes. */
  readonly prior?: Float64Array;
}

/** Called between short pieces of work; rejects where the work is to end. */
export type Breathe = () => Promise<void>;

const WITHOUT_PAUSE: Breathe = async () => {};

/** One model on one table: epochs of Adam on the ELBO, in float32, and held-out scores. */
export class Trainer {
  readonly engine: Engine;
  readonly store: ParameterStore;
  readonly adam: Adam;
  readonly #model: LatentModel;
  readonly #tape: Tape;
  readonly #elbo: RecordedElbo;
  readonly #noise: Noise;
  #shuffle: Random;
  readonly #batch: number;
  readonly #order: number;
  #rows: Int32Array;
  /** Rows that go through the tape at once in training, each as often as it has draws. */
  readonly #piece: number;
  readonly #samples: number;
  #lastPiece = { from: 0, count: 0 };
  #scores: number[] = [];
  #told = 0;
  #within: EpochPart | undefined;
  #shuffleBefore: Uint32Array;
  #movedPrior: Float64Array | undefined;

  /** @param rows indices of the rows to train on; all by default. */
  constructor(model: LatentModel, data: CodedTable, options: TrainerOptions, rows?: ArrayLike<number>) {
    this.#model = model;
    this.#rows = Int32Array.from(rows ?? Array.from({ length: data.rowCount }, (_, i) => i));
    this.#batch = Math.min(options.batch, this.#rows.length);
    this.engine = new Engine("float32");
    this.store = new ParameterStore(this.engine, model.list);
    this.adam = new Adam(this.store);
    this.#noise = new Noise(this.engine, options.seed);
    this.#shuffle = new Random(options.seed).fork("order");
    this.#shuffleBefore = this.#shuffle.state();
    const { path, objective = ELBO } = options;
    this.#samples = objective.samples;
    this.#order = this.engine.allocate(4 * data.rowCount * this.#samples);
    const table = storeTable(this.engine, data, model.coding);
    this.#piece = pieceOf(this.#batch, this.#samples);
    this.#tape = new Tape(this.engine, this.#piece * this.#samples);
    this.#elbo = recordElbo(this.#tape, this.store, model, table, { normalize: true, path }, objective);
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /**
   * Normal priors around zero: the loss of a row grows by precision / (2 rows) times a parameter's square.
   *
   * @param moves whether they will be others later, so that they are part of where the training stands
   */
  setPrior(precisions: Float64Array, moves: boolean): void {
    if (moves) this.#movedPrior = precisions;
    this.adam.setPenalty(precisions.map((precision) => precision / this.rowCount));
  }

  get tape(): Tape {
    return this.#tape;
  }

  /** Scores are added to this list; those that are in it already are returned again, in order, without being computed. */
  keepScores(scores: number[]): void {
    this.#scores = scores;
    this.#told = 0;
  }

  /** Scores that were asked for, taken from those kept as long as there are some. */
  get toldScores(): number {
    return this.#told;
  }

  /**
   * One pass over the rows in a fresh random order, or the rest of one that was interrupted. Until {@link settle} its result
   * can be asked for again.
   */
  async epoch(rate: number, klWeight: number, breathe = WITHOUT_PAUSE): Promise<EpochResult> {
    const n = this.#rows.length;
    if (this.#within === undefined) {
      this.#shuffleBefore = this.#shuffle.state();
      this.#within = { at: 0, bound: 0, likelihood: 0, prior: 0, posterior: 0 };
    } else this.#shuffle = Random.fromState(this.#shuffleBefore);
    const permutation = this.#shuffle.permutation(n);
    const samples = this.#samples;
    const order = this.engine.integers(this.#order, samples * n);
    // Draws of the same row are neighbours.
    for (let i = 0; i < order.length; i++) order[i] = this.#rows[permutation[Math.floor(i / samples)]];
    const { objective } = this.#elbo;
    objective.klWeight = klWeight;
    let { at, bound, likelihood, prior, posterior } = this.#within;
    while (at < n) {
      const end = Math.min(at + this.#batch, n);
      const count = end - at;
      this.store.clearGradients();
      this.#tape.clearGradients();
      this.#tape.forwardWeights();
      let finite = true;
      for (; at < end && finite; at += this.#piece) {
        this.#pass(samples * at, samples * Math.min(this.#piece, end - at), count);
        const terms = objective.terms();
        if (samples > 1) bound += count * objective.bound();
        likelihood += count * terms.logLikelihood;
        prior += count * terms.logPrior;
        posterior += count * terms.logPosterior;
        finite = Number.isFinite(terms.logLikelihood + terms.logPrior - terms.logPosterior);
        if (finite) this.#tape.backwardRows();
      }
      if (!finite) break;
      this.#tape.backwardWeights();
      this.adam.step(rate);
      at = end;
      this.#within = { at, bound, likelihood, prior, posterior };
      if (at < n) await breathe();
    }
    return {
      negativeElbo: -(samples > 1 ? bound : likelihood + prior - posterior) / n,
      reconstruction: -likelihood / n,
      kl: (posterior - prior) / n,
    };
  }

  /** The present epoch counts as done; the next one is another. */
  settle(): void {
    this.#within = undefined;
  }

  /**
   * Mean over rows of -log (1/S) sum_s p(x, z_s) / q(z_s | x) in standardized units: the negative ELBO for one
   * sample, a tighter bound of the negative log-likelihood for more. Draws from its own noise, so that looking does
   * not change the training.
   */
  async score(
    data: { order: Int32Array; samples: number; seed: number },
    breathe = WITHOUT_PAUSE,
  ): Promise<number> {
    if (this.#told === this.#scores.length) this.#scores.push(await this.#score(data, breathe));
    return this.#scores[this.#told++];
  }

  /** The same of every row; looked at, not told again on resuming. */
  async scoreRows(
    data: { order: Int32Array; samples: number; seed: number },
    breathe = WITHOUT_PAUSE,
  ): Promise<Float64Array> {
    const perRow = new Float64Array(data.order.length);
    await this.#score(data, breathe, perRow);
    return perRow;
  }

  async #score(
    data: { order: Int32Array; samples: number; seed: number },
    breathe: Breathe,
    perRow?: Float64Array,
  ): Promise<number> {
    const kept = this.#noise.state();
    const mark = this.engine.mark();
    const buffers = this.#buffers();
    try {
      return await this.#draws(data, breathe, perRow);
    } catch (error) {
      // It will be scored again, and must not have been half scored before.
      this.engine.doubles(this.store.buffers, buffers.length).set(buffers);
      throw error;
    } finally {
      this.engine.release(mark);
      this.#noise.restore(kept);
    }
  }

  async #draws(
    { order, samples, seed }: { order: Int32Array; samples: number; seed: number },
    breathe: Breathe,
    perRow?: Float64Array,
  ): Promise<number> {
    this.#noise.reseed(seed);
    const { kernels } = this.engine;
    const tape = this.#tape;
    const { input, logLikelihood, logPrior, logPosterior } = this.#elbo;
    const bytes = tape.stride;
    const padded = tape.paddedBatch;
    const [weights, own, largest, sum, squares] = [0, 0, 0, 0, 0].map(() => this.engine.allocate(bytes));
    // A place of the tape holds one draw, of whichever row.
    const places = this.#piece * this.#samples;
    const inPlaces = this.engine.allocate(4 * places);
    const noise = this.#noiseOfDraws(padded);
    let total = 0;
    tape.forwardWeights();
    for (let from = 0; from < order.length; from += places) {
      const count = Math.min(places, order.length - from);
      // Few rows leave room for several draws of each, with the noise that they have one after the other.
      const together = tape.entangled ? 1 : Math.min(samples, Math.floor(places / count));
      const rows = this.engine.integers(inPlaces, together * count);
      for (let draw = 0; draw < together; draw++) rows.set(order.subarray(from, from + count), draw * count);
      input.load(inPlaces, 0, rows.length);
      this.engine.reals(largest, padded).fill(-1e30);
      kernels.clear(sum, bytes);
      kernels.clear(squares, bytes);
      for (let s = 0; s < samples; s += together) {
        const draws = Math.min(together, samples - s);
        noise(draws, count);
        tape.forwardRows();
        kernels.scaleAdd(weights, 0, logLikelihood.pointer, 1, bytes);
        kernels.scaleAdd(weights, 1, logPrior.pointer, 1, bytes);
        kernels.scaleAdd(weights, 1, logPosterior.pointer, -1, bytes);
        for (let draw = 0; draw < draws; draw++) {
          const at = draw * count;
          this.engine.reals(own, count).set(this.engine.reals(weights, padded).subarray(at, at + count));
          kernels.accumulateLogSumExp(largest, sum, squares, own, bytes);
        }
        await breathe();
      }
      const top = this.engine.reals(largest, count);
      const sums = this.engine.reals(sum, count);
      for (let i = 0; i < count; i++) {
        const value = top[i] + kernels.logScalar(sums[i] / samples);
        total += value;
        if (perRow) perRow[from + i] = -value;
      }
    }
    return -total / order.length;
  }

  /** Fills the places of some draws of so many rows with the noise that the draws take one after the other. */
  #noiseOfDraws(padded: number): (draws: number, count: number) => void {
    const { eps } = this.#elbo;
    if (eps === undefined) return () => {};
    const size = eps.rows * padded;
    const drawn = this.engine.allocate((size + 8) * this.engine.elementBytes);
    return (draws, count) => {
      if (draws === 1) {
        this.#noise.fillNormal(eps.pointer, size);
        return;
      }
      const to = this.engine.reals(eps.pointer, size);
      const from = this.engine.reals(drawn, size);
      for (let draw = 0; draw < draws; draw++) {
        this.#noise.fillNormal(drawn, size);
        for (let row = 0; row < eps.rows; row++) {
          const at = row * padded;
          to.set(from.subarray(at, at + count), at + draw * count);
        }
      }
    };
  }

  /** Where the last rows first left the finite numbers; the row is that of the table. */
  findNonFinite(): NonFinite | undefined {
    const { from, count } = this.#lastPiece;
    const found = this.#tape.findNonFinite(count);
    if (found === undefined) return undefined;
    return { ...found, row: this.engine.integers(this.#order, from + count)[from + found.row] };
  }

  state(): TrainerState {
    return {
      values: this.store.snapshot(),
      buffers: this.#buffers(),
      optimizer: this.adam.snapshot(),
      noise: this.#noise.state(),
      shuffle: this.#within ? this.#shuffleBefore : this.#shuffle.state(),
      ...(this.#within && { within: this.#within }),
      ...(this.#movedPrior && { prior: this.#movedPrior }),
    };
  }

  #buffers(): Float64Array {
    return Float64Array.from(this.engine.doubles(this.store.buffers, this.#model.list.bufferLength));
  }

  /** @throws InputError for a state of another model, whose numbers would land in the wrong places. */
  restore(state: TrainerState): void {
    const own = this.state();
    requireLength("weights", own.values, state.values);
    requireLength("buffers", own.buffers, state.buffers);
    requireLength("first moments", own.optimizer.first, state.optimizer.first);
    requireLength("second moments", own.optimizer.second, state.optimizer.second);
    requireLength("words of noise", own.noise, state.noise);
    requireLength("words of the shuffle", own.shuffle, state.shuffle);
    this.store.restore(state.values);
    this.engine.doubles(this.store.buffers, this.#model.list.bufferLength).set(state.buffers);
    this.adam.restore(state.optimizer);
    this.#noise.restore(state.noise);
    this.#shuffle = Random.fromState(state.shuffle);
    this.#shuffleBefore = state.shuffle;
    this.#within = state.within;
    if (state.prior) {
      requireLength("precisions", { length: own.values.length }, state.prior);
      this.setPrior(state.prior, true);
    }
  }

  /** One piece of a batch: places `from` to `from + count` of the order, each with a weight of 1 / `batch`. */
  #pass(from: number, count: number, batch: number): void {
    const { input, eps, objective } = this.#elbo;
    this.#lastPiece.from = from;
    this.#lastPiece.count = count;
    input.load(this.#order, from, count);
    const weights = this.engine.reals(objective.rowWeights.pointer, this.#tape.paddedBatch);
    // Padding and the places beyond a short last piece carry no weight.
    for (let i = 0; i < weights.length; i++) weights[i] = i < count ? 1 / batch : 0;
    if (eps) this.#noise.fillNormal(eps.pointer, eps.rows * this.#tape.paddedBatch);
    this.#tape.forwardRows();
  }
}

function requireLength(what: string, own: ArrayLike<number>, { length }: ArrayLike<number>): void {
  if (length === own.length) return;
  throw new InputError(
    `Expected a checkpoint of this model with ${own.length} ${what}, got ${length}. Start the training anew.`,
  );
}

/**
 * Rows that go through the tape at once: a batch in the fewest equal pieces of at most 128 draws, whose activations a
 * processor's cache holds.
 */
export function pieceOf(batch: number, samples = 1): number {
  return Math.ceil(batch / Math.min(batch, Math.ceil((batch * samples) / 128)));
}
