import type { DiscreteNodeShape } from "../baselines/index.ts";
import type { Dataset } from "../data/index.ts";
import type { LinearGaussianFit } from "../gaussian/index.ts";
import type { NodeSpec } from "../graph/index.ts";
import type { Architecture, ModelKind } from "../model/index.ts";
import type { RunRecord } from "./journal.ts";
import type { Trial } from "./selection.ts";
import type { AddedArcs, Trust } from "./trust.ts";
import type { Tuning } from "./tuning.ts";

/** What a training by the preset `recommended` begins with, as plain data. */
export interface WorkshopSetup {
  readonly nodes: readonly NodeSpec[];
  readonly observed: readonly string[];
  readonly data: Dataset;
  readonly model: ModelKind;
  readonly seed: number;
  readonly trust: Trust;
  readonly architecture: Partial<Omit<Architecture, "model">>;
  readonly tuning: Tuning;
  /** Where the network's averaged tables may teach the model. */
  readonly teachers?: Teachers;
}

/** What the hidden nodes of a network may be. */
export interface Teachers {
  /** Whether the network itself says the levels of its hidden nodes. */
  readonly declared: boolean;
  readonly alternatives: readonly {
    /** Of hidden nodes whose levels the network does not say. */
    readonly states?: number;
    readonly shapes: readonly DiscreteNodeShape[];
  }[];
}

/** Training rows: those of a split or judge, by its place, or all. */
export type RowSet = number | "all";

/** A fit without its graph, which whoever reads it knows. */
export type PlainFit = Omit<LinearGaussianFit, "dag">;

/** Arcs that were added, as plain data. */
export type PlainAddition = Pick<AddedArcs, "arcs" | "precision">;

/** How a model departs from the network: by arcs that were added, or by another structure in its place. */
export type Departure = PlainAddition | { readonly structure: "fc" };

/** What the model is and starts from. */
export interface Footing {
  readonly departure: Departure | undefined;
  /** The fit of the model's graph to the rows, where anything needs it. */
  readonly fit: PlainFit | undefined;
}

/** A part of a training that needs nothing of those beside it. */
export type WorkshopTask =
  | { readonly kind: "fit"; readonly rows: RowSet; readonly departure: Departure | undefined }
  /** The fit of the network, then the rungs of the ladder of trust. */
  | { readonly kind: "climb"; readonly rows: RowSet }
  /** From the ladder's last rung that counts to the network with the arcs that were added. */
  | {
      readonly kind: "amend";
      readonly rows: RowSet;
      readonly departure: PlainAddition;
      readonly from?: PlainFit;
    }
  | (Footing & {
      readonly kind: "trial";
      /** Its place among the candidates. */
      readonly candidate: number;
      readonly split: number;
      readonly record: RunRecord | undefined;
      /** Seconds between records; none are handed out without. */
      readonly every: number | undefined;
    })
  | (Footing & {
      readonly kind: "refit";
      readonly candidate: number;
      readonly rates: readonly number[];
      /** The held-out score that the choice was made by. */
      readonly promised: number | undefined;
      readonly records: readonly (RunRecord | undefined)[];
      /** Seconds between records; none are handed out without. */
      readonly every: number | undefined;
    })
  /** How the averaged tables of the network, given the rows of a split, fare on those held out. */
  | { readonly kind: "teach"; readonly teacher: number; readonly split: number }
  /** The model taught by the averaged tables given all rows. */
  | (Footing & {
      readonly kind: "distil";
      /** Its place among the teachers. */
      readonly teacher: number;
      readonly record: RunRecord | undefined;
      /** Seconds between records; none are handed out without. */
      readonly every: number | undefined;
    });

/** What a trial or a refit says on the way; losses and scores in the units of the training. */
export type WorkshopNote =
  | {
      readonly kind: "epoch";
      readonly epoch: number;
      /** Epochs since the last note. */
      readonly epochs: number;
      readonly loss: number;
      readonly rate: number;
      /** Whether it is the second training on all rows. */
      readonly again?: boolean;
      readonly heldOut?: number;
    }
  | { readonly kind: "record"; readonly run: number; readonly record: RunRecord };

export interface Refitted {
  readonly values: Float64Array;
  readonly history: readonly { epoch: number; loss: number; rate: number; klWeight: number }[];
}

/** How a teacher fared: negative log-likelihood of the rows held out, nats a row. */
export interface TeacherScore {
  readonly score: number;
}

export type WorkshopAnswer = PlainFit[] | Trial | Refitted | TeacherScore;

/** A fit as it can be handed to another thread. */
export function plainFit({ dag: _, ...fit }: LinearGaussianFit): PlainFit {
  return fit;
}
