import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../cli/run.ts";
import { endsBefore, livesThrough } from "./killing.ts";

const small = ["--hidden", "12", "--blocks", "1", "--quiet", "--seed", "5"];
const circuit = (...words: string[]) => ["train", "arithmetic-circuit", ...small, ...words];

/** Trainings of every course that a training can take, of about a second each. */
export const shapes: Record<string, string[]> = {
  "cross-validation": circuit("--simulate", "60", "--maximum-epochs", "300"),
  "fixed epochs": circuit("--simulate", "60", "--epochs", "4000"),
  "the paper's preset": circuit("--simulate", "60", "--preset", "paper"),
  "a validation split": circuit("--simulate", "700", "--maximum-epochs", "120"),
  "rows with gaps": circuit("--data", "gaps.csv", "--maximum-epochs", "300"),
};

export function writeGaps(folder: string): void {
  const words = ["-n", "60", "--missing", "0.1", "--seed", "3", "-o", "gaps.csv", "--quiet"];
  assert.equal(run(folder, "simulate", "arithmetic-circuit", ...words).code, 0);
}

export const weightsOf = (folder: string): Buffer => readFileSync(join(folder, "weights.safetensors"));

/** What a person does after a kill: goes on where something is kept, and begins anew where nothing is. */
function goOn(folder: string, words: string[]): string[] {
  const model = join(folder, "model");
  if (existsSync(join(model, "checkpoint.json"))) return ["train", "--resume", "model", "--quiet"];
  const content = existsSync(model) ? readdirSync(model) : [];
  if (!content.includes("weights.safetensors")) {
    assert.deepEqual(
      content.filter((name) => !name.endsWith(".part")),
      [],
      "nothing but unfinished files",
    );
    return [...words, "-o", "model"];
  }
  return [...words, "-o", "model", "--force"];
}

function endsWell(folder: string, expected: Buffer): void {
  assert.deepEqual(readdirSync(join(folder, "model")).sort(), ["model.json", "weights.safetensors"]);
  assert.ok(weightsOf(join(folder, "model")).equals(expected), "the same bits");
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".part") || name.endsWith(".old")),
    [],
    "nothing is left beside the model",
  );
}

/** Kills a training after each of the given times in turn, counted from its last start, and then lets it end. */
export async function killedAfter(folder: string, words: string[], times: number[], expected: Buffer) {
  for (const time of times) await endsBefore(time, folder, ...beginning(folder, words));
  finish(folder, words);
  endsWell(folder, expected);
}

/** Kills a training at a change of its folder, and then lets it end. @returns whether it came to that change */
export function killedAtChange(folder: string, words: string[], change: number, expected: Buffer): boolean {
  const model = join(folder, "model");
  const lived = livesThrough(change, model, folder, ...words, "-o", "model");
  finish(folder, words);
  endsWell(folder, expected);
  return !lived;
}

const beginning = (folder: string, words: string[]) =>
  isDone(folder) ? [...words, "-o", "model", "--force"] : goOn(folder, words);

function isDone(folder: string): boolean {
  const content = existsSync(join(folder, "model")) ? readdirSync(join(folder, "model")).sort() : [];
  return content.join() === "model.json,weights.safetensors";
}

function finish(folder: string, words: string[]): void {
  if (isDone(folder)) return;
  const { code, err } = run(folder, ...goOn(folder, words));
  assert.equal(code, 0, err);
}
