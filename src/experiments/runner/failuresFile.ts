import { existsSync } from "node:fs";
import { readText, writeWhole } from "../../io/index.ts";
import * as z from "../../numeric/schemas.ts";
import type { Failure } from "./run.ts";

export interface Failures {
  /** In the order in which they came. */
  readonly all: readonly Failure[];
  /** Remembers why a run failed, in place of what is known of earlier tries, and waits until the disk has it. */
  add(failure: Failure): void;
  /** Forgets runs that succeeded after all. */
  keep(wanted: (failure: Failure) => boolean): void;
}

const schema = z.object({ id: z.string().check(z.minLength(1)), problem: z.string() });

/**
 * Opens a file of failed runs, one JSON object a line, so that a report can name them when the session in which they failed
 * is over. Lines that are none are left out: the runs are tried again, and tell anew.
 *
 * @throws InputError where the path cannot be read or written
 *
 * @example
 * const failures = openFailures("failures.jsonl");
 * failures.add({ id: "table1/ecoli70/true/paper/92-rows", problem: "Training lost its finite numbers." });
 */
export function openFailures(path: string): Failures {
  let all: Failure[] = existsSync(path) ? readText(path, "failed runs").split("\n").flatMap(readLine) : [];
  const write = () => writeWhole(path, all.map((failure) => `${JSON.stringify(failure)}\n`).join(""), true);
  return {
    get all() {
      return all;
    },
    add: (failure) => {
      all = [...all.filter(({ id }) => id !== failure.id), failure];
      write();
    },
    keep: (wanted) => {
      const left = all.filter(wanted);
      if (left.length === all.length) return;
      all = left;
      write();
    },
  };
}

function readLine(text: string): Failure[] {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
