import { architectureShapes } from "../model/architectureShapes.ts";
import { requireArgument } from "../numeric/arguments.ts";
import {
  executorShape,
  functionShape,
  mapShape,
  numberShape,
  type OptionShape,
  type OptionShapes,
  objectShape,
  requireOptions,
  seedShape,
  signalShape,
  textShape,
} from "../numeric/optionShapes.ts";
import type { JournalOptions } from "./journal.ts";
import type { PosteriorTraining, TrainOptions } from "./options.ts";
import type { Tuning } from "./tuning.ts";

/** The structure is an option of its own. */
const { model: __, ...settingShapes } = architectureShapes;

const optionShapes: OptionShapes<TrainOptions> = {
  model: textShape,
  preset: textShape,
  seed: seedShape,
  trust: {
    expected: "auto, full or a number",
    fits: (value) => typeof value === "string" || typeof value === "number",
  },
  anchors: objectShape('anchors such as { severity: "crp" }'),
  types: mapShape("Give network.types."),
  architecture: objectShape("an object"),
  tuning: objectShape("an object"),
  executor: executorShape,
  signal: signalShape,
  onProgress: functionShape,
  onNote: functionShape,
  checkpoints: objectShape("an object"),
};

const tuningShapes: OptionShapes<Tuning> = {
  objective: textShape,
  samples: numberShape,
  batch: numberShape,
  rate: numberShape,
  warmUp: numberShape,
  precision: numberShape,
  start: textShape,
  epochs: numberShape,
  maximumEpochs: numberShape,
  folds: numberShape,
  validationShare: numberShape,
};

const checkpointShapes: OptionShapes<JournalOptions> = {
  resume: objectShape("a checkpoint", "Give the checkpoint of what loadCheckpoint of siren-vae/io returns."),
  onCheckpoint: functionShape,
  every: numberShape,
};

const { model: _, ...optionsOfEncoders } = optionShapes;
const posteriorShapes: OptionShapes<PosteriorTraining> = { ...optionsOfEncoders, rows: numberShape };

/** As `checkTrainOptions`, of an encoder for a given network. @throws InputError as `checkTrainOptions` */
export function checkPosteriorTraining(options: PosteriorTraining): void {
  checkParts(options, posteriorShapes);
}

/**
 * Holds what somebody set against what there is to set: a mistyped name would be passed over, and a value of another type ends
 * somewhere within.
 *
 * @throws InputError for an unknown name or a value of another type
 */
export function checkTrainOptions(options: TrainOptions): void {
  checkParts(options, optionShapes);
}

function checkParts(options: PosteriorTraining, shapes: Readonly<Record<string, OptionShape>>): void {
  requireOptions(options, shapes, { what: "options of the training", example: "such as { seed: 1 }" });
  const { architecture = {}, tuning = {}, anchors = {}, checkpoints = {} } = options;
  requireOptions(architecture, settingShapes, {
    what: "settings of the architecture",
    within: "architecture.",
  });
  requireOptions(tuning, tuningShapes, { what: "settings of the tuning", within: "tuning." });
  requireOptions(checkpoints, checkpointShapes, {
    what: "settings of the checkpoints",
    within: "checkpoints.",
  });
  for (const [name, anchor] of Object.entries(anchors))
    requireArgument(typeof anchor === "string", `the name of a node as the anchor of "${name}"`, anchor);
  const { runs } = checkpoints.resume ?? { runs: [] };
  requireArgument(Array.isArray(runs), "a list of runs in the checkpoint to resume", runs);
}
