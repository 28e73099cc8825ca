import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";

type Call = (...words: unknown[]) => unknown;

const changing = ["mkdirSync", "openSync", "renameSync", "rmSync", "rmdirSync", "unlinkSync", "closeSync"];
const writing = ["writeFileSync", "writeSync"];

/**
 * Counts the calls of this process that change something below a folder. Where `stops` says so for one, `stop` is called
 * instead; a write counts twice, and is stopped before it or when half of it is done.
 *
 * @returns a function that ends the watch
 */
export function watchChanges(
  folder: string,
  stops: (change: number) => boolean,
  stop: () => never,
): () => void {
  const below = resolve(folder);
  const calls = fs as unknown as Record<string, Call>;
  const originals = new Map([...changing, ...writing].map((name) => [name, calls[name]]));
  const opened = new Set<number>();
  let change = 0;
  const concerns = (target: unknown) =>
    typeof target === "number" ? opened.has(target) : resolve(String(target)).startsWith(below);
  const reads = (name: string, flags: unknown) =>
    name === "openSync" && (flags === undefined || flags === "r");

  for (const name of changing) {
    const original = originals.get(name)!;
    calls[name] = (target, ...words) => {
      if (!concerns(target) || reads(name, words[0])) return original(target, ...words);
      if (stops(++change)) stop();
      const result = original(target, ...words);
      if (name === "openSync") opened.add(Number(result));
      if (name === "closeSync") opened.delete(Number(target));
      return result;
    };
  }
  for (const name of writing) {
    const original = originals.get(name)!;
    calls[name] = (target, content, ...words) => {
      if (!concerns(target)) return original(target, content, ...words);
      if (stops(++change)) stop();
      if (stops(++change)) {
        const whole = content as string | Uint8Array;
        original(target, whole.slice(0, whole.length / 2));
        stop();
      }
      return original(target, content, ...words);
    };
  }
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) calls[name] = original;
    syncBuiltinESMExports();
  };
}

/**
 * Does some work on a disk that takes no change from the n-th on, clean-ups included: it is left as by a kill there.
 *
 * @returns whether the work ended
 */
export function endsOnDiskFrozenAt(frozenAt: number, folder: string, work: () => void): boolean {
  let frozen = false;
  const restore = watchChanges(
    folder,
    (change) => change >= frozenAt,
    () => {
      frozen = true;
      throw new Error("The disk is frozen.");
    },
  );
  try {
    work();
  } catch (error) {
    if (!frozen) throw error;
  } finally {
    restore();
  }
  return !frozen;
}
