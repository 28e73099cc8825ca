import type { ColumnType, Scales } from "../data/index.ts";
import type { BlockCertificate, FlowCertificate } from "../flow/index.ts";
import type { FillDistribution } from "../gaussian/index.ts";
import type { Architecture } from "./config.ts";
import type { ObjectiveChoice } from "./objectives.ts";

export interface EpochRecord {
  readonly epoch: number;
  /** Minus the bound that is raised, the ELBO where nothing else is said; nats a row, raw units. */
  readonly loss: number;
  readonly validation?: number;
  readonly rate: number;
  readonly klWeight: number;
}

/** Precisions are relative to that of the network's own arcs; null stands for infinity, the network as it is. */
export interface TrustSummary {
  readonly precision: number | null;
  /** What held-out rows gain by each precision over the network as it is, nats a row of the linear-Gaussian fits. */
  readonly scores: readonly {
    readonly precision: number | null;
    readonly gain: number;
    readonly standardError: number;
  }[];
  /** The structure that took the network's place, and what held-out rows gain by it after training, nats a row. */
  readonly instead?: {
    readonly structure: "fc";
    readonly gain: number;
    /** Over folds; null where a single split judged. */
    readonly standardError: number | null;
  };
}

/** How a model was taught by the tables of its network, averaged over what the rows leave open. */
export interface DistillationSummary {
  /** Those of each hidden node whose levels the network does not say, by held-out rows. */
  readonly states?: number;
  /** Rows that were drawn from the average, and the networks that make it up. */
  readonly rows: number;
  readonly networks: number;
  /** Negative log-likelihood of held-out rows under averages given the others, nats a row. */
  readonly score: number;
  /** Nats a row by which the model is behind the average on rows of its own. */
  readonly behind: number;
}

/** How a model came to be. */
export interface TrainingSummary {
  readonly preset: string;
  readonly seed: number;
  readonly rows: number;
  /** `linear-gaussian` or `random`. */
  readonly start: string;
  readonly epochs: number;
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
  /** What was raised; the ELBO of one draw a row where absent. */
  readonly objective?: ObjectiveChoice;
  /** What was compared before the final training, with held-out nats a row in raw units; what was taken comes first. */
  readonly choices: readonly { readonly candidate: string; readonly score: number }[];
  /** Where the averaged tables of a discrete network taught the model: how. */
  readonly distilled?: DistillationSummary;
  /** How firmly arcs outside the network were held at nothing; absent where the network was trusted in full. */
  readonly trust?: TrustSummary;
}

/** Everything that a stored model consists of, as plain data. */
export interface ModelParts {
  readonly nodes: readonly { readonly name: string; readonly parents: readonly string[] }[];
  readonly observed: readonly string[];
  readonly architecture: Architecture;
  readonly scales: Scales;
  /** What the columns measure, in the order of `observed`; all are Gaussian numbers where absent. */
  readonly types?: readonly ColumnType[];
  /** What missing values are filled from; models of more than 500 columns trained on complete rows have none. */
  readonly fill?: FillDistribution;
  /** Of the family `posterior`: the network as it is stored, and mean and standard deviation of its hidden nodes. */
  readonly given?: {
    readonly network: unknown;
    readonly mean: readonly number[];
    readonly deviation: readonly number[];
  };
  /** Stored weights only, in the order of the masks' patterns; `shape` is that of the dense matrix. */
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float64Array;
  }[];
  readonly training: TrainingSummary;
}

/** What proves a model's flows invertible: `certificate()` of a trained model gives it. */
export interface Certificate {
  readonly blocks: readonly BlockCertificate[];
  /** The largest of the blocks' bounds; every flow is invertible where it is below 1. */
  readonly bound: number;
  /** What proves each flow invertible, or that nothing does. */
  readonly flows: readonly (Pick<FlowCertificate, "guarantee" | "statement"> & { readonly name: string })[];
}
