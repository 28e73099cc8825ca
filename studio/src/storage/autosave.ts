import { effect, signal } from "@preact/signals";
import { beginWith, history, networkDocument, opened, step } from "../app/state.ts";
import { restoreAsking, storedAsking } from "../ask/askState.ts";
import { restoreCases, storedCases } from "../ask/evidence.ts";
import { restoreQuestions, storedQuestions } from "../ask/heldQuestion.ts";
import { claimAsked } from "../network/claimAsked.ts";
import { table } from "../train/data.ts";
import { settings, withDefaults } from "../train/settings.ts";
import { currentStudy, type Run, runs } from "../train/study.ts";
import { findBaselines, trainingsChanged } from "../train/trainings.ts";
import { readKeysUnder, write, writeAtOnce } from "./database.ts";
import { handOver, takeOver } from "./handedOver.ts";
import { headKey, partsKey, readSession, type Session } from "./sessions.ts";
import { runFrom, runSnapshot, studyFrom, studySnapshot } from "./snapshot.ts";
import { documentFrom, storedDocument } from "./storedDocument.ts";

const QUIET = 700;

/** Runs that a reload stopped on their way, until a person has decided. */
export const interrupted = signal<readonly Run[]>([]);

/** Why the browser keeps nothing at present. */
export const storageProblem = signal<string | undefined>(undefined);

/** Brings back what was there when the page was closed. Whether there was something. */
export async function restoreSession(id: string): Promise<boolean> {
  const kept = await readSession(id);
  const left = takeOver(id);
  const session = left && !(kept && kept.session.savedAt > left.savedAt) ? left : kept?.session;
  if (session === undefined) return false;
  const document = documentFrom(session);
  const studies = kept?.studies.map(studyFrom) ?? [];
  const found = session.order.flatMap((run) => {
    const snapshot = kept?.runs.get(run);
    const back = snapshot && runFrom(snapshot, studies);
    return back
      ? [{ run: back, wasRunning: snapshot.status === "running" || snapshot.status === "waiting" }]
      : [];
  });
  beginWith(document);
  settings.value = withDefaults(session.settings);
  table.value = kept?.table;
  runs.value = found.map(({ run }) => run);
  for (const { study } of runs.value) findBaselines(study);
  currentStudy.value = studies.find(({ id }) => id === session.study) ?? runs.value.at(-1)?.study;
  interrupted.value = found.filter(({ wasRunning }) => wasRunning).map(({ run }) => run);
  restoreCases(session.cases);
  restoreQuestions(session.questions);
  restoreAsking(session.asking);
  claimAsked.value = session.claim ?? {};
  step.value = session.step;
  return true;
}

let flush: () => Promise<void> = () => Promise.resolve();

/** Writes what has changed, now. */
export function saveNow(): Promise<void> {
  return flush();
}

/** Keeps everything of this tab from now on, a moment after it has changed. */
export function startAutosave(id: string): void {
  let due = false;
  /** Changes that are not written yet, those on their way included. */
  let unsaved = false;
  let writing = Promise.resolve();
  const written = new Map<string, unknown>();
  const prefix = partsKey(id);
  const untouched = [settings.peek(), table.peek(), opened.peek()];
  let worthKeeping = opened.peek() > 0 || runs.peek().length > 0;
  /** A page that was only looked at leaves nothing behind. */
  const isWorthKeeping = () => {
    const now = [settings.peek(), table.peek(), opened.peek()];
    const edited = history.undoLabel.peek() !== undefined;
    worthKeeping ||= edited || runs.peek().length > 0 || now.some((part, i) => part !== untouched[i]);
    return worthKeeping;
  };
  const save = async () => {
    due = false;
    if (!isWorthKeeping()) return;
    const there = await readKeysUnder(prefix);
    // What somebody has deleted meanwhile, with all that the browser keeps of a page, is written again.
    const isThere = (key: string) => there.includes(key);
    const changes = new Map<string, unknown>([[headKey(id), sessionNow(id)]]);
    const present = new Set<string>();
    const saved = new Map<string, unknown>();
    const given = table.peek();
    if (given) {
      present.add(`${prefix}table`);
      if (written.get("table") !== given || !isThere(`${prefix}table`)) changes.set(`${prefix}table`, given);
      saved.set("table", given);
    }
    for (const run of runs.peek()) {
      const { study } = run;
      const [runKey, studyKey] = [`${prefix}run ${run.id}`, `${prefix}study ${study.id}`];
      for (const key of [runKey, studyKey]) present.add(key);
      const state = [run.status.peek(), run.saved, run.parts.peek()];
      const before = written.get(run.id) as unknown[] | undefined;
      if (!isThere(runKey) || !before?.every((part, i) => part === state[i]))
        changes.set(runKey, runSnapshot(run));
      saved.set(run.id, state);
      const baselines = study.baselines.peek();
      if (!isThere(studyKey) || !written.has(study.id) || written.get(study.id) !== baselines)
        changes.set(studyKey, studySnapshot(study));
      saved.set(study.id, baselines);
    }
    const stale = there.filter((key) => !present.has(key));
    await write(changes, stale);
    written.clear();
    for (const [key, value] of saved) written.set(key, value);
    unsaved = due;
    storageProblem.value = undefined;
  };
  const guarded = () => {
    writing = writing.then(save).catch((error: unknown) => {
      storageProblem.value = problemText(error);
    });
    return writing;
  };
  flush = guarded;
  // Whoever closes the page right after an edit finds it again; models are kept as they come.
  window.addEventListener("pagehide", () => {
    if (!unsaved || !isWorthKeeping()) return;
    const session = sessionNow(id);
    handOver(session);
    writeAtOnce(headKey(id), session);
  });
  let models = runs.peek().filter(({ status }) => status.peek() === "done").length;
  effect(() => {
    // Whatever is read here is followed.
    void [networkDocument.value, settings.value, table.value, step.value, trainingsChanged.value];
    void [storedQuestions(new Set()), storedAsking(), claimAsked.value];
    for (const run of runs.value) void [run.status.value, run.study.baselines.value];
    const before = models;
    models = runs.value.filter(({ status }) => status.value === "done").length;
    // A model is more work than an edit: it does not wait for others to come.
    const isNew = models > before;
    unsaved = true;
    if (due && !isNew) return;
    due = true;
    setTimeout(() => void guarded(), isNew ? 0 : QUIET);
  });
}

/** Everything of this tab but its models and rows. */
function sessionNow(id: string): Session {
  const document = networkDocument.peek();
  const file = table.peek()?.file;
  return {
    version: 2,
    id,
    name: document.name,
    savedAt: Date.now(),
    models: runs.peek().length,
    ...(file !== undefined && { file }),
    ...storedDocument(document),
    settings: settings.peek(),
    cases: storedCases(),
    questions: storedQuestions(new Set(runs.peek().map(({ study }) => study.id))),
    asking: storedAsking(),
    claim: claimAsked.peek(),
    step: step.peek(),
    order: runs.peek().map((run) => run.id),
    study: currentStudy.peek()?.id,
  };
}

function problemText(error: unknown): string {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  if (name === "QuotaExceededError")
    return "The browser's storage is full, so nothing new is kept. Remove trainings, or delete kept work.";
  const why = error instanceof Error && error.message !== "" ? ` (${error.message})` : "";
  return `The browser keeps nothing of this page${why}; a private window does that, for one.`;
}
