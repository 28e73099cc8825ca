import { effect, signal } from "@preact/signals";
import { parseNetwork } from "../../../src/internals.ts";
import { networkDocument, openDocument, type Step, step } from "../app/state.ts";
import { documentOf, documentToJson } from "../document/document.ts";
import { type Table, table } from "../train/data.ts";
import { type Settings, settings } from "../train/settings.ts";
import { currentStudy, type Run, runs } from "../train/study.ts";
import { findBaselines, trainingsChanged } from "../train/trainings.ts";
import { readAll, readKeys, write } from "./database.ts";
import {
  type RunSnapshot,
  runFrom,
  runSnapshot,
  type StudySnapshot,
  studyFrom,
  studySnapshot,
} from "./snapshot.ts";

const QUIET = 700;

interface Session {
  readonly version: 1;
  readonly network: unknown;
  readonly settings: Settings;
  readonly table: Table | undefined;
  readonly step: Step;
  readonly order: readonly string[];
  readonly study: string | undefined;
}

/** Runs that a reload stopped on their way, until a person has decided. */
export const interrupted = signal<readonly Run[]>([]);

/** Brings back what was there when the page was closed. Whether there was something. */
export async function restoreSession(): Promise<boolean> {
  const kept = await readAll();
  const session = kept.get("session") as Session | undefined;
  if (session?.version !== 1) return false;
  openDocument(documentOf(parseNetwork(session.network)), "Last session restored");
  settings.value = { ...settings.value, ...session.settings };
  table.value = session.table;
  const studies = [...kept]
    .filter(([key]) => key.startsWith("study "))
    .map(([, value]) => studyFrom(value as StudySnapshot));
  const found = session.order.flatMap((id) => {
    const snapshot = kept.get(`run ${id}`) as RunSnapshot | undefined;
    const run = snapshot && runFrom(snapshot, studies);
    return run ? [{ run, wasRunning: snapshot.status === "running" || snapshot.status === "waiting" }] : [];
  });
  runs.value = found.map(({ run }) => run);
  for (const { study } of runs.value) findBaselines(study);
  currentStudy.value = studies.find(({ id }) => id === session.study) ?? runs.value.at(-1)?.study;
  interrupted.value = found.filter(({ wasRunning }) => wasRunning).map(({ run }) => run);
  step.value = session.step;
  return true;
}

/** Keeps everything from now on, a moment after it has changed. */
export function startAutosave(): void {
  let due = false;
  let writing = Promise.resolve();
  const written = new Map<string, unknown>();
  const save = async () => {
    due = false;
    const changes = new Map<string, unknown>();
    const session: Session = {
      version: 1,
      network: documentToJson(networkDocument.peek()),
      settings: settings.peek(),
      table: table.peek(),
      step: step.peek(),
      order: runs.peek().map(({ id }) => id),
      study: currentStudy.peek()?.id,
    };
    changes.set("session", session);
    const present = new Set(["session"]);
    for (const run of runs.peek()) {
      for (const key of [`run ${run.id}`, `study ${run.study.id}`]) present.add(key);
      const state = [run.status.peek(), run.saved, run.parts.peek()];
      const before = written.get(run.id) as unknown[] | undefined;
      if (!before?.every((part, i) => part === state[i])) {
        written.set(run.id, state);
        changes.set(`run ${run.id}`, runSnapshot(run));
      }
      const { study } = run;
      const baselines = study.baselines.peek();
      if (!written.has(study.id) || written.get(study.id) !== baselines) {
        written.set(study.id, baselines);
        changes.set(`study ${study.id}`, studySnapshot(study));
      }
    }
    const stale = (await readKeys()).filter((key) => !present.has(key));
    await write(changes, stale);
  };
  effect(() => {
    // Whatever is read here is followed.
    void [networkDocument.value, settings.value, table.value, step.value, trainingsChanged.value];
    for (const run of runs.value) void [run.status.value, run.study.baselines.value];
    if (due) return;
    due = true;
    setTimeout(() => {
      // A browser that keeps nothing (a private window, a full disk) still runs the studio.
      writing = writing.then(save).catch(() => undefined);
    }, QUIET);
  });
}
