import { shown } from "../../tables/index.ts";
import type { JobKind, ReadResult, StoredResult } from "./jobKind.ts";

/** Of a name that a message shows. */
const LONGEST = 300;

/**
 * A result whose name is that of the job which its other fields describe, or what is wrong with it: what was changed by hand,
 * or comes from somebody else, must not stand in a table under another run's name.
 */
export function readOwn<J, R extends StoredResult>(kind: JobKind<J, R>, value: unknown): ReadResult<R> {
  const read = kind.read(value);
  if ("problem" in read) return read;
  const { result } = read;
  const own = kind.id(result);
  if (own === result.id) return read;
  return {
    problem: `the field 'id': expected ${own}, as its other fields say, got ${shown(result.id, LONGEST)}`,
  };
}

/** The result of a job that was handed to somebody else, or why it is not the one. */
export function readResultOf<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  job: J,
  version: string,
  value: unknown,
): ReadResult<R> {
  const read = readOwn(kind, value);
  if ("problem" in read) return read;
  const { id, version: other } = read.result;
  if (id !== kind.id(job)) return { problem: `it is of another run, ${shown(id, LONGEST)}` };
  // A name does not tell all of a digest.
  const told = new Map(Object.entries(read.result));
  const field = Object.entries(job as object).find(([key, own]) => told.get(key) !== own)?.[0];
  if (field !== undefined) return { problem: `the field '${field}' is not that of the run` };
  if (other !== version) return { problem: `it is of version ${shown(other)}, and this is ${version}` };
  return read;
}
