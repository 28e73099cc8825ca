import { Dag, structuralHammingDistance, withStructure } from "../graph/index.ts";
import { codingOf, type TableCoding } from "../likelihood/index.ts";
import {
  type Architecture,
  ConditionalDensity,
  createModel,
  familyDefinitions,
  familyOf,
  type LatentModel,
  type ObjectiveChoice,
  objectiveChoice,
  requirePossible,
} from "../model/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { pause } from "../numeric/pause.ts";
import { Random } from "../numeric/random.ts";
import { inTurns, type Steps } from "../numeric/turns.ts";
import type { TaskContext, Work } from "../numeric/work.ts";
import { type Distilled, distil } from "./distillation.ts";
import { EpochNotes } from "./epochNotes.ts";
import { RunJournal, type RunRecord } from "./journal.ts";
import { calmerRates, heldToPromise } from "./refit.ts";
import { runTraining } from "./run.ts";
import { klWeight } from "./schedule.ts";
import { type Split, scoresFrom, type Trial, trialByFold, trialByPlan, trialBySplit } from "./selection.ts";
import { startFromFit } from "./startFromFit.ts";
import { StartingFits } from "./startingFits.ts";
import { TablesTeacher } from "./tablesTeacher.ts";
import { addTold } from "./toldEpochs.ts";
import { completeArchitecture, planTraining, type TrainingPlan } from "./trainingPlan.ts";
import { TrustedFits, wantsTrust } from "./trust.ts";
import {
  type Departure,
  type Footing,
  plainFit,
  type Refitted,
  type RowSet,
  type WorkshopAnswer,
  type WorkshopNote,
  type WorkshopSetup,
  type WorkshopTask,
} from "./workshopTasks.ts";

/** The model of a training and what is fitted for it. */
interface Variant {
  readonly model: LatentModel;
  readonly fits: StartingFits;
}

/** Carries out the parts of a training, of which those that do not need each other may be anywhere. */
export class Workshop {
  readonly setup: WorkshopSetup;
  readonly coding: TableCoding;
  readonly plan: TrainingPlan;
  readonly masked: Variant;
  readonly objective: ObjectiveChoice;
  readonly #dag: Dag;
  readonly #architecture: Architecture;
  #trusted: TrustedFits | "none" | undefined;
  readonly #variants = new Map<string, Variant>();

  constructor(setup: WorkshopSetup) {
    this.setup = setup;
    const { data, seed, tuning } = setup;
    this.#dag = Dag.create(setup.nodes, setup.observed);
    this.coding = codingOf(data);
    this.#architecture = completeArchitecture(setup);
    const model = this.#create(undefined);
    this.objective = objectiveChoice(tuning.objective, tuning.samples);
    requirePossible(this.objective, model);
    this.masked = { model, fits: new StartingFits(model, data, seed) };
    this.plan = planTraining(setup, { linear: model.start !== undefined, plain: this.coding.plain });
  }

  /** The ladder of trust, where data may overrule the network; made when it is asked for, since large networks lack many arcs. */
  get trusted(): TrustedFits | undefined {
    this.#trusted ??= this.#ladder() ?? "none";
    return this.#trusted === "none" ? undefined : this.#trusted;
  }

  /** What may take the network's place where data contradict it; nothing where it is trusted in full or as firmly as was said. */
  get challenger(): Departure | undefined {
    if (this.setup.trust !== "auto" || this.#architecture.added !== undefined) return undefined;
    if (this.trusted === undefined) return undefined;
    const structure = "fc";
    const departs = structuralHammingDistance(withStructure(this.#dag, structure), this.#dag) > 0;
    return departs ? { structure } : undefined;
  }

  #teacher({ teacher }: { readonly teacher: number }): TablesTeacher {
    return new TablesTeacher(this.setup.teachers!.alternatives[teacher].shapes, this.setup);
  }

  #ladder(): TrustedFits | undefined {
    const { trust, seed, data } = this.setup;
    if (trust === "full" || !wantsTrust(this.#architecture)) return undefined;
    const ladder = new TrustedFits(this.masked.model, this.masked.fits, seed, trust);
    return ladder.worthwhile(data.rowCount, this.plan.judges.length) ? ladder : undefined;
  }

  /** Training rows, by name. */
  rows(set: RowSet): Int32Array {
    return set === "all" ? this.plan.everything : this.#parts()[set].rows;
  }

  /** The name of training rows. */
  nameOf(rows: Int32Array): RowSet {
    const place = this.#parts().findIndex((one) => one.rows === rows);
    return place < 0 ? "all" : place;
  }

  #parts(): readonly Split[] {
    const { little, splits, judges } = this.plan;
    return little ? splits : [...splits, ...judges];
  }

  /** The model that departs from the network so far. */
  variant(departure: Departure | undefined): Variant {
    if (departure === undefined) return this.masked;
    const key = JSON.stringify(departure);
    let variant = this.#variants.get(key);
    if (variant === undefined) {
      const model = this.#create(departure);
      const { data, seed } = this.setup;
      const trusted =
        "structure" in departure
          ? undefined
          : (rows: Int32Array) => this.trusted!.fit(model.linearGraph, rows, departure.precision);
      variant = { model, fits: new StartingFits(model, data, seed, trusted) };
      this.#variants.set(key, variant);
    }
    return variant;
  }

  async carryOut(task: WorkshopTask, context: TaskContext<WorkshopNote>): Promise<WorkshopAnswer> {
    switch (task.kind) {
      case "fit":
        return [
          plainFit(
            await inTurns(this.variant(task.departure).fits.fitInSteps(this.rows(task.rows)), context),
          ),
        ];
      case "climb":
        return (await inTurns(this.trusted!.climbInSteps(this.rows(task.rows)), context)).map(plainFit);
      case "amend": {
        const trusted = this.trusted!;
        const { linearGraph } = this.variant(task.departure).model;
        const { precision } = task.departure;
        const rows = this.rows(task.rows);
        const from = task.from && { ...task.from, dag: trusted.allowed };
        const steps = from
          ? trusted.amend(linearGraph, rows, precision, from)
          : trusted.fit(linearGraph, rows, precision);
        return [plainFit(await inTurns(steps, context))];
      }
      case "trial":
        return this.#trial(task, context);
      case "refit":
        return this.#refit(task, context);
      case "teach":
        return { score: await inTurns(this.#teacher(task).score(this.plan.splits[task.split]), context) };
      case "distil":
        return this.#distil(task, context);
    }
  }

  async #trial(
    task: Extract<WorkshopTask, { kind: "trial" }>,
    context: TaskContext<WorkshopNote>,
  ): Promise<Trial> {
    const { plan } = this;
    const split = plan.splits[task.split];
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
    const judged = plan.judged(split.held);
    try {
      if (plan.little)
        return await trialByFold({ ...input, seed: seed + 1000 * (task.split + 1) }, candidate, {
          ...judged,
          limit: context.limit,
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
    const { everything } = this.plan;
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
      () => run(0, task.rates),
      everything,
      seed + 1,
      task.rates.length > 0 ? task.promised : undefined,
      start,
      () => run(1, calmerRates(task.rates, candidate.falling !== undefined)),
      pause(context.signal),
    );
    for (const flow of model.flows) flow.finish(values, trainer.store);
    return { values, history };
  }

  /** Trained by the averaged tables of the network. */
  async #distil(
    task: Extract<WorkshopTask, { kind: "distil" }>,
    context: TaskContext<WorkshopNote>,
  ): Promise<Distilled> {
    const { everything } = this.plan;
    const { model, fits } = this.variant(task.departure);
    if (task.fit) fits.learn(everything, { ...task.fit, dag: model.linearGraph });
    const { seed } = this.setup;
    const epochs = new EpochNotes(context, task.record);
    return distil(this.#teacher(task), fits, everything, {
      ...this.#input(model, context),
      seed,
      journal: journalOf(task.record, task.every, (record) =>
        context.tell({ kind: "record", run: 0, record }),
      ),
      afterEpoch: ({ loss, rate }) => {
        epochs.tell({ loss, rate });
        epochs.flush();
        return undefined;
      },
    });
  }

  /** Where a run stands: its model, what it starts from and how. */
  async #footing(
    task: Footing & { readonly candidate: number },
    rows: Int32Array,
    context: TaskContext<WorkshopNote>,
  ) {
    const { model, fits } = this.variant(task.departure);
    if (task.fit) fits.learn(rows, { ...task.fit, dag: model.linearGraph });
    const candidate = this.plan.candidates[task.candidate];
    const start =
      candidate.name === "linear-gaussian"
        ? await inTurns(this.#start({ model, fits }, rows), context)
        : undefined;
    return { model, fits, start, candidate };
  }

  *#start({ model, fits }: Variant, rows: Int32Array): Steps<Float64Array> {
    const fit = yield* fits.fitInSteps(rows);
    return yield* startFromFit(model, fit, fits.codedBy(rows), rows, this.setup.seed);
  }

  #input(model: LatentModel, { signal }: TaskContext<WorkshopNote>) {
    const { objective, plan } = this;
    return { model, batch: plan.batch, path: true, objective, signal };
  }

  #create(departure: Departure | undefined): LatentModel {
    const own = this.#architecture;
    const architecture =
      departure === undefined
        ? own
        : "structure" in departure
          ? { ...own, model: departure.structure }
          : { ...own, added: departure.arcs };
    const random = new Random(this.setup.seed).fork("initial");
    // An encoder alone is trained as the density that it is.
    return familyDefinitions[familyOf(architecture)].amortises
      ? new ConditionalDensity(this.#dag, architecture, random, this.coding)
      : createModel(this.#dag, architecture, random, this.coding);
  }
}

function journalOf(
  record: RunRecord | undefined,
  every: number | undefined,
  onRecord: (record: RunRecord) => void,
): RunJournal {
  return new RunJournal(record, every === undefined ? {} : { every, onRecord });
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
