import type {
  ArcVerdict,
  Calibration,
  ColumnType,
  Dataset,
  ModelKind,
  ModelParts,
  TrainingCheckpoint,
} from "../../../src/internals.ts";
import type { MaskPicture } from "../network/maskPictures.ts";
import type { Table } from "../train/data.ts";
import type { KindOfModel } from "../train/kindOfModel.ts";
import type { UnitsQuestion } from "./latentUnits.ts";

/** The rows that models are trained and tested on, measured columns only, and the truth behind them where it is known. */
export interface StudyData {
  /** A file's name, or undefined for simulated rows. */
  readonly file?: string;
  readonly train: Dataset;
  readonly test: Dataset;
  /** All nodes of the test rows; simulated rows only. */
  readonly truth?: Dataset;
  /** Which of the file's rows these are, counted from 0; absent for simulated rows and in what earlier pages kept. */
  readonly places?: { readonly train: Int32Array; readonly test: Int32Array };
}

export type Method = "watch" | "recommended" | "paper";

/** Everything that a training depends on; the same task gives the same bits, here and in Node. */
export interface TrainingTask {
  /** The network in the project's file format. */
  readonly network: unknown;
  readonly data: Dataset;
  readonly model: ModelKind;
  readonly method: Method;
  readonly hidden: number;
  readonly blocks: number;
  readonly seed: number;
  readonly epochs: number;
  readonly start: "linear-gaussian" | "random";
  readonly trust?: "auto" | "full";
  readonly kind?: KindOfModel;
}

/** A training on its way, as plain data that a browser can store. */
export interface SavedTraining {
  readonly journal: TrainingCheckpoint;
  /** Of a watched training: the weights with the best validation so far. */
  readonly best?: { readonly epoch: number; readonly values: Float64Array };
}

export interface CurvePoint {
  readonly epoch: number;
  /** Negative ELBO of the training rows, nats a row, raw units. */
  readonly loss: number;
  /** Bound of the negative log-likelihood of the rows held out. */
  readonly validation?: number;
  /** Points of a trial whose weights are not kept. */
  readonly trial?: boolean;
}

export interface TrainingProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** The total is only what it will not exceed. */
  readonly atMost?: boolean;
  readonly points: readonly CurvePoint[];
  readonly stepsPerSecond: number;
}

export type TrainingCommand =
  | {
      readonly kind: "train";
      readonly task: TrainingTask;
      readonly resume?: SavedTraining;
      /** End at once with the best weights of what is resumed. */
      readonly finish?: boolean;
    }
  /** Get ready to train. */
  | { readonly kind: "warm" }
  | { readonly kind: "pause" }
  | { readonly kind: "finish" };

export type TrainingReport =
  | ({ readonly kind: "progress" } & TrainingProgress)
  | { readonly kind: "checkpoint"; readonly saved: SavedTraining }
  | { readonly kind: "paused"; readonly saved: SavedTraining | undefined }
  | { readonly kind: "done"; readonly parts: ModelParts }
  | { readonly kind: "failed"; readonly message: string };

/** Questions to finished models and to data, answered one after another by a worker of their own. */
export interface Questions {
  /** Rows to train and test on, drawn from a network. */
  simulate: { input: { network: unknown; rows: number; seed: number; testSeed?: number }; output: StudyData };
  /** Rows of a person's own, a part of them kept apart to test on. */
  split: {
    input: {
      data: Dataset;
      /** Which of the file's rows the data are. */
      places: Int32Array;
      observed: readonly string[];
      file: string;
      seed: number;
    };
    output: StudyData;
  };
  /** Arcs between the columns of a table that its complete rows suggest, whatever they measure, and what the search passed over. */
  suggest: {
    input: { table: Table; columns: readonly string[] };
    output: {
      readonly nodes: readonly { readonly name: string; readonly parents: readonly string[] }[];
      readonly notes: readonly string[];
    };
  };
  /** What the rows say of the network's arcs, by linear-Gaussian fits. */
  criticise: { input: { network: unknown; data: Dataset }; output: ArcCritique };
  baselines: {
    input: { network: unknown; drawn: boolean; train: Dataset; test: Dataset; seed: number };
    output: Baselines;
  };
  score: { input: { model: string; test: Dataset; samples: number }; output: Score };
  /** New rows, measured columns only. */
  sample: { input: { model: string; rows: number; seed: number }; output: Dataset };
  row: { input: RowQuestion; output: RowAnswer };
  intervene: {
    input: UnitsQuestion & {
      readonly model: string;
      readonly node: string;
      /** In the units in which the node is shown. */
      readonly value: number;
      readonly rows: number;
    };
    output: InterventionAnswer;
  };
  /** Draws of all nodes before anything is known. */
  priors: { input: UnitsQuestion & { readonly model: string }; output: readonly NodeBelief[] };
  beliefs: { input: BeliefQuestion; output: Beliefs };
  /** The same with more draws, which a newer question ends. */
  finerBeliefs: { input: BeliefQuestion; output: Beliefs };
  /** Measured nodes that are open by what they would tell of another, most first. */
  telling: {
    input: UnitsQuestion & {
      readonly model: string;
      readonly seen: readonly (readonly [string, number])[];
      readonly target: string;
    };
    /** Expected information in nats. */
    output: readonly { readonly name: string; readonly nats: number }[];
  };
  /** How strong arcs are and how awake latents, in a finished model. */
  learned: { input: { model: string; data: Dataset }; output: Learned };
  /** The same of a watched training on its way, from what it has kept last. */
  learnedSoFar: { input: { task: TrainingTask; saved: SavedTraining }; output: Learned };
  /** The connections of each layer of a model that is not trained yet. */
  masks: {
    input: {
      network: unknown;
      structure: Exclude<ModelKind, "vae">;
      hidden: number;
      blocks: number;
      /** Of measured nodes that a table tells more about than the network. */
      types?: Readonly<Record<string, ColumnType>>;
    };
    output: readonly MaskPicture[];
  };
  imputeTable: { input: { model: string; data: Dataset }; output: Dataset };
  posteriorTable: {
    /** With the numbers that the rows go by. */
    input: { model: string; data: Dataset; numbers: Int32Array };
    output: Dataset;
  };
  likelihoods: { input: { model: string; data: Dataset; samples: number }; output: Float64Array };
  calibrate: { input: { model: string; data: Dataset; simulations: number }; output: Calibration };
  /** A model with the sign of a hidden node turned. */
  turn: { input: { model: string; latent: string }; output: ModelParts };
  /** The files of a model's folder by their names. */
  modelFiles: {
    input: { model: string; network: unknown };
    output: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  };
  /** Hands a model over under a name. */
  hold: { input: { model: string; parts: ModelParts }; output: undefined };
}

export interface RowQuestion {
  readonly model: string;
  readonly network: unknown;
  /** Whether the rows were drawn from that network, so that its posterior is theirs. */
  readonly drawn: boolean;
  /** One row of the measured columns; NaN where a value is left out. */
  readonly row: Dataset;
  /** Rows by which the model's latents are laid beside the network's. */
  readonly test: Dataset;
  /** The hidden values of those rows, where they were simulated. */
  readonly truth: Dataset | undefined;
  readonly samples: number;
}

export interface BeliefQuestion extends UnitsQuestion {
  readonly model: string;
  /** Measured values, raw units. */
  readonly seen: readonly (readonly [string, number])[];
  /** Values that nodes are set to, in shown units. */
  readonly done: readonly (readonly [string, number])[];
  readonly samples: number;
}

/** What is believed of the nodes that nothing is known of. */
export interface Beliefs {
  readonly nodes: readonly NodeBelief[];
  /** Of how many draws; undefined where all is in closed form. */
  readonly draws: number | undefined;
  /** How many independent draws they are worth. */
  readonly effective: number;
}

export interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

/** What is believed of a node, in the units in which it is shown: a normal distribution, or draws. */
export interface NodeBelief {
  readonly name: string;
  readonly belief: Normal | Float64Array;
  /** The known nodes that bear on it; none of them is left out. Absent where nothing is known, or all is exact. */
  readonly bearing?: readonly string[];
  readonly agreement?: number;
  /** Before anything is known: whether a hidden node is shown with the network's sign, and the model has the other one. */
  readonly turned?: boolean;
}

/** What a node is before anything is known. */
export interface Prior {
  readonly mean: number;
  readonly deviation: number;
  /** What 95 % lie between. */
  readonly low: number;
  readonly high: number;
}

/** A distribution in short: draws, and what is exact where that is known. */
export interface Belief {
  readonly name: string;
  readonly draws: Float64Array;
  /** What was to be expected before the row was known: of a measured node, how the test rows spread. */
  readonly prior: Prior;
  readonly exact?: { readonly mean: number; readonly deviation: number };
}

export interface LatentBelief extends Belief {
  /**
   * How well the model's latent follows the network's over the test rows: a correlation. Undefined where the latent stays in
   * the model's own units.
   */
  readonly agreement?: number;
}

export interface RowAnswer {
  readonly latents: readonly LatentBelief[];
  /** Values that were left out. */
  readonly gaps: readonly Belief[];
  /** Whether all is in closed form: draws are quantiles at even distances. */
  readonly closed: boolean;
  readonly effective: number;
}

export interface InterventionAnswer {
  readonly before: Dataset;
  readonly after: Dataset;
  /** Means of the measured nodes under the generating network, where that is linear. */
  readonly exact: Readonly<Record<string, number>> | undefined;
}

export type Question = keyof Questions;

export interface Baselines {
  /** Negative log-likelihood of the test rows, nats a row. */
  readonly lines: readonly {
    readonly name: string;
    readonly nll: number;
    /** Row by row; older pages kept none. */
    readonly rows?: Float64Array;
  }[];
  /** Under the generating network, where its density is exact. */
  readonly exact: number | undefined;
  readonly exactRows?: Float64Array;
}

/** The part of a critique that arcs can be drawn by. */
export interface ArcCritique {
  readonly requested: readonly ArcVerdict[];
  readonly needless: readonly ArcVerdict[];
  /** The network's advantage over one that knows nothing of the matter, nats a row, and what that is in words. */
  readonly worth:
    | { readonly mean: number; readonly standardError: number; readonly against: string }
    | undefined;
  readonly rows: number;
}

/** What a model has made of the network. */
export interface LearnedArc {
  readonly parent: string;
  readonly child: string;
  /** Average slope of the child on the parent, in standard deviations of the rows; of several levels the steepest. */
  readonly slope: number;
  /** Where one end is labels in no order: the slope is of one of them, and its sign says nothing of the others. */
  readonly unsigned?: true;
}

export interface Learned {
  readonly arcs: readonly LearnedArc[];
  /** Arcs that the network lacks and training added. */
  readonly added: readonly LearnedArc[];
  /** Whether signs of hidden nodes can be turned. */
  readonly turns: boolean;
  /** Of each latent, the share of its variance that the rows decide. */
  readonly awake: readonly { readonly latent: string; readonly share: number }[];
}

export interface Score {
  readonly nll: number;
  /** Negative log-likelihood row by row. */
  readonly rows: Float64Array;
  readonly standardError: number;
  readonly elbo: number;
  readonly reconstruction: number;
  readonly effective: number;
  readonly bound: number;
}
