import { type Dataset, rejectConstantColumns } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import { codeTable, storedCoding } from "../likelihood/index.ts";
import { createModel, defaultArchitecture, type EpochRecord } from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { TrainingJournal } from "./journal.ts";
import type { TrainingOutcome, TrainOptions } from "./options.ts";
import { lowestLoss } from "./rateSelection.ts";
import { runTraining } from "./run.ts";
import { ReduceOnPlateau } from "./schedule.ts";
import { addTold } from "./toldEpochs.ts";

const RATES = [1e-1, 1e-2, 1e-3];
const BATCH = 100;
const HINT =
  "The preset paper estimates the norms of its layers as published, and where an estimate is too low a block need not be " +
  "invertible. The preset recommended proves them.";
/** The publication names no limit; plateaus end every run long before this. */
const MAXIMUM_EPOCHS = 2000;

/**
 * As published (Mouton & Kroon, section 3): raw data, no affine layers, power iteration over all columns, Adam with
 * the rate divided by 10 after 10 epochs without a better training loss, down to 1e-6, the first rate chosen from
 * 1e-1, 1e-2 and 1e-3 by the lowest training loss. The batch size is not published; 100 is used.
 */
export async function trainAsPublished(
  dag: Dag,
  data: Dataset,
  options: TrainOptions & { model: NonNullable<TrainOptions["model"]>; seed: number },
): Promise<TrainingOutcome> {
  const { model: kind, seed, signal, onProgress, tuning = {} } = options;
  if (data.rowCount < 2)
    throw new InputError(`Expected at least 2 rows to train on, got ${data.rowCount}. Add rows.`);
  rejectConstantColumns(data);
  const width = data.columns.length;
  const scales = { mean: new Float64Array(width), deviation: new Float64Array(width).fill(1) };
  const coding = storedCoding(data.columns, undefined, scales);
  const table = codeTable(coding, data, data.values);
  const published = { affine: false, normalization: "power" as const, factorisation: "paper" as const };
  const widen = options.architecture?.hidden === undefined;
  const architecture = { ...defaultArchitecture, widen, ...published, ...options.architecture, model: kind };
  const rates = tuning.rate === undefined ? RATES : [tuning.rate];
  let done = 0;
  const journal = new TrainingJournal(options.checkpoints);
  const choices: { candidate: string; score: number }[] = [];
  const model = createModel(dag, architecture, new Random(seed).fork("initial"), coding);
  const trainAt = async (first: number, index: number) => {
    const plateau = new ReduceOnPlateau(first, { factor: 10, patience: 10, minimum: 1e-6 });
    const history: EpochRecord[] = [];
    let loss = Number.POSITIVE_INFINITY;
    const trainer = await runTraining({
      model,
      data: table,
      batch: tuning.batch ?? BATCH,
      seed,
      path: false,
      signal,
      journal: journal.run(index),
      keepEnd: true,
      epochPlan: (epoch) =>
        plateau.finished || epoch > (tuning.maximumEpochs ?? MAXIMUM_EPOCHS)
          ? undefined
          : { rate: plateau.rate, klWeight: 1 },
      afterEpoch: (record) => {
        addTold(history, record.epoch, record);
        plateau.observe(record.loss);
        loss = Math.min(loss, record.loss);
        done++;
        onProgress?.({
          phase: `learning rate ${first} (${index + 1} of ${rates.length})`,
          trial: true,
          done,
          total: Math.max(done + 1, rates.length * 300),
          epoch: record.epoch,
          loss: record.loss,
          rate: record.rate,
        });
        return undefined;
      },
    });
    choices.push({ candidate: `learning rate ${first}, ${history.length} epochs`, score: loss });
    return { loss, run: { trainer, history } };
  };
  const { best } = await journal.keptOnAbort(signal, () => lowestLoss(rates, HINT, trainAt));
  const { store } = best.run.trainer;
  const values = store.snapshot();
  for (const flow of model.flows) flow.finish(values, store);
  return {
    model,
    values,
    start: "random",
    history: best.run.history,
    choices: choices.sort((a, b) => a.score - b.score),
  };
}
