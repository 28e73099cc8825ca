import { InputError } from "../../numeric/errors.ts";

export interface QueryOptions {
  readonly seed?: number;
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** @throws InputError unless the count is a whole number of at least 1. */
export function checkCount(count: number, what: string): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`Expected a number of ${what} of at least 1, got ${count}.`);
  }
  return count;
}
