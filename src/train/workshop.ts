import { type Dataset, hasGaps } from "../data/index.ts";
import type { LinearGaussianFit } from "../gaussian/index.ts";
import { Dag, type NodeSpec } from "../graph/index.ts";
import { codingOf, type TableCoding } from "../likelihood/index.ts";
import {
  type Architecture,
  ConditionalDensity,
  createModel,
  defaultArchitecture,
  familyDefinitions,
  familyOf,
  type LatentModel,
  type ModelKind,
  type ObjectiveChoice,
  objectiveChoice,
  requirePossible,
} from "../model/index.ts";
import { ComputationError, InputError } from "../numeric/errors.ts";
import { pause } from "../numeric/pause.ts";
import { Random } from "../numeric/random.ts";
import type { TaskContext, Work } from "../numeric/work.ts";
import { RunJournal, type RunRecord } from "./journal.ts";
import { fallingRates, heldToPromise } from "./refit.ts";
import { runTraining } from "./run.ts";
import { klWeight } from "./schedule.ts";
import {
  type Candidate,
  crossValidationSplits,
  type Judged,
  type Split,
  scoresFrom,
  type Trial,
  trialByFold,
  trialByPlan,
  trialBySplit,
  validationSplit,
} from "./selection.ts";
import { startFromFit } from "./startFromFit.ts";
import { StartingFits } from "./startingFits.ts";
import { addTold } from "./toldEpochs.ts";
import { type AddedArcs, type Trust, TrustedFits, wantsTrust } from "./trust.ts";
import type { Tuning } from "./tuning.ts";

/** Up to this many rows the choice is made by cross-validation, beyond it by one validation split. */
const LITTLE_DATA = 600;
/** What is used where a person has set nothing. */
const FOLDS = 5;
const VALIDATION_SHARE = 0.15;
const BATCH = 100;
/**
 * Of the normal prior on the nonlinear weights. Chosen, like the rates, by cross-validation on training rows of
 * nonlinear:ecoli70:1, nonlinear:ecoli70:2 and nonlinear:arth150:1 (seed 101), where 1 to 5 did equally well.
 */
const PRECISION = 2;
/** How much shorter than the longest the trainings with rates that fall as planned are. */
const SHORTER = [16, 4, 1];

/**
 * Of random starts on few rows with columns that are not Gaussian, and how their trials are judged: what levels tell is found
 * late, and by encoders whose scores vary more. Chosen on tables of 74 rows of alarm (seeds 11 to 14) and by the folds of three
 * other tables. With fewer rows than `FEW_ROWS` a quick training wins folds by chance (16 rows of asia, the same seeds).
 */
const QUICK_RATE = 2e-2;
const PATIENT = { mostSamples: 64, leastEpochs: 200 };
const FEW_ROWS = 50;
/** With fewer rows, in folds of less than five, no training is believed: the linear start is what such a table can tell. */
const FEWEST_ROWS = 25;
/**
 * Beside one validation split of a table with columns that are not Gaussian: steps and epochs without gain before the rate falls,
 * and draws of all held-out rows together. On few rows, a score by four draws at a high rate stops falling long before the training
 * does. Chosen on parts of the training rows of a table of 891 passengers; from 2,400 rows on it is as for other tables.
 */
const SPLIT_STEPS = 140;
const SPLIT_EPOCHS = { least: 6, most: 20 };
const SPLIT_DRAWS = { all: 2000, least: 4, most: 16 };

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
}

/** Training rows: those of a split or judge, by its place, or all. */
export type RowSet = number | "all";

/** A fit without its graph, which whoever reads it knows. */
export type PlainFit = Omit<LinearGaussianFit, "dag">;

/** Arcs that were added, as plain data. */
export type PlainAddition = Pick<AddedArcs, "arcs" | "precision">;

/** What the model is and starts from. */
interface Footing {
  readonly added: PlainAddition | undefined;
  /** The fit of the model's graph to the rows, where anything needs it. */
  readonly fit: PlainFit | undefined;
}

/** A part of a training that needs nothing of those beside it. */
export type WorkshopTask =
  | { readonly kind: "fit"; readonly rows: RowSet }
  /** The fit of the network, then the rungs of the ladder of trust. */
  | { readonly kind: "climb"; readonly rows: RowSet }
  /** From the ladder's last rung that counts to the network with the arcs that were added. */
  | {
      readonly kind: "amend";
      readonly rows: RowSet;
      readonly added: PlainAddition;
      readonly from?: PlainFit;
    }
  | (Footing & {
      readonly kind: "trial";
      /** Its place among the candidates. */
      readonly candidate: number;
      readonly split: number;
      /** Steps of the ladder of epochs at most: those beyond no longer count. */
      readonly most: number;
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

export type WorkshopAnswer = PlainFit[] | Trial | Refitted;

/** The model of a training and what is fitted for it. */
interface Variant {
  readonly model: LatentModel;
  readonly fits: StartingFits;
}

/** Everything that follows from what a training begins with, and its parts. */
export class Workshop {
  readonly setup: WorkshopSetup;
  readonly coding: TableCoding;
  readonly little: boolean;
  readonly splits: readonly Split[];
  /** By which the trust is chosen. */
  readonly judges: readonly Split[];
  readonly everything: Int32Array;
  readonly masked: Variant;
  readonly objective: ObjectiveChoice;
  readonly candidates: readonly Candidate[];
  readonly maximumEpochs: number;
  readonly #dag: Dag;
  readonly #architecture: Architecture;
  #trusted: TrustedFits | "none" | undefined;
  readonly #variants = new Map<string, Variant>();

  constructor(setup: WorkshopSetup) {
    this.setup = setup;
    const { data, seed, tuning } = setup;
    const { folds = FOLDS, batch = BATCH, precision = PRECISION } = tuning;
    const { rowCount } = data;
    this.#dag = Dag.create(setup.nodes, setup.observed);
    this.coding = codingOf(data);
    const widen = setup.architecture.hidden === undefined;
    this.little = rowCount <= LITTLE_DATA;
    const { falling: longest, lacks } =
      familyDefinitions[familyOf({ ...setup.architecture, model: setup.model })];
    const interacts = !this.little && !lacks.includes("interactions") && setup.architecture.affine !== false;
    const given = {
      ...defaultArchitecture,
      widen,
      ...(interacts && { interactions: true }),
      ...setup.architecture,
      model: setup.model,
    };
    this.#architecture = hasGaps(data) ? { ...given, missing: true } : given;
    const model = this.#create(undefined);
    this.objective = objectiveChoice(tuning.objective, tuning.samples);
    requirePossible(this.objective, model);
    this.masked = { model, fits: new StartingFits(model, data, seed) };
    if (this.little && folds > rowCount && tuning.folds !== undefined) {
      throw new InputError(
        `Expected at most as many folds as rows, got ${folds} folds of ${rowCount} rows. Lower the folds.`,
      );
    }
    this.everything = Int32Array.from({ length: rowCount }, (_, i) => i);
    this.splits = this.little
      ? crossValidationSplits(rowCount, Math.min(folds, rowCount), seed)
      : [validationSplit(rowCount, tuning.validationShare ?? VALIDATION_SHARE, seed)];
    // Linear fits cost little, and one part of the rows says little: what an arc gains is small beside what it varies.
    this.judges = this.little ? this.splits : crossValidationSplits(rowCount, FOLDS, seed);
    const stepsPerEpoch = Math.ceil(rowCount / batch);
    const linear = model.start !== undefined;
    const { start, epochs, maximumEpochs } = tuning;
    const tiny =
      rowCount < FEWEST_ROWS &&
      !this.coding.plain &&
      linear &&
      [epochs, maximumEpochs, start].every((set) => set === undefined);
    this.maximumEpochs = tiny
      ? 0
      : (maximumEpochs ?? (this.little ? Math.max(200, Math.round(2500 / stepsPerEpoch)) : (longest ?? 150)));
    if (start === "linear-gaussian" && !linear) {
      throw new InputError(
        `Expected a model with affine layers for the start linear-gaussian, which the model ${setup.model} does not have. Use the start random.`,
      );
    }
    const warmUp = this.little ? 50 : 10;
    const all: readonly Candidate[] = [
      { name: "linear-gaussian", rate: tuning.rate ?? 3e-3, warmUp: tuning.warmUp ?? 0, precision },
      {
        name: "random",
        rate: tuning.rate ?? (!this.little ? 1e-2 : this.#patient ? QUICK_RATE : 5e-3),
        warmUp: tuning.warmUp ?? warmUp,
        precision,
      },
    ];
    const starts = all.filter(
      ({ name }) =>
        name === (tiny ? "linear-gaussian" : (start ?? name)) && (linear || name !== "linear-gaussian"),
    );
    // Where the epochs are given there is nothing to choose between.
    this.candidates =
      longest !== undefined && !this.little && epochs === undefined
        ? starts.flatMap((one) => fallingLengths(this.maximumEpochs).map((falling) => ({ ...one, falling })))
        : starts;
  }

  /** The ladder of trust, where data may overrule the network; made when it is asked for, since large networks lack many arcs. */
  get trusted(): TrustedFits | undefined {
    this.#trusted ??= this.#ladder() ?? "none";
    return this.#trusted === "none" ? undefined : this.#trusted;
  }

  #splitPatience(held: number): Pick<Judged, "mostSamples" | "patience"> {
    const { batch = BATCH } = this.setup.tuning;
    const epochs = Math.ceil(SPLIT_STEPS / Math.ceil(this.setup.data.rowCount / batch));
    const draws = Math.floor(SPLIT_DRAWS.all / held);
    return {
      patience: Math.min(Math.max(epochs, SPLIT_EPOCHS.least), SPLIT_EPOCHS.most),
      mostSamples: Math.min(Math.max(draws, SPLIT_DRAWS.least), SPLIT_DRAWS.most),
    };
  }

  get #patient(): boolean {
    return this.little && !this.coding.plain && this.setup.data.rowCount >= FEW_ROWS;
  }

  #ladder(): TrustedFits | undefined {
    const { trust, seed, data } = this.setup;
    if (trust === "full" || !wantsTrust(this.#architecture)) return undefined;
    const ladder = new TrustedFits(this.masked.model, this.masked.fits, seed, trust);
    return ladder.worthwhile(data.rowCount, this.judges.length) ? ladder : undefined;
  }

  /** Training rows, by name. */
  rows(set: RowSet): Int32Array {
    return set === "all" ? this.everything : this.#parts()[set].rows;
  }

  /** The name of training rows. */
  nameOf(rows: Int32Array): RowSet {
    const place = this.#parts().findIndex((one) => one.rows === rows);
    return place < 0 ? "all" : place;
  }

  #parts(): readonly Split[] {
    return this.little ? this.splits : [...this.splits, ...this.judges];
  }

  /** The model with the arcs that were added, if any. */
  variant(added: PlainAddition | undefined): Variant {
    if (added === undefined || added.arcs.length === 0) return this.masked;
    const key = JSON.stringify(added);
    let variant = this.#variants.get(key);
    if (variant === undefined) {
      const model = this.#create(added);
      const { data, seed } = this.setup;
      const trusted = this.trusted!;
      variant = {
        model,
        fits: new StartingFits(model, data, seed, (rows) =>
          trusted.fit(model.linearGraph, rows, added.precision),
        ),
      };
      this.#variants.set(key, variant);
    }
    return variant;
  }

  async carryOut(task: WorkshopTask, context: TaskContext<WorkshopNote>): Promise<WorkshopAnswer> {
    switch (task.kind) {
      case "fit":
        return [plainFit(this.masked.fits.fit(this.rows(task.rows)))];
      case "climb":
        return this.trusted!.climb(this.rows(task.rows)).map(plainFit);
      case "amend": {
        const trusted = this.trusted!;
        const { linearGraph } = this.variant(task.added).model;
        const { precision } = task.added;
        const rows = this.rows(task.rows);
        const from = task.from && { ...task.from, dag: trusted.allowed };
        return [
          plainFit(
            from
              ? trusted.amend(linearGraph, rows, precision, from)
              : trusted.fit(linearGraph, rows, precision),
          ),
        ];
      }
      case "trial":
        return this.#trial(task, context);
      case "refit":
        return this.#refit(task, context);
    }
  }

  async #trial(
    task: Extract<WorkshopTask, { kind: "trial" }>,
    context: TaskContext<WorkshopNote>,
  ): Promise<Trial> {
    const split = this.splits[task.split];
    const { model, fits, start, candidate } = await this.#footing(task, split.rows, context);
    const { seed } = this.setup;
    const epochs = new EpochNotes(context, task.record);
    const input = {
      ...this.#input(model, context),
      data: fits.codedBy(split.rows),
      rows: split.rows,
      start,
      precision: candidate.precision,
      journal: journalOf(task.record, task.every, (record) =>
        context.tell({ kind: "record", run: 0, record }),
      ),
      onEpoch: (loss: number, rate: number, heldOut: number | undefined) =>
        epochs.tell({ loss, rate, ...(heldOut !== undefined && { heldOut }) }),
    };
    const judged = {
      held: split.held,
      seed: seed + 1,
      maximumEpochs: this.maximumEpochs,
      ...(this.#patient && PATIENT),
      ...(!this.little && !this.coding.plain && this.#splitPatience(split.held.length)),
    };
    try {
      if (this.little)
        return await trialByFold({ ...input, seed: seed + 1000 * (task.split + 1) }, candidate, {
          ...judged,
          most: task.most,
        });
      const { falling } = candidate;
      return falling === undefined
        ? await trialBySplit({ ...input, seed }, candidate, judged)
        : await trialByPlan({ ...input, seed }, { ...candidate, falling }, judged);
    } catch (error) {
      // Whether it counts depends on the trials beside it.
      if (!(error instanceof ComputationError)) throw error;
      return { scores: scoresFrom(start, input.journal.scores), rates: [], failure: error.message };
    } finally {
      epochs.flush();
    }
  }

  async #refit(
    task: Extract<WorkshopTask, { kind: "refit" }>,
    context: TaskContext<WorkshopNote>,
  ): Promise<Refitted> {
    const { everything } = this;
    const { model, fits, start, candidate } = await this.#footing(task, everything, context);
    const { seed } = this.setup;
    const run = async (place: number, planned: readonly number[]) => {
      const history: Refitted["history"][number][] = [];
      const record = task.records[place];
      const epochs = new EpochNotes(context, record);
      const trainer = await runTraining({
        ...this.#input(model, context),
        data: fits.codedBy(everything),
        seed,
        keepEnd: true,
        precision: candidate.precision,
        start,
        journal: journalOf(record, task.every, (one) =>
          context.tell({ kind: "record", run: place, record: one }),
        ),
        epochPlan: (epoch) =>
          epoch <= planned.length
            ? { rate: planned[epoch - 1], klWeight: klWeight(epoch, candidate.warmUp) }
            : undefined,
        afterEpoch: (epoch) => {
          addTold(history, epoch.epoch, epoch);
          const { loss, rate } = epoch;
          epochs.tell({ loss, rate, again: place > 0 });
          return undefined;
        },
      });
      epochs.flush();
      return { trainer, run: history };
    };
    const {
      trainer,
      run: history,
      values,
    } = await heldToPromise(
      await run(0, task.rates),
      everything,
      seed + 1,
      task.rates.length > 0 ? task.promised : undefined,
      start,
      () => run(1, fallingRates(task.rates)),
      pause(context.signal),
    );
    for (const flow of model.flows) flow.finish(values, trainer.store);
    return { values, history };
  }

  /** Where a run stands: its model, what it starts from and how. */
  async #footing(
    task: Footing & { readonly candidate: number },
    rows: Int32Array,
    { signal }: TaskContext<WorkshopNote>,
  ) {
    const { model, fits } = this.variant(task.added);
    if (task.fit) fits.learn(rows, { ...task.fit, dag: model.linearGraph });
    const candidate = this.candidates[task.candidate];
    const start =
      candidate.name === "linear-gaussian"
        ? await startFromFit(model, fits.fit(rows), fits.codedBy(rows), rows, this.setup.seed, pause(signal))
        : undefined;
    return { model, fits, start, candidate };
  }

  #input(model: LatentModel, { signal }: TaskContext<WorkshopNote>) {
    const { objective } = this;
    return { model, batch: this.setup.tuning.batch ?? BATCH, path: true, objective, signal };
  }

  #create(added: PlainAddition | undefined): LatentModel {
    const architecture = added ? { ...this.#architecture, added: added.arcs } : this.#architecture;
    const random = new Random(this.setup.seed).fork("initial");
    // An encoder alone is trained as the density that it is.
    return familyDefinitions[familyOf(architecture)].amortises
      ? new ConditionalDensity(this.#dag, architecture, random, this.coding)
      : createModel(this.#dag, architecture, random, this.coding);
  }
}

/** Epochs of the trainings with rates that fall as planned, different ones. */
function fallingLengths(most: number): number[] {
  return [...new Set(SHORTER.map((factor) => Math.max(1, Math.round(most / factor))))];
}

type EpochNote = Extract<WorkshopNote, { kind: "epoch" }>;

/** Tells of epochs, of several at once where notes are dear; not of those that a record told before. */
class EpochNotes {
  readonly #context: TaskContext<WorkshopNote>;
  readonly #before: number;
  #epoch = 0;
  #told: number;
  #last = performance.now();
  #waiting: Omit<EpochNote, "kind" | "epoch" | "epochs"> | undefined;

  constructor(context: TaskContext<WorkshopNote>, record: RunRecord | undefined) {
    this.#context = context;
    this.#before = record?.epochs.length ?? 0;
    this.#told = this.#before;
  }

  tell(note: Omit<EpochNote, "kind" | "epoch" | "epochs">): void {
    if (++this.#epoch <= this.#before) return;
    this.#waiting = note;
    if (performance.now() - this.#last >= this.#context.interval) this.flush();
  }

  flush(): void {
    if (this.#waiting === undefined) return;
    const [epoch, epochs] = [this.#epoch, this.#epoch - this.#told];
    this.#context.tell({ kind: "epoch", epoch, epochs, ...this.#waiting });
    this.#waiting = undefined;
    this.#told = epoch;
    this.#last = performance.now();
  }
}

function journalOf(
  record: RunRecord | undefined,
  every: number | undefined,
  onRecord: (record: RunRecord) => void,
): RunJournal {
  return new RunJournal(record, every === undefined ? {} : { every, onRecord });
}

export function plainFit({ dag: _, ...fit }: LinearGaussianFit): PlainFit {
  return fit;
}

const shops = new WeakMap<WorkshopSetup, Workshop>();

/** The workshop of a setup, made once wherever that is. */
export function workshopOf(setup: WorkshopSetup): Workshop {
  let shop = shops.get(setup);
  if (shop === undefined) {
    shop = new Workshop(setup);
    shops.set(setup, shop);
  }
  return shop;
}

/** The parts of trainings by the preset `recommended`. */
export const workshopWork: Work<WorkshopSetup, WorkshopTask, WorkshopAnswer, WorkshopNote> = {
  name: "recommended training",
  prepare: (setup) => {
    const shop = workshopOf(setup);
    return (task, context) => shop.carryOut(task, context);
  },
};
