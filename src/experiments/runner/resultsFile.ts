import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { claimFile, reason } from "../../io/index.ts";
import { makeFolder } from "../../io/makeFolder.ts";
import { ComputationError, InputError } from "../../numeric/errors.ts";
import type { RunResult } from "../job.ts";
import type { JobKind, StoredResult } from "./jobKind.ts";
import { readOwn } from "./readOwn.ts";

export interface ResultsNotes {
  /** A last line that was written by half, as a killed run leaves it, was cut off the file. */
  readonly onDropped?: (line: number, text: string) => void;
  /** A line repeats the id of an earlier one: the earlier one counts. */
  readonly onDuplicate?: (line: number, id: string) => void;
}

export interface Results<R extends StoredResult = RunResult> {
  readonly path: string;
  /** In the order of the file. */
  readonly all: readonly R[];
  get(id: string): R | undefined;
  /**
   * Adds a line and waits until the disk has it. A result whose id is there already is not written again.
   *
   * @returns whether a line was written.
   * @throws ComputationError where a number is not finite or the disk refuses.
   */
  append(result: R): boolean;
  close(): void;
}

/**
 * Opens a file of results, one JSON object a line, and reads what is there; a file that does not exist begins empty.
 *
 * @param kind of the jobs that the results are of
 * @throws InputError where a complete line is no result, the path cannot be read or written, or another process has it open
 *
 * @example
 * const results = openResults(experimentJobs, "results.jsonl", { onDropped: (line) => console.error(`dropped line ${line}`) });
 * results.append(result);
 * results.close();
 */
export function openResults<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  path: string,
  notes: ResultsNotes = {},
): Results<R> {
  accessible(path, () => makeFolder(dirname(path)));
  const release = accessible(path, () => claimFile(path));
  try {
    return opened(kind, path, notes, release);
  } catch (error) {
    release();
    throw error;
  }
}

function opened<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  path: string,
  notes: ResultsNotes,
  release: () => void,
): Results<R> {
  const all: R[] = [];
  const known = new Map<string, R>();
  const { lines, keep } = accessible(path, () => completeLines(path, notes));
  lines.forEach((text, i) => {
    if (text.trim() === "") return;
    const result = readLine(kind, text, path, i + 1);
    if (known.has(result.id)) {
      notes.onDuplicate?.(i + 1, result.id);
      return;
    }
    known.set(result.id, result);
    all.push(result);
  });
  const file = accessible(path, () => {
    // Cut only now: a file with a bad line is left as it was.
    if (keep !== undefined) truncateSync(path, keep);
    return openSync(path, "a");
  });
  return {
    path,
    all,
    get: (id) => known.get(id),
    append: (result) => {
      if (known.has(result.id)) return false;
      requireWritable(kind, result);
      writeLine(file, path, `${JSON.stringify(result)}\n`);
      known.set(result.id, result);
      all.push(result);
      return true;
    },
    close: () => {
      closeSync(file);
      release();
    },
  };
}

/** The lines without a last one that was written by half, and how many bytes to keep if there was such a one. */
function completeLines(path: string, notes: ResultsNotes): { lines: string[]; keep?: number } {
  if (!existsSync(path)) return { lines: [] };
  const lines = readFileSync(path, "utf8").split("\n");
  // What follows the last newline is empty in a whole file.
  const rest = lines.pop()!;
  const last = rest === "" ? lines.pop() : rest;
  if (last === undefined) return { lines };
  if (rest === "" && (last.trim() === "" || isJson(last))) return { lines: [...lines, last] };
  notes.onDropped?.(lines.length + 1, last);
  return { lines, keep: lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readLine<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  text: string,
  path: string,
  line: number,
): R {
  const parsed = isJson(text) ? readOwn(kind, JSON.parse(text)) : { problem: "it is no JSON" };
  if ("result" in parsed) return parsed.result;
  throw new InputError(
    `Expected one result a line in ${path}, got line ${line} with another content: ${parsed.problem}. Remove that line, or choose another folder.`,
  );
}

/** One write for the whole line, so that a kill leaves a line whole, missing, or recognisably cut off at the end. */
function writeLine(file: number, path: string, line: string): void {
  const bytes = Buffer.from(line);
  let written = 0;
  try {
    written = writeSync(file, bytes);
    if (written < bytes.length) throw new Error("the disk is full");
    fsyncSync(file);
  } catch (error) {
    if (written > 0) ftruncateSync(file, fstatSync(file).size - written);
    throw new ComputationError(
      `Could not write a result to ${path}: ${reason(error)}. Make room and start again: what is there stays.`,
    );
  }
}

function accessible<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `Could not open the results file ${path}: ${reason(error)}. Choose a folder that can be written to.`,
    );
  }
}

/**
 * JSON has no NaN and no infinities and would write null for them, which means something else here.
 *
 * @throws ComputationError where a number is not finite or a field is missing.
 */
export function requireWritable<J, R extends StoredResult>(kind: JobKind<J, R>, result: R): void {
  const problem = notFinite(result, "") ?? missing(kind, result);
  if (problem === undefined) return;
  throw new ComputationError(
    `Expected finite numbers in the result of ${result.id}, got ${problem}. It is not written; run the job again with another seed or preset.`,
  );
}

function missing<J, R extends StoredResult>(kind: JobKind<J, R>, result: R): string | undefined {
  const read = readOwn(kind, result);
  return "problem" in read ? read.problem : undefined;
}

function notFinite(value: unknown, path: string): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path} = ${value}`;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = notFinite(item, path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
