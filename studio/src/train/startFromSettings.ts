import { signal } from "@preact/signals";
import { type Dataset, InputError } from "../../../src/internals.ts";
import { network, networkDocument } from "../app/state.ts";
import { documentToJson } from "../document/document.ts";
import { nextTask } from "../ui/nextTask.ts";
import { askAlone } from "../worker/lab.ts";
import { type Match, match, table } from "./data.ts";
import { kindOf, trainable } from "./kindOfModel.ts";
import { type Settings, settings } from "./settings.ts";
import { tableOrigin } from "./staleness.ts";
import { currentStudy, type RunSpec, runs, type Study } from "./study.ts";
import { startRuns } from "./trainings.ts";

/** Starts a training for each chosen model, beside those of the same network and rows; some settings may be others. */
export async function startFromSettings(others: Partial<Settings> = {}): Promise<void> {
  const { models, method, hidden, blocks, seed, repeats, epochs, start, trust, kind } = {
    ...settings.value,
    ...others,
  };
  const study = await studyFromSettings();
  await nextTask();
  const specs: RunSpec[] = Array.from({ length: repeats }, (_, i) => seed + i).flatMap((own) =>
    trainable(models).map((model) => {
      const one = kindOf(model, method, kind);
      const kept = Object.keys(one).length > 0 && { kind: one };
      return { model, method, hidden, blocks, seed: own, epochs, start, trust, ...kept };
    }),
  );
  startRuns(study, specs);
}

function fitting(found: Match | undefined): { readonly data: Dataset; readonly places: Int32Array } {
  if (found?.data) return { data: found.data, places: found.places };
  throw new InputError(
    "The table that is open has no usable column for every measured node: step 2 says which are missing.",
  );
}

async function studyFromSettings(): Promise<Study> {
  const { rows, dataSeed: seed } = settings.value;
  const document = networkDocument.value;
  const given = table.value;
  const origin = JSON.stringify([documentToJson(document), given ? tableOrigin(given) : rows, seed]);
  const known = [currentStudy.value, ...runs.value.map((run) => run.study)].find(
    (study) => study?.origin === origin,
  );
  if (known) return known;
  const observed = network.value.dag.observed.map((node) => network.value.dag.names[node]);
  const data = given
    ? await askAlone("split", { ...fitting(match.value), observed, file: given.file, seed })
    : await askAlone("simulate", { network: documentToJson(document), rows, seed });
  return { id: crypto.randomUUID(), document, data, origin, baselines: signal(undefined) };
}
