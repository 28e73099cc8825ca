import type { ColumnType } from "../data/index.ts";
import type { FillDistribution } from "../gaussian/index.ts";
import type {
  Architecture,
  DistillationSummary,
  EpochRecord,
  LatentModel,
  ModelKind,
  ObjectiveChoice,
  TrainingSummary,
  TrustSummary,
} from "../model/index.ts";

import type { Executor } from "../numeric/work.ts";
import type { Anchors } from "../query/index.ts";
import type { JournalOptions } from "./journal.ts";
import type { Trust } from "./trust.ts";
import type { Tuning } from "./tuning.ts";

export const presets = ["recommended", "paper"] as const;
/** One of the ways to train: `recommended` or `paper`. */
export type Preset = (typeof presets)[number];

/** How far a training is, as it is told to `onProgress`. */
export interface TrainProgress {
  readonly phase: string;
  /** Whether it trains to find out how to train, and what it has is not kept. */
  readonly trial?: boolean;
  /** Epochs done over all phases, and an estimate of how many there will be. */
  readonly done: number;
  readonly total: number;
  /** The total is no estimate yet, only what it will not exceed. */
  readonly atMost?: boolean;
  readonly epoch?: number;
  /** Negative ELBO, nats a row, raw units. */
  readonly loss?: number;
  /** The latest held-out negative log-likelihood, nats a row, raw units, while starts and epochs are chosen. */
  readonly validation?: number;
  readonly rate?: number;
}

/** How {@link train} trains; every field has a default. */
export interface TrainOptions {
  /** The structure to train; by default `true`, or that of a family without a graph. */
  readonly model?: ModelKind;
  /** `recommended` (default) chooses by itself; `paper` follows the publication. */
  readonly preset?: Preset;
  readonly seed?: number;
  /**
   * How far data may overrule the network, for the structure `true` and the preset `recommended`. `auto` (default): arcs
   * that the network lacks may take part in the affine layers where held-out rows gain by it, and where bent rows contradict it,
   * the structure `fc` takes its place. `full`: the network as it is. A number: how much more firmly arcs outside the network are held
   * at nothing than those inside.
   */
  readonly trust?: Trust;
  /**
   * A hidden node's sign is arbitrary. By default each raises its first child in the order of the network; here a node that
   * it shall raise may be named, as in `{ severity: "crp" }`, or one that it shall lower, `{ severity: "-crp" }`.
   */
  readonly anchors?: Anchors;
  /**
   * What the network's nodes are (`network.types`). Where all columns have levels and rows are few, the tables of the network may
   * teach the model; that needs the states of hidden nodes, which are tried with two to four of them where nothing is said here.
   */
  readonly types?: ReadonlyMap<string, ColumnType>;
  readonly architecture?: Partial<Omit<Architecture, "model">>;
  /** Settings of the training by hand. */
  readonly tuning?: Tuning;
  /**
   * Where the parts of the training are carried out, such as `openThreads()` of `siren-vae/io`. Without it, and where there is
   * little to do, they are carried out here, one after the other. The model is the same to the last bit.
   */
  readonly executor?: Executor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
  /**
   * Told in whole sentences which nodes are taken as hidden where the graph does not say it, and which marked ones have a column
   * that is not used.
   */
  readonly onNote?: (sentence: string) => void;
  /** For trainings that may be interrupted and go on later, bit for bit. */
  readonly checkpoints?: JournalOptions;
}

/** How {@link trainPosterior} trains an encoder for a network that is given. */
export interface PosteriorTraining extends Omit<TrainOptions, "model"> {
  /** Rows to be drawn from the network; 10,000 by default. */
  readonly rows?: number;
}

/** What a preset hands back. */
export interface TrainingOutcome {
  readonly model: LatentModel;
  /** Of a finished model: what training normalizes is normalized. */
  readonly values: Float64Array;
  /** What missing values were filled from, where there is such a fit. */
  readonly fill?: FillDistribution;
  readonly start: string;
  /** Losses in the units that the training worked in. */
  readonly history: readonly EpochRecord[];
  /** What was raised; the ELBO where absent. */
  readonly objective?: ObjectiveChoice;
  readonly trust?: TrustSummary;
  readonly distilled?: DistillationSummary;
  readonly choices: TrainingSummary["choices"];
}
