import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Dataset, requireTable } from "../data/index.ts";
import { type BayesianNetwork, networkToJson, requireNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import {
  needed,
  type OptionShapes,
  objectShape,
  requireOptions,
  textShape,
} from "../numeric/optionShapes.ts";
import * as z from "../numeric/schemas.ts";
import { parseTyped, stringifyTyped } from "../stored/typedJson.ts";
import type { TrainingCheckpoint } from "../train/index.ts";
import { readText, writeWhole } from "./files.ts";
import { removeLeftovers } from "./leftovers.ts";
import { CHECKPOINT_FILE } from "./refuseFolder.ts";
import { requirePath } from "./requirePath.ts";

const FORMAT = "siren-vae/checkpoint";
const VERSION = 1;

/** An interrupted training: what was asked for, which rows it saw, and how far it came. */
export interface StoredCheckpoint {
  /** As the command that began it understood it. */
  readonly request: unknown;
  /** A digest of the rows, so that going on with others is refused. */
  readonly rows: string;
  /** A digest of the network, for the same reason. */
  readonly network: string;
  /** Of the program, since another one may train otherwise. */
  readonly program: string;
  readonly checkpoint: TrainingCheckpoint;
}

const trainer = z.object({
  values: z.instanceof(Float64Array),
  buffers: z.instanceof(Float64Array),
  optimizer: z.object({
    first: z.instanceof(Float64Array),
    second: z.instanceof(Float64Array),
    power1: z.number(),
    power2: z.number(),
  }),
  noise: z.instanceof(Uint32Array),
  shuffle: z.instanceof(Uint32Array),
  within: z.optional(
    z.object({
      at: z.number(),
      bound: z.number(),
      likelihood: z.number(),
      prior: z.number(),
      posterior: z.number(),
    }),
  ),
  prior: z.optional(z.instanceof(Float64Array)),
});
const state = z.object({
  trainer,
  good: z.object({ state: trainer, epoch: z.number() }),
  epoch: z.number(),
  retreats: z.number(),
  damping: z.number(),
});
const run = z.object({
  of: z.optional(z.string()),
  epochs: z.array(
    z.object({
      epoch: z.int().check(z.positive()),
      loss: z.number(),
      rate: z.number(),
      klWeight: z.number(),
    }),
  ),
  scores: z.array(z.custom<number>((value) => typeof value === "number")),
  ended: z.boolean(),
  state: z.optional(state),
});
const storedCheckpoint = z.object({
  request: z.unknown(),
  rows: z.string(),
  network: z.string(),
  program: z.string(),
  checkpoint: z.object({ runs: z.array(run) }),
}) as z.ZodMiniType<unknown> as z.ZodMiniType<StoredCheckpoint>;

const storedShapes: OptionShapes<StoredCheckpoint> = {
  request: { expected: "anything", fits: () => true },
  rows: textShape,
  network: textShape,
  program: textShape,
  checkpoint: needed(objectShape("what training told")),
};

/**
 * Replaces the checkpoint of a model's folder, whole or not at all.
 *
 * @throws InputError where it can't be written there; ComputationError where the disk is full
 *
 * @example
 * const begun = { request: { seed: 1 }, rows: digestOfRows(data), network: digestOfNetwork(network), program: "mine 1" };
 * await train(network.dag, data, {
 *   seed: 1,
 *   checkpoints: { onCheckpoint: (checkpoint) => saveCheckpoint("unfinished", { ...begun, checkpoint }) },
 * });
 */
export function saveCheckpoint(folder: string, stored: StoredCheckpoint): void {
  requirePath(folder);
  requireOptions(stored, storedShapes, {
    what: "parts of a checkpoint",
    example: "such as { rows, checkpoint }",
  });
  const content = stringifyTyped(stored);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const head = { format: FORMAT, version: VERSION, sha256, content };
  writeWhole(join(folder, CHECKPOINT_FILE), `${JSON.stringify(head)}\n`, true);
}

/**
 * Whether a folder holds the checkpoint of a training that isn't finished.
 *
 * @example
 * hasCheckpoint("model"); // false
 */
export function hasCheckpoint(folder: string): boolean {
  requirePath(folder);
  return existsSync(join(folder, CHECKPOINT_FILE));
}

/**
 * Removes a folder's checkpoint, once the training is finished or given up; where there is none, nothing happens.
 *
 * @example
 * removeCheckpoint("unfinished");
 * hasCheckpoint("unfinished"); // false
 */
export function removeCheckpoint(folder: string): void {
  requirePath(folder);
  const path = join(folder, CHECKPOINT_FILE);
  rmSync(path, { force: true });
  removeLeftovers(path);
}

/**
 * The checkpoint of a folder. Whether it is of these rows and this network, its digests tell.
 *
 * @throws InputError where there is none, or it was changed, cut short, or written by a newer program
 *
 * @example
 * saveCheckpoint("begun", { request: null, rows: digestOfRows(data), network: "", program: "mine 1", checkpoint: { runs: [] } });
 * const { rows, checkpoint } = loadCheckpoint("begun");
 * rows === digestOfRows(data); // true
 * await train(network.dag, data, { seed: 1, checkpoints: { resume: checkpoint } });
 */
export function loadCheckpoint(folder: string): StoredCheckpoint {
  requirePath(folder);
  const path = join(folder, CHECKPOINT_FILE);
  if (!hasCheckpoint(folder)) {
    throw new InputError(
      `Expected an interrupted training in ${folder}, but there is no ${CHECKPOINT_FILE}. ${existsSync(join(folder, "model.json")) ? "Its training is finished." : "Start one with siren-vae train NETWORK."}`,
    );
  }
  const head = parseTyped(readText(path, "checkpoint"), path) as Record<string, unknown> | null;
  if (head?.format !== FORMAT) throw new InputError(`Expected a checkpoint in ${path}, got another file.`);
  if (head.version !== VERSION) {
    throw new InputError(
      `${path} has version ${head.version}; this program reads version ${VERSION}. Go on with the program that wrote it.`,
    );
  }
  const content = String(head.content);
  if (createHash("sha256").update(content).digest("hex") !== head.sha256) {
    throw new InputError(`${path} was changed or cut short. Start the training anew.`);
  }
  const parsed = storedCheckpoint.safeParse(parseTyped(content, path));
  if (!parsed.success) {
    throw new InputError(
      `Expected a training in ${path}, but ${parsed.error.issues[0].path.join(".") || "its content"} is not as this program writes it. Start the training anew.`,
    );
  }
  return parsed.data;
}

/**
 * A digest of a network: nodes, arcs, roles and numbers, not its name; 64 hexadecimal digits.
 *
 * @example
 * digestOfNetwork(network) === digestOfNetwork(network.withObserved(["grass"])); // false
 */
export function digestOfNetwork(network: BayesianNetwork): string {
  requireNetwork(network);
  const { name: _, ...content } = networkToJson(network);
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/**
 * A digest of a table: names and values to the last bit; 64 hexadecimal digits.
 *
 * @example
 * digestOfRows(data).length; // 64
 */
export function digestOfRows(data: Dataset): string {
  requireTable(data);
  const { columns, values } = data;
  return createHash("sha256")
    .update(JSON.stringify(columns))
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}
