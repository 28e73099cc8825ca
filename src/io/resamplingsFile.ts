import { closeSync, existsSync, openSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ResamplingResult } from "../evaluation/index.ts";
import { InputError } from "../numeric/errors.ts";
import * as z from "../numeric/schemas.ts";
import { isDirectory, readText, reason } from "./files.ts";
import { RESAMPLINGS_FILE } from "./refuseFolder.ts";
import { requirePath } from "./requirePath.ts";

/** Resamplings that were made, kept as they come, so that an interrupted bootstrap goes on. */
export interface ResamplingsFile {
  readonly path: string;
  readonly known: ReadonlyMap<number, ResamplingResult>;
  /** Resamplings in the file that were of something else, and were dropped. */
  readonly dropped: number;
  keep(index: number, result: ResamplingResult): void;
  close(): void;
}

const FORMAT = "siren-vae/resamplings";
const headSchema = z.object({ format: z.literal(FORMAT), version: z.literal(1), key: z.string() });
const lineSchema = z.union([
  z.object({ index: z.int(), numbers: z.array(z.nullable(z.number())) }),
  z.object({ index: z.int(), problem: z.string() }),
]);

/**
 * Where the resamplings of a model are kept: in its folder, or beside a project of the studio.
 *
 * @example
 * resamplingsPath("work.siren.json#true"); // "work.siren.json.resamplings.jsonl"
 */
export function resamplingsPath(model: string): string {
  requirePath(model);
  if (isDirectory(model)) return join(model, RESAMPLINGS_FILE);
  return `${model.replace(/#[^#/\\]*$/, "")}.${RESAMPLINGS_FILE}`;
}

/**
 * Opens the file of resamplings of one model, table and seed: JSON lines, the first of which says what they are of. Those of
 * something else give way; a last line that was written by half is left out.
 *
 * @param key of everything that the numbers depend on
 * @throws InputError where the path holds something else, or cannot be written
 *
 * @example
 * const kept = openResamplings(resamplingsPath("model"), digestOfRows(data));
 * kept.keep(0, { numbers: Float64Array.of(0.5) });
 * kept.close();
 */
export function openResamplings(path: string, key: string): ResamplingsFile {
  requirePath(path);
  const known = new Map<number, ResamplingResult>();
  const text = existsSync(path) ? readText(path, "resamplings") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const [first, ...lines] = whole.split("\n");
  const head = headSchema.safeParse(parsed(first));
  if (text !== "" && !head.success) {
    throw new InputError(
      `Expected resamplings of siren-vae in ${path}, got something else, which is not replaced. Move that file.`,
    );
  }
  const results = lines.flatMap((line) => lineSchema.safeParse(parsed(line)).data ?? []);
  const own = head.data?.key === key;
  for (const result of own ? results : []) {
    known.set(
      result.index,
      "problem" in result
        ? { problem: result.problem }
        : { numbers: Float64Array.from(result.numbers, (value) => value ?? Number.NaN) },
    );
  }
  const file = writable(path, () => {
    if (own) truncateSync(path, Buffer.byteLength(whole));
    return openSync(path, own ? "a" : "w");
  });
  const write = (value: unknown) => writable(path, () => writeSync(file, `${JSON.stringify(value)}\n`));
  if (!own) write({ format: FORMAT, version: 1, key });
  return {
    path,
    known,
    dropped: own ? 0 : results.length,
    keep: (index, result) =>
      write("problem" in result ? { index, ...result } : { index, numbers: Array.from(result.numbers) }),
    close: () => closeSync(file),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function writable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new InputError(
      `Could not keep resamplings in ${path}: ${reason(error)}. Make the folder writable, or ask for --resamplings 0.`,
    );
  }
}
