import type { Dataset } from "../data/index.ts";
import { requireTable, selectColumns } from "../data/index.ts";
import { MAP_PRIOR } from "../gaussian/index.ts";
import { createModel } from "../model/index.ts";
import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { requireOptions, signalShape } from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { inTurns } from "../numeric/turns.ts";
import { requireModel, TrainedModel } from "../query/index.ts";
import { runTraining } from "./run.ts";
import { startFromFit } from "./startFromFit.ts";
import { StartingFits } from "./startingFits.ts";
import { addTold } from "./toldEpochs.ts";
import { TrustedFits } from "./trust.ts";
import { startKinds } from "./tuning.ts";

/** What the preset trains by where nothing else was said; a model does not keep what was. */
const BATCH = 100;
const PRECISION = 2;

/**
 * Trains a model again on other rows, as it was trained: the same arcs, kinds, codings and start, and for as many epochs at the
 * same rates. Nothing is chosen anew, so it takes a fraction of the time.
 *
 * @param data with a column for every measured node
 * @param rows of the table to train on; the same one may come several times
 * @throws InputError for a model of another preset than `recommended`; an AbortError where the signal says so
 *
 * @example
 * const half = Int32Array.from({ length: 60 }, (_, i) => i);
 * const other = await retrain(model, data, half);
 */
export async function retrain(
  model: TrainedModel,
  data: Dataset,
  rows: Int32Array,
  options: { signal?: AbortSignal } = {},
): Promise<TrainedModel> {
  requireModel(model);
  requireTable(data);
  requireArgument(ArrayBuffer.isView(rows), "an Int32Array of indices of rows", rows);
  requireOptions(
    options,
    { signal: signalShape },
    { what: "options of the training", example: "such as { signal }" },
  );
  const { signal } = options;
  const parts = model.toParts();
  const { training, architecture } = parts;
  const { seed, start, history } = training;
  refuseOther(training.preset, start);
  const table = selectColumns(data, model.observedNames);
  const { coding, dag } = model;
  const untrained = (added: typeof architecture.added) => {
    const { added: _, ...plain } = architecture;
    return createModel(
      dag,
      added?.length ? { ...plain, added } : plain,
      new Random(seed).fork("initial"),
      coding,
    );
  };
  const network = untrained(architecture.added);
  const precision = training.trust?.precision;
  let trusted: ConstructorParameters<typeof StartingFits>[3];
  if (architecture.added?.length && typeof precision === "number") {
    const masked = untrained(undefined);
    const ladder = new TrustedFits(masked, new StartingFits(masked, table, seed), seed, precision);
    trusted = (chosen) => ladder.fit(network.linearGraph, chosen, precision * MAP_PRIOR.precision);
  }
  const fits = new StartingFits(network, table, seed, trusted);
  const from =
    start === "linear-gaussian"
      ? await inTurns(startFromFit(network, fits.fit(rows), fits.codedBy(rows), rows, seed), { signal })
      : undefined;
  // Files of earlier versions hold epochs that were taken back.
  const planned: (typeof history)[number][] = [];
  for (const record of history) addTold(planned, record.epoch, record);
  const trainer = await runTraining({
    model: network,
    data: fits.codedBy(rows),
    rows,
    start: from,
    batch: BATCH,
    precision: PRECISION,
    seed,
    path: true,
    ...(training.objective && { objective: training.objective }),
    epochPlan: (epoch) => planned[epoch - 1],
    signal,
  });
  const values = trainer.store.snapshot();
  for (const flow of network.flows) flow.finish(values, trainer.store);
  return TrainedModel.fromParts({
    ...parts,
    ...(fits.gaps && { fill: fits.fill(rows) }),
    parameters: network.list.parameters.map(({ name, shape, offset, length }) => ({
      name,
      shape,
      values: values.slice(offset, offset + length),
    })),
  });
}

function refuseOther(preset: string, start: string): void {
  if (preset === "recommended" && (startKinds as readonly string[]).includes(start)) return;
  throw new InputError(
    `Expected a model of the preset recommended, whose training can be repeated on other rows, got one of the preset ${preset} started from ${start}. Train it with the preset recommended.`,
  );
}
