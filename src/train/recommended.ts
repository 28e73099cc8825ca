import type { Dataset } from "../data/index.ts";
import { MOST_FILLED_COLUMNS } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { meanConstant } from "../likelihood/index.ts";
import { askAll, type Crew, executorFor } from "../numeric/work.ts";
import { EpochForecast } from "./epochForecast.ts";
import { TrainingJournal } from "./journal.ts";
import type { TrainingOutcome, TrainOptions } from "./options.ts";
import {
  type Candidate,
  type Choice,
  chooseByCrossValidation,
  chooseByPlan,
  chooseByValidation,
  type FallingCandidate,
  type Trial,
  type Try,
} from "./selection.ts";
import type { AddedArcs } from "./trust.ts";
import { type Workshop, workshopOf, workshopWork } from "./workshop.ts";
import {
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
  const setup: WorkshopSetup = {
    nodes: dag.toSpecs(),
    observed: dag.observed.map((node) => dag.names[node]),
    data,
    model: options.model,
    seed: options.seed,
    trust: options.trust ?? "auto",
    architecture: options.architecture ?? {},
    tuning: options.tuning ?? {},
  };
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
function workOf({ setup, masked, objective, plan: { candidates, splits, maximumEpochs } }: Workshop): number {
  const trials = candidates.length * splits.length;
  const epochs = setup.tuning.epochs ?? 0.5 * trials * maximumEpochs;
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
  #added: AddedArcs | undefined;
  /** Epochs done in all trials. */
  #done = 0;

  constructor(shop: Workshop, crew: Crew<WorkshopTask, WorkshopAnswer, WorkshopNote>, options: Recommended) {
    this.#shop = shop;
    this.#crew = crew;
    this.#options = options;
    this.#journal = new TrainingJournal(options.checkpoints);
    // Of a conditional density only what it is a density of.
    this.#shift = -(shop.masked.model.meanConstant ?? meanConstant(shop.coding, shop.setup.data));
  }

  async run(): Promise<TrainingOutcome> {
    return this.#journal.keptOnAbort(this.#options.signal, async () => {
      await this.#weighTrust();
      await this.#fit();
      return this.#finish(await this.#choose());
    });
  }

  get #variant() {
    return this.#shop.variant(this.#added);
  }

  get #linear(): boolean {
    return this.#shop.plan.candidates.some(({ name }) => name === "linear-gaussian");
  }

  get #chooses(): boolean {
    return this.#shop.setup.tuning.epochs === undefined;
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
      if (further) tasks.push({ kind: "fit", rows: "all" });
      const answers = await this.#askAll(tasks, () => {
        this.#options.onProgress?.({ phase: "weighing arcs outside the network", done: 0, total: 1 });
      });
      sets.forEach((rows, i) => {
        trusted.learn(rows, answers[i]);
      });
      if (further)
        masked.fits.learn(everything, { ...answers[sets.length][0], dag: masked.model.linearGraph });
    });
  }

  /** The linear-Gaussian fits that trials and refit begin with or fill gaps from. */
  async #fit(): Promise<void> {
    const { model, fits } = this.#variant;
    const { plan, setup } = this.#shop;
    const starts = fits.gaps || this.#linear;
    const fills = model.start !== undefined && setup.data.columns.length <= MOST_FILLED_COLUMNS;
    const sets: RowSet[] = [
      ...(starts && this.#chooses ? plan.splits.map((_, split) => split) : []),
      ...(starts || fills ? (["all"] as const) : []),
    ];
    const missing = sets.filter((set) => fits.known(this.#shop.rows(set)) === undefined);
    const added = this.#added;
    const tasks = missing.map((rows): WorkshopTask => {
      if (added === undefined || added.arcs.length === 0) return { kind: "fit", rows };
      const from = this.#shop.trusted!.rung(this.#shop.rows(rows), added.precision);
      return { kind: "amend", rows, added: plain(added), ...(from && { from: plainFit(from) }) };
    });
    const answers = await this.#askAll(tasks);
    missing.forEach((set, i) => {
      fits.learn(this.#shop.rows(set), { ...answers[i][0], dag: model.linearGraph });
    });
  }

  async #choose(): Promise<Choice[]> {
    if (!this.#chooses) return [];
    const { candidates, splits, maximumEpochs, little } = this.#shop.plan;
    const folds = splits.length;
    const places = Array.from({ length: candidates.length * folds }, (_, place) => place);
    const forecast = new EpochForecast(
      places.map((place) => Math.floor(place / folds)),
      places.map((place) => candidates[Math.floor(place / folds)].falling ?? maximumEpochs),
      this.#shop.setup.data.rowCount / splits[0].rows.length,
    );
    for (const place of places) {
      const before = this.#journal.of(place)?.epochs.length ?? 0;
      forecast.advance(place, before);
      this.#done += before;
    }
    const attemptWith =
      (signal: AbortSignal): Try =>
      async (candidate, { index, split, limit }) => {
        const task: WorkshopTask = {
          kind: "trial",
          ...this.#footing(split, candidate.name),
          candidate: candidates.indexOf(candidate),
          split,
          record: this.#journal.of(index),
          every: this.#every,
        };
        const tell = (note: WorkshopNote) => {
          if (note.kind === "record") {
            this.#journal.keep(index, note.record);
            return;
          }
          this.#done += note.epochs;
          forecast.advance(index, note.epochs);
          this.#options.onProgress?.({
            phase: "choosing start and epochs",
            done: this.#done,
            total: Math.max(forecast.total, this.#done + 1),
            ...(forecast.isBound && { atMost: true }),
            loss: note.loss + this.#shift,
            ...(note.heldOut !== undefined && { validation: note.heldOut + this.#shift }),
          });
        };
        forecast.begin(index);
        const trial = (await this.#crew.run(task, { signal, tell, limit })) as Trial;
        forecast.end(index);
        return trial;
      };
    const tryAll = (count: number, ask: (index: number, attempt: Try) => Promise<Trial>) =>
      askAll(this.#crew, count, (index, signal) => ask(index, attemptWith(signal)), this.#options.signal);
    if (little) return chooseByCrossValidation(candidates, splits, maximumEpochs, tryAll);
    return candidates.every(isFalling)
      ? chooseByPlan(candidates, splits[0].held.length, tryAll, (places) => {
          for (const place of places) forecast.leaveOut(place);
        })
      : chooseByValidation(candidates, tryAll);
  }

  /** The training on all rows. */
  async #finish(choices: readonly Choice[]): Promise<TrainingOutcome> {
    const { plan, setup } = this.#shop;
    const { candidates, splits, everything } = plan;
    const { candidate, rates } = choices[0] ?? {
      candidate: candidates[0],
      rates: new Array<number>(setup.tuning.epochs!).fill(candidates[0].rate),
    };
    const first = this.#chooses ? candidates.length * splits.length : 0;
    const before = this.#done;
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
      this.#options.onProgress?.({
        phase: note.again ? "training on all rows with falling rates" : "training on all rows",
        done: before + note.epoch,
        total: before + rates.length,
        epoch: note.epoch,
        loss: note.loss + this.#shift,
        rate: note.rate,
      });
    };
    const { values, history } = (await this.#crew.run(task, {
      signal: this.#options.signal,
      tell,
    })) as Refitted;
    const { model, fits } = this.#variant;
    const fills = model.start !== undefined && setup.data.columns.length <= MOST_FILLED_COLUMNS;
    return {
      model,
      values,
      ...((fits.gaps || fills) && { fill: fits.fill(everything) }),
      start: candidate.name,
      history,
      objective: this.#shop.objective,
      ...(this.#added?.summary && { trust: this.#added.summary }),
      choices: choices.map((choice) => ({
        candidate: `${choice.candidate.name}, ${choice.rates.length} epochs`,
        score: choice.score,
      })),
    };
  }

  get #every(): number | undefined {
    return this.#journal.wanted ? this.#journal.every : undefined;
  }

  /** What a run on some rows stands on; a random start without gaps needs no fit. */
  #footing(set: RowSet, candidate: string) {
    const { fits } = this.#variant;
    const needed = fits.gaps || candidate === "linear-gaussian";
    const fit = needed ? fits.known(this.#shop.rows(set)) : undefined;
    return { added: this.#added && plain(this.#added), fit: fit && plainFit(fit) };
  }

  #askAll(tasks: readonly WorkshopTask[], before = () => {}): Promise<PlainFit[][]> {
    const ask = (index: number, signal: AbortSignal) => {
      before();
      return this.#crew.run(tasks[index], { signal });
    };
    return askAll(this.#crew, tasks.length, ask, this.#options.signal) as Promise<PlainFit[][]>;
  }
}

function isFalling(candidate: Candidate): candidate is FallingCandidate {
  return candidate.falling !== undefined;
}

function plain({ arcs, precision }: AddedArcs) {
  return { arcs, precision };
}
