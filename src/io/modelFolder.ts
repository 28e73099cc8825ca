import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ModelParts } from "../model/index.ts";
import {
  type BayesianNetwork,
  networkToJson,
  parseJson,
  parseNetwork,
  problemOf,
  requireNetwork,
} from "../network/index.ts";
import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import * as z from "../numeric/schemas.ts";
import { requireModel, TrainedModel } from "../query/index.ts";
import {
  describeModel,
  FILL_NAMES,
  MODEL_FILE,
  MODEL_FORMAT,
  MODEL_VERSION,
  modelWeights,
  WEIGHTS_FILE,
} from "../stored/modelDescription.ts";
import {
  architectureSchema,
  nodesSchema,
  scoresSchema,
  trainingSchema,
  typesSchema,
} from "../stored/modelSchema.ts";
import { decodeSafetensors } from "../stored/safetensors.ts";
import { isDirectory, readBytes, readText } from "./files.ts";
import { loadProjectModel, type StoredModel } from "./projectModel.ts";
import { CHECKPOINT_FILE, MODEL_FILES, refuseFolder } from "./refuseFolder.ts";
import { requirePath } from "./requirePath.ts";
import { resamplingsPath } from "./resamplingsFile.ts";
import { stagedName, writeTogether } from "./writeTogether.ts";

const modelFile = z.strictObject({
  format: z.literal(MODEL_FORMAT),
  version: z.union([
    z.literal(1),
    z.literal(2),
    z.literal(3),
    z.literal(4),
    z.literal(5),
    z.literal(6),
    z.literal(7),
    z.literal(8),
    z.literal(MODEL_VERSION),
  ]),
  nodes: nodesSchema,
  observed: z.array(z.string()).check(z.minLength(1)),
  architecture: architectureSchema,
  scales: z.strictObject({
    mean: z.array(z.number()),
    deviation: z.array(z.number()),
    scores: z.optional(scoresSchema),
    leastScales: z.optional(z.array(z.number().check(z.nonnegative()))),
  }),
  types: z.optional(typesSchema),
  /** Units of the hidden nodes of a given network. */
  given: z.optional(z.strictObject({ mean: z.array(z.number()), deviation: z.array(z.number()) })),
  certificate: z.number(),
  /** Shapes of the dense matrices; the file holds the stored weights only, as vectors. */
  shapes: z.record(z.string(), z.array(z.int().check(z.nonnegative()))),
  weights: z.strictObject({ file: z.literal(WEIGHTS_FILE), sha256: z.string() }),
  network: z.optional(z.unknown()),
  training: trainingSchema,
  /** Over everything above, so that an edited description is noticed as well as edited weights. */
  sha256: z.string(),
});

/** The files that a model consists of, whether they are there or not: of a folder, or the project of the studio that holds it. */
export function filesOfModel(source: string): string[] {
  if (isDirectory(source)) return MODEL_FILES.map((name) => join(source, name));
  return [source.replace(/#[^#/\\]*$/, ""), resamplingsPath(source)];
}

/**
 * Writes `model.json` and `weights.safetensors` into a folder, both or neither: a process that is killed on the way leaves
 * the folder with its old content or with the new one, for `loadModel` to read.
 *
 * @throws InputError where the folder exists and is not empty, unless forced, or cannot be written.
 *
 * @example
 * saveModel("trained", model, network);
 * loadModel("trained").model.logLikelihood(test, { samples: 10, seed: 1 }).perRow.length; // 20
 */
export function saveModel(
  folder: string,
  model: TrainedModel,
  network?: BayesianNetwork,
  force = false,
): void {
  requireArgument(typeof folder === "string", "the path of a folder as the first argument", folder);
  requireModel(model);
  requireArgument(
    typeof force === "boolean",
    "true or false as the fourth argument, whether to replace a model,",
    force,
  );
  if (network !== undefined) requireNetwork(network);
  refuseFolder(folder, force);
  const parts = model.toParts();
  const weights = modelWeights(parts);
  const document = describeModel(
    parts,
    model.certificate().bound,
    sha256(weights),
    network && networkToJson(network),
  );
  const sealed = { ...document, sha256: sha256(JSON.stringify(document)) };
  // The weights come first: whoever finds new weights beside an old description finds the new one, still staged.
  writeTogether(
    folder,
    new Map<string, string | Uint8Array>([
      [WEIGHTS_FILE, weights],
      [MODEL_FILE, `${JSON.stringify(sealed, null, 1)}\n`],
    ]),
  );
}

/**
 * Loads a model folder, or a model of a project file that the studio saved: `file.siren.json`, or `file.siren.json#vae` where
 * it holds several. A truncated, edited or newer one is refused, never read as another model.
 *
 * @throws InputError naming the file and what is wrong with it.
 *
 * @example
 * const { model, network } = loadModel("model");
 * model.sample(5, { seed: 1 }).data.rowCount; // 5
 */
export function loadModel(folder: string): StoredModel {
  requirePath(folder);
  const ofProject = loadProjectModel(folder);
  if (ofProject) return ofProject;
  if (!isDirectory(folder)) {
    throw new InputError(
      `Expected a model folder at ${folder}, got ${existsSync(folder) ? "a file" : "nothing"}. Train a model first.`,
    );
  }
  if (!MODEL_PLACES.some((name) => existsSync(join(folder, name)))) {
    throw new InputError(
      existsSync(join(folder, CHECKPOINT_FILE))
        ? `Expected a trained model in ${folder}, but its training was interrupted. Finish it with siren-vae train --resume.`
        : `Expected a model in the folder ${folder}, but there is no ${MODEL_FILE}. Give the folder that train wrote.`,
    );
  }
  const weightsPath = join(folder, WEIGHTS_FILE);
  const { data, path } = readDescription(folder, weightsPath);
  const bytes = readBytes(weightsPath, "weights");
  if (sha256(bytes) !== data.weights.sha256) {
    throw new InputError(
      `Expected the weights that ${path} describes, but ${weightsPath} was changed or cut short. Restore both files together.`,
    );
  }
  const tensors = decodeSafetensors(bytes, weightsPath);
  const [mean, covariance] = FILL_NAMES.map((name) => tensors.find((tensor) => tensor.name === name)?.values);
  const parameters = tensors
    .filter(({ name }) => !FILL_NAMES.includes(name))
    .map(({ name, values }) => ({ name, values, shape: data.shapes[name] ?? [] }));
  const parts: ModelParts = {
    nodes: data.nodes,
    observed: data.observed,
    architecture: data.architecture,
    scales: {
      mean: Float64Array.from(data.scales.mean),
      deviation: Float64Array.from(data.scales.deviation),
      ...(data.scales.scores && { scores: data.scales.scores }),
      ...(data.scales.leastScales && { leastScales: Float64Array.from(data.scales.leastScales) }),
    },
    ...(data.types && { types: data.types }),
    parameters,
    ...(data.given && { given: { ...data.given, network: data.network } }),
    ...(mean && covariance && { fill: { mean, covariance } }),
    training: data.training,
  };
  const network = data.network === undefined ? undefined : parseNetwork(data.network, path);
  return { model: TrainedModel.fromParts(parts), network };
}

/** A description, or one whose save was killed before its last rename. */
const MODEL_PLACES = [MODEL_FILE, stagedName(MODEL_FILE)];

type Description = { readonly data: z.infer<typeof modelFile>; readonly path: string };

/** The description of the weights that are there: still under its staged name where a save was killed between two renames. */
function readDescription(folder: string, weightsPath: string): Description {
  const staged = join(folder, stagedName(MODEL_FILE));
  if (existsSync(staged) && existsSync(weightsPath)) {
    try {
      const found = parseDescription(staged);
      if (sha256(readBytes(weightsPath, "weights")) === found.data.weights.sha256) return found;
    } catch (error) {
      // Written by half, and so not yet in force.
      if (!(error instanceof InputError)) throw error;
    }
  }
  return parseDescription(join(folder, MODEL_FILE));
}

function parseDescription(path: string): Description {
  const document = parseJson(readText(path, "model description"), path);
  const { format, version } = (document ?? {}) as { format?: unknown; version?: unknown };
  if (format !== MODEL_FORMAT) {
    throw new InputError(
      `Expected "format": "${MODEL_FORMAT}" in ${path}, got ${JSON.stringify(format) ?? "none"}. This is no model folder.`,
    );
  }
  if (typeof version === "number" && version > MODEL_VERSION) {
    throw new InputError(
      `${path} has version ${version}; this program reads up to ${MODEL_VERSION}. Update siren-vae.`,
    );
  }
  const parsed = modelFile.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `Expected a valid model description in ${path}, but ${issue.path.join(".") || "it"}: ${problemOf(issue, document)}. It was changed after saving.`,
    );
  }
  const { data } = parsed;
  const { sha256: seal, ...content } = document as Record<string, unknown>;
  if (sha256(JSON.stringify(content)) !== seal) {
    throw new InputError(
      `Expected ${path} as it was saved, but it was changed afterwards. Restore it, or train the model again.`,
    );
  }
  return { data, path };
}

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
