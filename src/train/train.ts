import { bakeNormalization } from "../flow/index.ts";
import type { Dag } from "../graph/index.ts";
import { logDensityConstant, SirenVae, TrainedModel } from "../model/index.ts";
import { type Dataset, selectColumns } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { presets, type TrainOptions } from "./options.ts";
import { trainAsPublished } from "./paper.ts";
import { trainRecommended } from "./recommended.ts";
import { checkTuning } from "./tuning.ts";

/**
 * Trains a model of a network on a table with a column for every observed node, in any order.
 *
 * @returns the finished model, its weights normalized and certified; those of the preset `paper` are kept as their
 * training used them, and the certificate says whether that proves them invertible.
 * @throws InputError for a table that does not fit (missing column, too few rows, a constant column, numbers that are
 * not finite), for a hidden width too small for the graph; ComputationError where training loses its finite numbers;
 * an AbortError where the signal says so.
 *
 * @example
 * // const network = builtInNetwork("ecoli70");
 * // const data = network.sample(92, new Random(1));
 * // const model = await train(network.dag, data, { model: "true", seed: 1 });
 * // model.logLikelihood(data, { samples: 500 }).mean;
 */
export async function train(dag: Dag, data: Dataset, options: TrainOptions = {}): Promise<TrainedModel> {
  const { model = "true", preset = "recommended", seed = 0 } = options;
  if (!presets.includes(preset)) {
    throw new InputError(`Expected the preset to be one of ${presets.join(", ")}, got "${preset}".`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`Expected a seed that is a whole number from 0 to 2^53 - 1, got ${seed}.`);
  }
  checkTuning(options.tuning ?? {}, preset);
  const observed = dag.observed.map((node) => dag.names[node]);
  const table = selectColumns(data, observed);
  checkFinite(table);
  const begun = performance.now();
  const recipe = preset === "paper" ? trainAsPublished : trainRecommended;
  const outcome = await recipe(dag, table, { ...options, model, preset, seed });
  const { values, scales, history } = outcome;
  if (outcome.model instanceof SirenVae && outcome.model.architecture.normalization !== "power") {
    for (const flow of [outcome.model.prior, outcome.model.encoder])
      if (flow) bakeNormalization(flow, values);
  }
  const constant = logDensityConstant(scales);
  return TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed,
    architecture: outcome.model.architecture,
    scales,
    parameters: outcome.model.list.parameters.map(({ name, shape, offset, length }) => ({
      name,
      shape,
      values: values.slice(offset, offset + length),
    })),
    training: {
      preset,
      seed,
      rows: table.rowCount,
      start: outcome.start,
      epochs: history.length,
      seconds: (performance.now() - begun) / 1000,
      history: history.map((record) => ({ ...record, loss: record.loss - constant })),
      choices: outcome.choices.map(({ candidate, score }) => ({ candidate, score: score - constant })),
    },
  });
}

function checkFinite(data: Dataset): void {
  const at = data.values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const width = data.columns.length;
  throw new InputError(
    `Expected finite numbers, got ${data.values[at]} in row ${Math.floor(at / width) + 1}, column ${data.columns[at % width]}. ` +
      "Remove or correct that row.",
  );
}
