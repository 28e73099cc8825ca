import { TRUST_PRECISIONS, trustWork } from "../../gaussian/index.ts";
import type { Dag } from "../../graph/index.ts";
import type { Steps } from "../../numeric/turns.ts";

/** Of EM from four starts, as the fits of networks with hidden nodes make them. */
export const FIT_ITERATIONS = 270;
const RUNG_ITERATIONS = 30;

/** What a network is compared with. */
export interface DenseGraphs {
  readonly fc: Dag;
  readonly ind: Dag;
}

/** A part of a critique: how many iterations it makes, and how many of the network as it stands take as many multiplications. */
export interface Portion {
  readonly steps: number;
  readonly cost: number;
}

/** How far a critique is, in iterations of EM on the network as it stands. */
export class CritiquePlan {
  readonly ownFit: Portion = { steps: FIT_ITERATIONS, cost: FIT_ITERATIONS };
  readonly fcFit: Portion;
  readonly indFit: Portion;
  /** Of one fold. */
  readonly ladder: Portion;
  /** Of one fold: one change of the network. */
  readonly change: Portion = { steps: RUNG_ITERATIONS, cost: RUNG_ITERATIONS };
  total: number;
  done = 0;
  readonly #folds: number;
  readonly #resamplings: number;
  readonly #rung: number;
  #changes: number;

  /** @param ladder the graph whose arcs take part in the ladder, where it has many more than the network */
  constructor(
    own: Dag,
    given: {
      readonly dense: DenseGraphs | undefined;
      readonly folds: number;
      readonly resamplings: number;
      readonly ladder: Dag | undefined;
    },
  ) {
    const { dense, folds, resamplings, ladder } = given;
    const one = trustWork(own);
    const fit = (graph: Dag | undefined): Portion => ({
      steps: FIT_ITERATIONS,
      cost: graph ? (FIT_ITERATIONS * trustWork(graph)) / one : 0,
    });
    this.fcFit = fit(dense?.fc);
    this.indFit = fit(dense?.ind);
    this.#rung = RUNG_ITERATIONS * (ladder ? trustWork(ladder) / one : 1);
    this.ladder = this.climb(TRUST_PRECISIONS.length);
    this.#folds = folds;
    this.#resamplings = resamplings;
    this.#changes = own.latent.length;
    const once = this.ownFit.cost + this.fcFit.cost + this.indFit.cost + this.ladder.cost + this.change.cost;
    this.total = folds * (once + this.#changes * this.change.cost) + (resamplings + 1) * this.ownFit.cost;
  }

  /** Of one table. */
  climb(rungs: number): Portion {
    return { steps: rungs * RUNG_ITERATIONS, cost: rungs * this.#rung };
  }

  /** One change of the network in all folds. */
  get changeOfAll(): Portion {
    return { steps: this.#folds * this.change.steps, cost: this.#folds * this.change.cost };
  }

  /** So many rungs are climbed by all rows, every fold and every resampling, and so many changes of the network are judged. */
  found(rungs: number, changes: number): void {
    this.total += (this.#folds + this.#resamplings + 1) * this.climb(rungs).cost;
    this.total += this.#folds * (changes - this.#changes) * this.change.cost;
    this.#changes = changes;
  }

  /** Steps that count as such a part, as far as they are. */
  *counted<Result>(steps: Steps<Result>, { steps: count, cost }: Portion): Steps<Result> {
    const end = this.done + cost;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        this.done = end;
        return step.value;
      }
      this.done = Math.min(end, this.done + cost / Math.max(1, count));
      yield;
    }
  }
}
