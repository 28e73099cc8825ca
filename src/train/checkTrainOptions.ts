import { type Architecture, families } from "../model/index.ts";
import { isBuiltIn, requireArgument, requireKeys, requireObject } from "../numeric/arguments.ts";
import type { TrainOptions } from "./options.ts";
import type { Tuning } from "./tuning.ts";

type Keys<Options> = readonly (keyof Options & string)[];

const OPTIONS: Keys<TrainOptions> = [
  "model",
  "preset",
  "seed",
  "trust",
  "anchors",
  "types",
  "architecture",
  "tuning",
  "executor",
  "signal",
  "onProgress",
  "onNote",
  "checkpoints",
];

const SHAPES: Keys<Architecture> = [
  "model",
  "family",
  "layers",
  "hidden",
  "widen",
  "flow",
  "blocks",
  "activation",
  "coefficient",
  "factorisation",
  "normalization",
  "affine",
  "interactions",
  "missing",
  "added",
];

const SETTINGS: Keys<Tuning> = [
  "objective",
  "samples",
  "batch",
  "rate",
  "warmUp",
  "precision",
  "start",
  "epochs",
  "maximumEpochs",
  "folds",
  "validationShare",
];

/**
 * Holds what somebody set against what there is to set: a mistyped name would be passed over, and a value of another type ends
 * somewhere within.
 *
 * @throws InputError for an unknown name or a value of another type
 */
export function checkTrainOptions(options: TrainOptions): void {
  requireObject("options of the training such as { seed: 1 }", options);
  requireKeys("options of the training", options, OPTIONS);
  const { architecture = {}, tuning = {}, anchors = {}, types, signal, executor, checkpoints } = options;
  requireObject("an object as the architecture", architecture);
  requireKeys("settings of the architecture", architecture, SHAPES);
  const { hidden, family } = architecture;
  requireArgument(
    hidden === undefined || Array.isArray(hidden),
    "a list of widths as architecture.hidden, such as [50]",
    hidden,
  );
  requireArgument(
    family === undefined || families.includes(family),
    `a family among ${families.join(", ")}`,
    family,
  );
  requireObject("an object as the tuning", tuning);
  requireKeys("settings of the tuning", tuning, SETTINGS);
  requireObject('anchors such as { severity: "crp" }', anchors);
  for (const [name, anchor] of Object.entries(anchors))
    requireArgument(typeof anchor === "string", `the name of a node as the anchor of "${name}"`, anchor);
  requireArgument(
    types === undefined || isBuiltIn(types, "Map"),
    "a Map as types of the nodes",
    types,
    "Give network.types.",
  );
  requireArgument(
    signal === undefined || typeof signal.addEventListener === "function",
    "an AbortSignal",
    signal,
  );
  requireArgument(
    executor === undefined || typeof executor.open === "function",
    "an executor",
    executor,
    "Give what openThreads of siren-vae/io returns.",
  );
  if (checkpoints !== undefined) requireObject("an object as checkpoints", checkpoints);
  for (const key of ["onProgress", "onNote"] as const)
    requireArgument(
      options[key] === undefined || typeof options[key] === "function",
      `a function as ${key}`,
      options[key],
    );
}
