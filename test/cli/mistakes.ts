import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { mistakeOf } from "./inProcess.ts";

/** Everything in a folder, to the last bit. */
export function contentOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const isFolder = statSync(path).isDirectory();
      return isFolder
        ? `${name}/`
        : `${name} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
    });
}

/** What a person is told of a mistake: a line that begins with "error: ", and at most where the help is. */
export function assertSentence(said: string): void {
  const lines = said.trimEnd().split("\n");
  const [first] = lines.filter((line) => line.startsWith("error: "));
  assert.ok(first !== undefined, said);
  assert.doesNotMatch(said, /\n\s+at |undefined|\[object|NaN\b.*NaN\b/);
  assert.doesNotMatch(said, /fault of the program/);
  for (const line of lines) {
    if (line !== first) assert.match(line, /^\(add --help|^\(Did you mean/);
  }
}

/** Holds a command to one sentence about a mistake, and to a folder in which nothing has changed. */
export async function assertMistake(
  folder: string,
  words: readonly string[],
  message: RegExp,
): Promise<void> {
  const before = contentOf(folder);
  const said = await mistakeOf(folder, ...words);
  assert.ok(said !== undefined, "it was accepted");
  assert.match(said, message);
  assertSentence(said);
  assert.deepEqual(contentOf(folder), before);
}
