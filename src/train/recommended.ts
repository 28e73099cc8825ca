import type { Dataset } from "../data/index.ts";
import { MOST_FILLED_COLUMNS, rowLogDensities } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { meanConstant } from "../likelihood/index.ts";
import type { LatentModel, TrustSummary } from "../model/index.ts";
import { pairedDifference } from "../numeric/pairedDifference.ts";
import { askAll, type Crew, executorFor } from "../numeric/work.ts";
import { type Challenge, challenge, type Lead, leadOver, tells } from "./challenge.ts";
import { chooseByCrossValidation } from "./foldTrials.ts";
import { HeldOutTrials, type Round } from "./heldOutTrials.ts";
import { TrainingJournal } from "./journal.ts";
import type { TrainingOutcome, TrainOptions, TrainProgress } from "./options.ts";
import {
  type Candidate,
  type Choice,
  chooseByPlan,
  chooseByValidation,
  EVIDENCE,
  isFalling,
} from "./selection.ts";
import type { StartingFits } from "./startingFits.ts";
import { possibleTeachers } from "./tablesTeacher.ts";
import { Teaching } from "./teaching.ts";
import { type AddedArcs, withoutArcs } from "./trust.ts";
import { unlessLost } from "./unlessLost.ts";
import { type Workshop, workshopOf, workshopWork } from "./workshop.ts";
import {
  type Departure,
  type PlainFit,
  plainFit,
  type Refitted,
  type RowSet,
  type WorkshopAnswer,
  type WorkshopNote,
  type WorkshopSetup,
  type WorkshopTask,
} from "./workshopTasks.ts";

const EM_ITERATIONS = 150;
/** Standard errors by which a structure may be behind in straight lines and still be tried with bent ones. */
const HOPELESS = 2;
/** Standard errors by which trainings must be ahead of what a network says of the levels of its nodes to be believed instead. */
const DOUBTED = 2;

type Recommended = TrainOptions & { model: NonNullable<TrainOptions["model"]>; seed: number };

/**
 * The default: affine layers, path gradients, KL warm-up, and the start and the number of epochs chosen by held-out
 * training rows, followed by a refit on all of them. Where values are missing, they are filled by their conditional means
 * under a linear-Gaussian fit of the model's graph (EM), the encoder is told which, and the likelihood counts what was
 * measured; a missing value that other nodes read is read as filled. Nothing has to be set, and everything can be (`Tuning`).
 *
 * Fits and trials that do not need each other are carried out side by side where the executor has threads.
 */
export async function trainRecommended(
  dag: Dag,
  data: Dataset,
  options: Recommended,
): Promise<TrainingOutcome> {
  const known = {
    nodes: dag.toSpecs(),
    observed: dag.observed.map((node) => dag.names[node]),
    data,
    model: options.model,
    seed: options.seed,
    trust: options.trust ?? "auto",
    architecture: options.architecture ?? {},
    tuning: options.tuning ?? {},
  };
  const teachers = possibleTeachers(known, options.types);
  const setup: WorkshopSetup = teachers ? { ...known, teachers } : known;
  const shop = workshopOf(setup);
  const executor = executorFor(options.executor, workOf(shop));
  const crew = executor.open(workshopWork, setup);
  const training = new RecommendedTraining(shop, crew, options);
  try {
    return await training.run();
  } finally {
    crew.close();
  }
}

/** Multiplications of a training, roughly. */
function workOf({
  setup,
  masked,
  objective,
  plan: { candidates, splits, maximumEpochs, ...plan },
}: Workshop): number {
  const trials = candidates.length * splits.length;
  const epochs = plan.epochs ?? 0.5 * trials * maximumEpochs;
  const { linearGraph, list } = masked.model;
  return (
    epochs * setup.data.rowCount * objective.samples * list.length + EM_ITERATIONS * linearGraph.size ** 2
  );
}

class RecommendedTraining {
  readonly #shop: Workshop;
  readonly #crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>;
  readonly #options: Recommended;
  readonly #journal: TrainingJournal;
  /** What a loss in the units of the training lacks to one in raw units. */
  readonly #shift: number;
  readonly #trials: HeldOutTrials;
  #added: AddedArcs | undefined;
  /** What has taken the network's place, or is trying to, and what came of it where it has. */
  #challenger: Departure | undefined;
  #instead: TrustSummary["instead"];

  constructor(shop: Workshop, crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>, options: Recommended) {
    this.#shop = shop;
    this.#crew = crew;
    this.#options = options;
    this.#journal = new TrainingJournal(options.checkpoints);
    // Of a conditional density only what it is a density of.
    this.#shift = -(shop.masked.model.meanConstant ?? meanConstant(shop.coding, shop.setup.data));
    this.#trials = new HeldOutTrials(shop.plan, crew, this.#journal, {
      signal: options.signal,
      onProgress: (progress) => this.#progress(progress),
    });
  }

  /** @param progress losses and scores in the units of the training */
  #progress({ loss, validation, ...progress }: TrainProgress): void {
    this.#options.onProgress?.({
      ...progress,
      ...(loss !== undefined && { loss: loss + this.#shift }),
      ...(validation !== undefined && { validation: validation + this.#shift }),
    });
  }

  async run(): Promise<TrainingOutcome> {
    return this.#journal.keptOnAbort(this.#options.signal, async () => {
      await this.#weighTrust();
      const doubted = this.#setAside();
      await this.#fit();
      const choices = await this.#confirmed(await this.#choose(), doubted);
      return (await this.#taught(choices)) ?? this.#finish(await this.#heldAgainst(choices));
    });
  }

  /** What the model that is trained departs from the network by. */
  get #departure(): Departure | undefined {
    if (this.#challenger !== undefined || this.#added === undefined) return this.#challenger;
    const { arcs, precision } = this.#added;
    return arcs.length > 0 ? { arcs, precision } : undefined;
  }

  get #variant() {
    return this.#shop.variant(this.#departure);
  }

  get #linear(): boolean {
    return this.#shop.plan.candidates.some(({ name }) => name === "linear-gaussian");
  }

  get #chooses(): boolean {
    return this.#shop.plan.epochs === undefined;
  }

  /** Arcs outside the network, where held-out rows gain by them. */
  async #weighTrust(): Promise<void> {
    const { trusted, masked } = this.#shop;
    const { judges, everything } = this.#shop.plan;
    if (trusted === undefined) return;
    this.#added = await trusted.choose(judges, everything, async (sets) => {
      const tasks: WorkshopTask[] = sets.map((rows) => ({ kind: "climb", rows: this.#shop.nameOf(rows) }));
      // Needed later whatever comes out, and a core may be free for it now.
      const further = this.#linear && !sets.includes(everything);
      if (further) tasks.push({ kind: "fit", rows: "all", departure: undefined });
      const answers = await this.#askAll(tasks, () => {
        this.#progress({ phase: "weighing arcs outside the network", done: 0, total: 1 });
      });
      sets.forEach((rows, i) => {
        trusted.learn(rows, answers[i]);
      });
      if (further)
        masked.fits.learn(everything, { ...answers[sets.length][0], dag: masked.model.linearGraph });
    });
  }

  /**
   * The arcs that were added, until trainings have confirmed them, and without them till then. Where columns are not Gaussian, the ladder's linear
   * densities are of codes, and what they gain need not be gained by the columns: a label with three causes is no line of any of them.
   */
  #setAside(): AddedArcs | undefined {
    const added = this.#added;
    if (added === undefined || added.arcs.length === 0 || !this.#chooses) return undefined;
    if (this.#shop.coding.plain || this.#shop.setup.trust !== "auto") return undefined;
    this.#added = withoutArcs(added);
    return added;
  }

  /** Arcs that were set aside are taken back where held-out rows gain by them after training. */
  async #confirmed(choices: Chosen[], doubted: AddedArcs | undefined): Promise<Chosen[]> {
    const [held] = choices;
    const alone = this.#added;
    if (doubted === undefined || held === undefined) return choices;
    const own = this.#variant;
    await this.#fitTo(this.#splitSets);
    this.#added = doubted;
    const { candidates, splits } = this.#shop.plan;
    const place = this.#refitPlace + 2 + candidates.length * splits.length;
    // The ladder was for them by more than a standard error already.
    const wins = (lead: Lead) => tells(lead, 0);
    const tried = await unlessLost(() =>
      this.#tryInstead(held, own.fits, "trying the added arcs", place, wins),
    );
    if (!("lost" in tried) && tried.won) return [{ ...tried.choice, of: "added arcs" }, ...choices];
    this.#added = alone;
    return choices;
  }

  /** The linear-Gaussian fits that trials and refit begin with or fill gaps from. */
  async #fit(): Promise<void> {
    const { model, fits } = this.#variant;
    const { setup } = this.#shop;
    const starts = fits.gaps || this.#linear;
    const fills = model.start !== undefined && setup.data.columns.length <= MOST_FILLED_COLUMNS;
    await this.#fitTo([
      ...(starts && this.#chooses ? this.#splitSets : []),
      ...(starts || fills ? (["all"] as const) : []),
    ]);
  }

  async #fitTo(sets: readonly RowSet[]): Promise<void> {
    const { model, fits } = this.#variant;
    const departure = this.#departure;
    const missing = sets.filter((set) => fits.known(this.#shop.rows(set)) === undefined);
    const tasks = missing.map((rows): WorkshopTask => {
      if (departure === undefined || "structure" in departure) return { kind: "fit", rows, departure };
      const from = this.#shop.trusted!.rung(this.#shop.rows(rows), departure.precision);
      return { kind: "amend", rows, departure, ...(from && { from: plainFit(from) }) };
    });
    const answers = await this.#askAll(tasks);
    missing.forEach((set, i) => {
      fits.learn(this.#shop.rows(set), { ...answers[i][0], dag: model.linearGraph });
    });
  }

  /**
   * Where all columns have levels, the network's tables may teach the model: as the network declares the levels of its hidden nodes, unless
   * held-out rows are against that; with other levels if held-out rows are for it. A model that cannot follow is not taken.
   */
  async #taught(choices: readonly Chosen[]): Promise<TrainingOutcome | undefined> {
    const { masked, setup, plan } = this.#shop;
    const [ordinary] = choices;
    if (setup.teachers === undefined || ordinary === undefined) return undefined;
    const teaching = new Teaching(this.#shop, this.#crew, this.#journal, {
      signal: this.#options.signal,
      onProgress: (progress) => this.#progress(progress),
    });
    const { teacher, choice } = await teaching.best(setup.teachers, this.#trials.epochs);
    const believed = (behind: number) => {
      const lead = leadOver(choice, ordinary, plan.splits);
      const gain = lead.gain + behind;
      return setup.teachers!.declared ? !tells({ ...lead, gain }, DOUBTED) : tells({ ...lead, gain: -gain });
    };
    if (!believed(0)) return undefined;
    const fit = this.#fitOf(masked.fits, "all", "random");
    const distilled = await unlessLost(() => teaching.learn(teacher, fit, this.#trials.epochs));
    if ("lost" in distilled || !believed(distilled.behind)) return undefined;
    const { values, history, ...facts } = distilled;
    const { score } = choice;
    const { states } = setup.teachers.alternatives[teacher];
    return {
      model: masked.model,
      values,
      ...this.#fillOf(masked),
      start: "random",
      history,
      objective: this.#shop.objective,
      distilled: { ...facts, score, ...(states !== undefined && { states }) },
      choices: [
        { candidate: "taught by averaged tables", score: score + facts.behind },
        ...choices.map(toldChoice),
      ],
    };
  }

  async #choose(): Promise<Chosen[]> {
    if (!this.#chooses) return [];
    const { candidates, splits, maximumEpochs, little } = this.#shop.plan;
    const { tryAll, leaveOut } = this.#trials.of(this.#round("choosing start and epochs", 0));
    if (little) return chooseByCrossValidation(candidates, splits, maximumEpochs, tryAll);
    return candidates.every(isFalling)
      ? chooseByPlan(candidates, splits[0].held.length, tryAll, leaveOut)
      : chooseByValidation(candidates, tryAll);
  }

  /**
   * Where rows bend, what a wrong network lacks is more than straight arcs bring back. There the structure `fc` is tried in the way
   * that was chosen, and takes the network's place where held-out rows gain by it.
   */
  async #heldAgainst(choices: Chosen[]): Promise<Chosen[]> {
    const [held] = choices;
    const { challenger } = this.#shop;
    if (held === undefined || challenger === undefined) return choices;
    // Gaussian columns for which the linear start was good enough do not bend.
    if (held.rates.length === 0 && this.#shop.coding.plain) return choices;
    const own = this.#variant;
    await this.#fitTo(this.#splitSets);
    this.#challenger = challenger;
    const tried = await unlessLost(() =>
      this.#tryInstead(held, own.fits, "trying the structure fc", this.#refitPlace + 2),
    );
    if ("lost" in tried || !tried.won) {
      this.#challenger = undefined;
      return choices;
    }
    const { choice, gain, standardError } = tried;
    this.#instead = { structure: "fc", gain, standardError };
    return [{ ...choice, of: "fc" }, ...choices];
  }

  /**
   * Tries what departs from the network now against what did before.
   *
   * @throws ComputationError where its numbers are lost, or where it cannot be fitted to these rows.
   */
  async #tryInstead(
    held: Choice,
    own: StartingFits,
    phase: string,
    firstPlace: number,
    wins?: (lead: Lead) => boolean,
  ): Promise<Challenge | { readonly won: false }> {
    const { plan } = this.#shop;
    await this.#fitTo(this.#splitSets);
    if (this.#hopeless(own)) return { won: false };
    const { tryAll, leaveOut } = this.#trials.of(this.#round(phase, firstPlace));
    const tried = await challenge(held, plan, tryAll, leaveOut, wins);
    if (tried.won) await this.#fit();
    return tried;
  }

  get #splitSets(): readonly number[] {
    return this.#shop.plan.splits.map((_, split) => split);
  }

  /** Whether what would take the network's place is clearly behind already by its linear fits to the rows of the splits. */
  #hopeless(own: StartingFits): boolean {
    const { splits } = this.#shop.plan;
    const densities = (fits: StartingFits) =>
      splits.flatMap(({ rows, held }) => Array.from(rowLogDensities(fits.fit(rows), fits.rowsOf(held))));
    const challengers = densities(this.#variant.fits);
    const { mean, standardError } = pairedDifference(densities(own), challengers);
    return mean > HOPELESS * standardError && mean * challengers.length > EVIDENCE;
  }

  /** Behind the trials that choose start and epochs; a second training on all rows has the next. */
  get #refitPlace(): number {
    const { candidates, splits } = this.#shop.plan;
    return this.#chooses ? candidates.length * splits.length : 0;
  }

  /** The training on all rows. */
  async #finish(choices: readonly Chosen[]): Promise<TrainingOutcome> {
    const { plan } = this.#shop;
    const { candidates } = plan;
    const { candidate, rates } = choices[0] ?? {
      candidate: candidates[0],
      rates: new Array<number>(plan.epochs!).fill(candidates[0].rate),
    };
    const first = this.#refitPlace;
    const before = this.#trials.epochs;
    const task: WorkshopTask = {
      kind: "refit",
      ...this.#footing("all", candidate.name),
      candidate: candidates.indexOf(candidate),
      rates,
      promised: choices[0]?.score,
      records: [this.#journal.of(first), this.#journal.of(first + 1)],
      every: this.#every,
    };
    const tell = (note: WorkshopNote) => {
      if (note.kind === "record") {
        this.#journal.keep(first + note.run, note.record);
        return;
      }
      this.#progress({
        phase: note.again ? "training on all rows with falling rates" : "training on all rows",
        done: before + note.epoch,
        total: before + rates.length,
        epoch: note.epoch,
        loss: note.loss,
        rate: note.rate,
      });
    };
    const { values, history } = (await this.#crew.run(task, {
      signal: this.#options.signal,
      tell,
    })) as Refitted;
    const variant = this.#variant;
    return {
      model: variant.model,
      values,
      ...this.#fillOf(variant),
      start: candidate.name,
      history,
      objective: this.#shop.objective,
      ...(this.#added?.summary && {
        trust: { ...this.#added.summary, ...(this.#instead && { instead: this.#instead }) },
      }),
      choices: choices.map(toldChoice),
    };
  }

  /** What missing values are filled from. */
  #fillOf({ model, fits }: { readonly model: LatentModel; readonly fits: StartingFits }) {
    const fills = model.start !== undefined && this.#shop.setup.data.columns.length <= MOST_FILLED_COLUMNS;
    return (fits.gaps || fills) && { fill: fits.fill(this.#shop.plan.everything) };
  }

  #round(phase: string, firstPlace: number): Round {
    const { candidates } = this.#shop.plan;
    const footing = (split: number, { name }: Candidate) => this.#footing(split, name);
    return { phase, candidates, firstPlace, footing };
  }

  get #every(): number | undefined {
    return this.#journal.wanted ? this.#journal.every : undefined;
  }

  /** What a run on some rows stands on. */
  #footing(set: RowSet, candidate: string) {
    return { departure: this.#departure, fit: this.#fitOf(this.#variant.fits, set, candidate) };
  }

  /** A random start without gaps needs none. */
  #fitOf(fits: StartingFits, set: RowSet, candidate: string): PlainFit | undefined {
    const needed = fits.gaps || candidate === "linear-gaussian";
    const fit = needed ? fits.known(this.#shop.rows(set)) : undefined;
    return fit && plainFit(fit);
  }

  #askAll(tasks: readonly WorkshopTask[], before = () => {}): Promise<PlainFit[][]> {
    const ask = (index: number, signal: AbortSignal) => {
      before();
      return this.#crew.run(tasks[index], { signal });
    };
    return askAll(this.#crew, tasks.length, ask, this.#options.signal) as Promise<PlainFit[][]>;
  }
}

/** A choice, and what it was that departs from the network. */
interface Chosen extends Choice {
  readonly of?: string;
}

function toldChoice({ candidate, rates, score, of }: Chosen) {
  const prefix = of === undefined ? "" : `${of}, `;
  return { candidate: `${prefix}${candidate.name}, ${rates.length} epochs`, score };
}
