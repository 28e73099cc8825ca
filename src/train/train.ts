import {
  type Dataset,
  hasGaps,
  isPlain,
  rejectEmpty,
  rejectInfinite,
  requireTable,
  selectColumns,
} from "../data/index.ts";
import { type FillDistribution, fillOfCompleteRows, MOST_FILLED_COLUMNS } from "../gaussian/index.ts";
import { type Dag, measuredBy, requireDag, roleNotes } from "../graph/index.ts";
import { meanConstant, type TableCoding } from "../likelihood/index.ts";
import { families, familyDefinitions, familyOf, type ModelKind, type ModelParts } from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";
import { withArticle } from "../numeric/withArticle.ts";
import { checkAnchors, TrainedModel } from "../query/index.ts";
import { checkTrainOptions } from "./checkTrainOptions.ts";
import { presets, type TrainingOutcome, type TrainOptions } from "./options.ts";
import { trainAsPublished } from "./paper.ts";
import { trainRecommended } from "./recommended.ts";
import { rejectBroken, rejectLostWeights } from "./rejectBroken.ts";
import { checkTrust } from "./trust.ts";
import { checkTuning } from "./tuning.ts";
import { rejectUnusableNumbers } from "./usableNumbers.ts";
import { withLeastScales } from "./withLeastScales.ts";
import { withoutUndefinedShape } from "./withoutUndefinedShape.ts";
import { withSigns } from "./withSigns.ts";

/**
 * Trains a model of a network on a table with a column for every observed node, in any order. Where nobody said which nodes are
 * observed (`Dag.create` without `observed`), every node that has a column is, and every leaf; where somebody did, that stands,
 * and columns of hidden nodes are not used. `onNote` tells of both.
 *
 * @returns the finished model, its weights normalized and certified; those of the preset `paper` are kept as their
 * training used them, and the certificate says whether that proves them invertible.
 * Missing values are NaN; the preset `recommended` learns from what is there.
 *
 * @throws InputError for a table that does not fit (missing column, too few rows, a constant column, infinite or extreme numbers, a
 * row or a column without any value), for a hidden width too small for the graph or hidden layers of different widths; ComputationError where training loses its finite numbers or
 * ends with a model that draws none;
 * an AbortError where the signal says so.
 *
 * @example
 * const network = builtInNetwork("ecoli70");
 * const data = network.sample(92, new Random(1));
 * const model = await train(network.dag, data, { model: "true", seed: 1 });
 * model.logLikelihood(network.sample(100, new Random(2)), { samples: 500 }).mean; // nats a row
 */
export async function train(graph: Dag, data: Dataset, given: TrainOptions = {}): Promise<TrainedModel> {
  requireDag(graph);
  requireTable(data);
  checkTrainOptions(given);
  const options = withoutUndefinedShape(given);
  const { preset = "recommended", seed = 0 } = options;
  const model = modelFor(options);
  if (!presets.includes(preset)) {
    throw new InputError(`Expected the preset to be one of ${presets.join(", ")}, got "${preset}".`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`Expected a seed that is a whole number from 0 to 2^53 - 1, got ${seed}.`);
  }
  checkTuning(options.tuning ?? {}, preset);
  const dag = measuredBy(graph, data.columns);
  if (options.anchors !== undefined) {
    if (model === "vae") {
      const { title } = familyDefinitions[familyOf({ ...options.architecture, model })];
      throw new InputError(
        `Expected a model whose hidden nodes are those of the network for an anchor, got ${withArticle(title)}. Leave the anchors out.`,
      );
    }
    checkAnchors(dag, options.anchors);
  }
  checkTrust(options.trust, { model, preset, ...options.architecture });
  checkWidths(options.architecture?.hidden ?? []);
  const observed = dag.observed.map((node) => dag.names[node]);
  const table = selectColumns(data, observed);
  for (const note of roleNotes(dag, {
    open: graph.rolesAssumed,
    columns: data.columns,
    remedy: "dag.withObserved says otherwise",
  }))
    options.onNote?.(note);
  rejectInfinite(table);
  rejectUnusableNumbers(table);
  rejectEmptyTable(table);
  if (preset === "paper" && !isPlain(table)) {
    throw new InputError(
      `The preset paper knows Gaussian columns only, but column "${table.columns[table.types!.findIndex(({ kind }) => kind !== "gaussian")] ?? table.columns[0]}" is another kind or rounded. Use the preset recommended.`,
    );
  }
  if (preset === "paper" && hasGaps(table)) {
    throw new InputError(
      `The preset paper knows no missing values, but ${gapPlace(table)} is missing. Use the preset recommended, or leave out the rows with gaps.`,
    );
  }
  const family = familyOf({ ...options.architecture, model });
  if (familyDefinitions[family].amortises) {
    throw new InputError(
      `Expected a family that is trained on a table, got ${family}, which is trained on rows of its network. Use trainPosterior(network, options).`,
    );
  }
  const begun = performance.now();
  const recipe = preset === "paper" ? trainAsPublished : trainRecommended;
  const outcome = await recipe(dag, table, { ...options, model, preset, seed });
  rejectLostWeights(outcome);
  const { coding } = outcome.model;
  const types = coding.types();
  const fill = outcome.fill ?? fillOfComplete(coding, table);
  const ended = TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed,
    architecture: outcome.model.architecture,
    scales: coding.scales(),
    ...(types && { types }),
    ...(fill && { fill }),
    ...trainedParts(outcome, { preset, seed, rows: table.rowCount, begun }, meanConstant(coding, table)),
  });
  rejectBroken(ended, table);
  // Published models are kept as published.
  const trained = preset === "recommended" ? withLeastScales(ended, table) : ended;
  // Trusted in full, everything stays as it always was, arbitrary signs too.
  const fixed = preset === "recommended" && model === "true" && options.trust !== "full";
  if (!fixed && options.anchors === undefined) return trained;
  return withSigns(trained, table, options.anchors);
}

/** Weights and history of a training, losses in raw units. */
export function trainedParts(
  outcome: TrainingOutcome,
  { preset, seed, rows, begun }: { preset: string; seed: number; rows: number; begun: number },
  constant: number,
): Pick<ModelParts, "parameters" | "training"> {
  const { values, history, objective } = outcome;
  // Models trained as always are stored as always.
  const raised = objective && (objective.name !== "elbo" || objective.samples > 1) ? objective : undefined;
  return {
    parameters: outcome.model.list.parameters.map(({ name, shape, offset, length }) => ({
      name,
      shape,
      values: values.slice(offset, offset + length),
    })),
    training: {
      preset,
      seed,
      rows,
      start: outcome.start,
      epochs: history.length,
      seconds: (performance.now() - begun) / 1000,
      history: history.map((record) => ({ ...record, loss: record.loss - constant })),
      ...(raised && { objective: raised }),
      ...(outcome.trust && { trust: outcome.trust }),
      ...(outcome.distilled && { distilled: outcome.distilled }),
      choices: outcome.choices.map(({ candidate, score }) => ({ candidate, score: score - constant })),
    },
  };
}

/** The structure that is trained: as given, or the one that the family has. */
export function modelFor({ model, architecture }: Pick<TrainOptions, "model" | "architecture">): ModelKind {
  const family = architecture?.family;
  return (
    model ??
    (family !== undefined && families.includes(family) ? familyDefinitions[family].models[0] : "true")
  );
}

/** A table without rows is told so by the presets. */
function rejectEmptyTable(data: Dataset): void {
  if (data.rowCount > 0) rejectEmpty(data);
}

function gapPlace(data: Dataset): string {
  const width = data.columns.length;
  const at = data.values.findIndex(Number.isNaN);
  return `the value in row ${Math.floor(at / width) + 1}, column ${data.columns[at % width]}`;
}

/** Rows that no Gaussian fits make a model that cannot fill gaps, not a training that fails. */
function fillOfComplete(coding: TableCoding, data: Dataset): FillDistribution | undefined {
  if (coding.featureCount > MOST_FILLED_COLUMNS) return undefined;
  const { rowCount } = data;
  const columns = coding.plain
    ? data.columns
    : Array.from(coding.columnOfFeature(), (_, row) => `feature ${row}`);
  try {
    return fillOfCompleteRows({ columns, rowCount, values: coding.features(data.values, rowCount) });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

export function checkWidths(hidden: readonly number[]): void {
  if (new Set(hidden).size <= 1) return;
  throw new InputError(
    `Expected hidden layers of the same width, got [${hidden.join(", ")}]. Give the same number for each, such as ${hidden.map(() => Math.max(...hidden)).join(",")}.`,
  );
}
