import { signal } from "@preact/signals";
import { network, networkDocument } from "../app/state.ts";
import { match, table } from "./data.ts";
import { settings } from "./settings.ts";
import { currentStudy, type RunSpec, runs, type Study } from "./study.ts";
import { simulateData, splitTable } from "./studyData.ts";
import { startRuns } from "./trainings.ts";

/** What each study was made of, so that the same choice joins the study that is there. */
const origins = new WeakMap<Study, string>();

/** Starts a training for each chosen model, beside those of the same network and rows. */
export function startFromSettings(): void {
  const { models, method, hidden, blocks, seed, epochs, start } = settings.value;
  const study = studyFromSettings();
  const specs: RunSpec[] = models.map((model) => ({ model, method, hidden, blocks, seed, epochs, start }));
  startRuns(study, specs);
}

function studyFromSettings(): Study {
  const { rows, seed } = settings.value;
  const document = networkDocument.value;
  const given = table.value;
  const origin = JSON.stringify([document, given ? [given.file, given.rowCount] : rows, seed]);
  const known = [currentStudy.value, ...runs.value.map((run) => run.study)].find(
    (study) => study && origins.get(study) === origin,
  );
  if (known) return known;
  const observed = network.value.dag.observed.map((node) => network.value.dag.names[node]);
  const data = given
    ? splitTable(match.value!.data!, observed, given.file, seed)
    : simulateData(network.value, rows, seed);
  const study: Study = { id: crypto.randomUUID(), document, data, baselines: signal(undefined) };
  origins.set(study, origin);
  return study;
}
