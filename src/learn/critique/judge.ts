import type { LinearGaussianFit } from "../../gaussian/index.ts";
import { type Dag, withoutArcs } from "../../graph/index.ts";
import { type PairedDifference, pairedDifference } from "../../numeric/pairedDifference.ts";
import type { Steps } from "../../numeric/turns.ts";
import { densitiesInSteps, densitiesUnder, type Fold } from "./heldOut.ts";

/** A fold with a fit of the network as it stands, and what fits another from there. */
export interface JudgedFold extends Fold {
  readonly amended: LinearGaussianFit;
  readonly fit: (graph: Dag, from: LinearGaussianFit) => Steps<LinearGaussianFit>;
}

/** Judges changes of a network, one after the other, by rows that its fits did not see. */
export class Judge {
  readonly #folds: readonly JudgedFold[];
  readonly #work: (phase: string, steps: Steps<Float64Array>) => Promise<Float64Array>;
  #graph: Dag;
  #densities: Float64Array;

  /** @param work does the fits of all folds, in turns with others */
  constructor(
    folds: readonly JudgedFold[],
    graph: Dag,
    work: (phase: string, steps: Steps<Float64Array>) => Promise<Float64Array>,
  ) {
    this.#folds = folds;
    this.#work = work;
    this.#graph = graph;
    this.#densities = densitiesUnder(folds, ({ amended }) => amended);
  }

  /** The network with the changes that were made. */
  get graph(): Dag {
    return this.#graph;
  }

  /** Of held-out rows under it. */
  get densities(): Float64Array {
    return this.#densities;
  }

  /** What taking arcs away does to the log-density of held-out rows, nats a row, and how to leave it at that. */
  async without(
    arcs: readonly { readonly parent: number; readonly child: number }[],
    phase: string,
  ): Promise<{ gain: PairedDifference; accept: () => void }> {
    const graph = withoutArcs(
      this.#graph,
      arcs.map(({ parent, child }) => ({
        parent: this.#graph.names[parent],
        child: this.#graph.names[child],
      })),
    );
    const densities = await this.#work(
      phase,
      densitiesInSteps(this.#folds, ({ fit, amended }) => fit(graph, amended)),
    );
    return {
      gain: pairedDifference(densities, this.#densities),
      accept: () => {
        this.#graph = graph;
        this.#densities = densities;
      },
    };
  }
}
