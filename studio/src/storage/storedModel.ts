import { signal } from "@preact/signals";
import { InputError, type ModelParts, parseNetwork } from "../../../src/internals.ts";
import { parseTyped } from "../../../src/stored/typedJson.ts";
import { documentOf } from "../document/document.ts";
import { matchTable, table } from "../train/data.ts";
import { currentStudy, newRun, type RunSpec, runs, type Study } from "../train/study.ts";
import { splitTable } from "../train/studyData.ts";
import { findBaselines, trainingsChanged } from "../train/trainings.ts";
import { askAlone } from "../worker/lab.ts";

interface StoredModel {
  /** Where it was found. */
  readonly name: string;
  readonly network: unknown;
  readonly parts: ModelParts;
  /** Of the rows that it is asked about; that of its training where none is given. */
  readonly seed?: number;
}

/**
 * A model that was trained in the terminal, as a finished run: to be asked about the table that is open, or about rows
 * simulated from its network.
 *
 * @throws InputError where the table lacks a column that the model measures
 */
export async function openStoredModel(text: string): Promise<void> {
  const {
    name,
    network: file,
    parts,
    seed,
  } = parseTyped(text, "the model of the command line", "Start siren-vae studio again.") as StoredModel;
  const network = parseNetwork(file, name);
  const document = documentOf(network);
  const { architecture, training } = parts;
  const asked = seed ?? training.seed;
  const given = table.value && matchTable(table.value, parts.observed);
  if (given && given.data === undefined) {
    throw new InputError(
      `Expected a column of numbers for every node that the model of ${name} measures, but ${table.value!.file} has none for ${[...given.missing, ...given.broken].join(", ")}. The model was not opened.`,
    );
  }
  const study: Study = {
    id: crypto.randomUUID(),
    document,
    data: given
      ? splitTable(given.data!, given.places, parts.observed, table.value!.file, asked)
      : await askAlone("simulate", {
          network: file,
          rows: training.rows,
          seed: training.seed,
          testSeed: asked,
        }),
    origin: `model ${name}`,
    baselines: signal(undefined),
  };
  const spec: RunSpec = {
    model: architecture.model,
    method: training.preset === "paper" ? "paper" : training.preset === "watched" ? "watch" : "recommended",
    hidden: architecture.hidden[0],
    blocks: architecture.blocks,
    seed: training.seed,
    epochs: Math.max(1, training.epochs),
    start: training.start === "linear-gaussian" ? "linear-gaussian" : "random",
    ...(architecture.family && { kind: { family: architecture.family } }),
  };
  const run = newRun(study, spec);
  run.points.value = training.history;
  run.progress.value = { phase: "done", done: training.epochs, total: training.epochs, stepsPerSecond: 0 };
  run.parts.value = parts;
  run.status.value = "done";
  runs.value = [...runs.value, run];
  currentStudy.value = study;
  findBaselines(study);
  trainingsChanged.value++;
}
