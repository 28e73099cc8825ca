/**
 * Trains a model on as many rows as it takes, drawn from a density that few rows were enough for (G. Hinton, O. Vinyals and J. Dean,
 * Distilling the knowledge in a neural network, 2015; what is handed on here are draws).
 */
import { takeRows } from "../data/index.ts";
import type { LatentModel } from "../model/index.ts";
import { pause } from "../numeric/pause.ts";
import { inTurns } from "../numeric/turns.ts";
import { type RunPlan, runTraining } from "./run.ts";
import { cosineRates, klWeight } from "./schedule.ts";
import type { StartingFits } from "./startingFits.ts";
import { meanNll, type TablesTeacher } from "./tablesTeacher.ts";
import { addTold } from "./toldEpochs.ts";
import type { Refitted } from "./workshopTasks.ts";

/**
 * Chosen on tables of 74 rows of alarm (seeds 11 to 14): with fewer rows or more epochs the student learns these rows by heart, with
 * fewer epochs it falls behind.
 */
const ROWS = 200_000;
const EPOCHS = 6;
const WARM_UP = 2;
const RATE = 3e-2;
const PRECISION = 8;
/** Further rows that say how far it is behind, and importance samples of each. */
const JUDGING_ROWS = 500;
const JUDGING_SAMPLES = 64;
/** Numbers of all rows at most, as features: some hundred megabytes. */
const MOST_NUMBERS = 2e7;

/** What came of it. */
export interface Distilled extends Refitted {
  readonly rows: number;
  /** Networks that were averaged. */
  readonly networks: number;
  /** Nats a row by which the student is behind its teacher on rows of the teacher's that it did not see. */
  readonly behind: number;
}

/** Rows that are drawn for a model, and how often it sees them. */
export function lessonOf({ coding }: LatentModel): { readonly rows: number; readonly epochs: number } {
  const rows = Math.min(ROWS, Math.floor(MOST_NUMBERS / coding.featureCount));
  return { rows, epochs: Math.round((EPOCHS * ROWS) / rows) };
}

/**
 * @param plan how it is trained otherwise, and where what happened is kept
 * @param everything all rows that the teacher learns from
 * @throws ComputationError where the student loses its numbers
 */
export async function distil(
  teacher: TablesTeacher,
  fits: StartingFits,
  everything: Int32Array,
  plan: Omit<RunPlan, "data" | "rows" | "precision" | "epochPlan" | "keepEnd">,
): Promise<Distilled> {
  const { model, signal } = plan;
  const { rows: count, epochs } = lessonOf(model);
  const average = await inTurns(teacher.average(everything), { signal });
  const lesson = await inTurns(teacher.lesson(average, count + JUDGING_ROWS), { signal });
  const places = Int32Array.from({ length: count + JUDGING_ROWS }, (_, row) => row);
  const [learnt, judging] = [places.subarray(0, count), places.subarray(count)];
  const rates = cosineRates(RATE, epochs);
  const warmUp = (WARM_UP * epochs) / EPOCHS;
  const history: Refitted["history"][number][] = [];
  const trainer = await runTraining({
    ...plan,
    data: fits.code(lesson, everything),
    rows: learnt,
    precision: PRECISION,
    keepEnd: true,
    epochPlan: (epoch) =>
      epoch <= epochs ? { rate: rates[epoch - 1], klWeight: klWeight(epoch, warmUp) } : undefined,
    afterEpoch: async (epoch, ...rest) => {
      addTold(history, epoch.epoch, epoch);
      return plan.afterEpoch?.(epoch, ...rest);
    },
  });
  const scores = await trainer.scoreRows(
    { order: judging, samples: JUDGING_SAMPLES, seed: plan.seed + 1 },
    pause(signal),
  );
  const own = scores.reduce((sum, value) => sum + value, 0) / scores.length;
  const values = trainer.store.snapshot();
  for (const flow of model.flows) flow.finish(values, trainer.store);
  const best = await inTurns(meanNll(average, takeRows(lesson, judging)), { signal });
  return { values, history, rows: count, networks: average.networks.length, behind: own - best };
}
