import { signal } from "@preact/signals";
import { type Pace, pace } from "../../../src/numeric/pace.ts";
import { notify, say } from "../app/notices.ts";
import { documentToJson } from "../document/document.ts";
import { nextTask } from "../ui/nextTask.ts";
import { askAlone } from "../worker/lab.ts";
import type { TrainingCommand, TrainingReport, TrainingTask } from "../worker/messages.ts";
import { currentStudy, newRun, type Run, type RunSpec, runs, runTitle, type Study } from "./study.ts";
import { isDrawn } from "./studyData.ts";
import { returnTrainer, takeTrainer } from "./trainers.ts";

/** Milliseconds: baselines take a core from a training that is soon over, and are worth looking at during one that is not. */
const BASELINES_WAIT = 4000;

const cores = Math.max(1, navigator.hardwareConcurrency || 2);
const workers = new Map<string, Worker>();
const paces = new Map<string, Pace>();
/** Whose worker is to come: who asks again, or no longer, has another token, or none. */
const launches = new Map<string, symbol>();
const searching = new Set<Study>();
/** Rises when something is worth keeping: a run came, went, or has a new checkpoint. */
export const trainingsChanged = signal(0);

export function startRuns(study: Study, specs: readonly RunSpec[]): void {
  currentStudy.value = study;
  runs.value = [...runs.value, ...specs.map((spec) => newRun(study, spec))];
  setTimeout(() => findBaselines(study), BASELINES_WAIT);
  startWaiting();
}

export function pauseRun(run: Run): void {
  const worker = workers.get(run.id);
  if (worker) worker.postMessage({ kind: "pause" } satisfies TrainingCommand);
  else {
    // It waits for a core, or its worker has not come yet.
    run.status.value = "paused";
    end(run);
    startWaiting();
  }
}

export function continueRun(run: Run): void {
  run.status.value = "waiting";
  startWaiting();
}

/** Ends a watched training with the best weights so far. */
export function finishRun(run: Run): void {
  const worker = workers.get(run.id);
  if (worker) worker.postMessage({ kind: "finish" } satisfies TrainingCommand);
  else if (run.saved) void launch(run, true);
}

export function removeRun(run: Run): void {
  removeRuns([run]);
}

/** Takes trainings out of the list; for a while they can be brought back, paused where they were on their way. */
export function removeRuns(gone: readonly Run[]): void {
  const what = gone.length === 1 ? `${runTitle(gone[0])} is` : `${gone.length} trainings are`;
  const before = runs.value;
  for (const run of gone) {
    const onItsWay = run.status.value === "running" || run.status.value === "waiting";
    end(run);
    if (onItsWay) run.status.value = "paused";
  }
  runs.value = before.filter((other) => !gone.includes(other));
  notify(`${what} removed.`, "info", {
    label: "Undo",
    run: () => {
      const back = new Set(gone);
      const now = new Set(runs.value);
      const order = before.filter((run) => now.has(run) || back.has(run));
      runs.value = [...order, ...runs.value.filter((run) => !order.includes(run))];
      currentStudy.value = gone[0].study;
      trainingsChanged.value++;
    },
  });
  if (!runs.value.some((other) => other.study === currentStudy.value)) {
    currentStudy.value = runs.value.at(-1)?.study;
  }
  trainingsChanged.value++;
  startWaiting();
}

export function findBaselines(study: Study): void {
  if (study.baselines.value || searching.has(study)) return;
  searching.add(study);
  const { train, test } = study.data;
  nextTask()
    .then(() =>
      askAlone("baselines", {
        network: documentToJson(study.document),
        drawn: isDrawn(study.data),
        train,
        test,
        seed: 0,
      }),
    )
    .then((found) => {
      study.baselines.value = found;
    })
    .catch(notify)
    .finally(() => searching.delete(study));
}

/** As many at once as there are cores, in the order in which they were asked for. */
function startWaiting(): void {
  trainingsChanged.value++;
  for (const run of runs.value) {
    if (workers.size >= cores) return;
    if (run.status.value === "waiting" && !workers.has(run.id)) void launch(run, false);
  }
}

async function launch(run: Run, finish: boolean): Promise<void> {
  run.status.value = "running";
  // The place is taken before the worker's text has come.
  const starting = takeTrainer();
  workers.set(run.id, undefined as unknown as Worker);
  const own = Symbol(run.id);
  launches.set(run.id, own);
  try {
    const worker = await starting;
    await nextTask();
    if (launches.get(run.id) !== own) return worker.terminate();
    workers.set(run.id, worker);
    worker.onmessage = ({ data }: MessageEvent<TrainingReport>) => take(run, data);
    worker.onerror = (event) => take(run, { kind: "failed", message: event.message });
    // A resumed training tells its whole course again.
    run.points.value = [];
    paces.set(run.id, pace());
    worker.postMessage({
      kind: "train",
      task: taskOf(run),
      resume: run.saved,
      finish,
    } satisfies TrainingCommand);
  } catch (error) {
    if (launches.get(run.id) !== own) return;
    workers.delete(run.id);
    run.status.value = "paused";
    notify(error);
  }
}

export function taskOf({ study, spec }: Run): TrainingTask {
  return { ...spec, network: documentToJson(study.document), data: study.data.train };
}

function take(run: Run, report: TrainingReport): void {
  switch (report.kind) {
    case "progress": {
      const { points, phase, done, total, stepsPerSecond, atMost = false } = report;
      if (points.length > 0) run.points.value = [...run.points.value, ...points];
      const left = paces.get(run.id)?.left(done, total, performance.now());
      run.progress.value = { phase, done, total, stepsPerSecond, left, atMost };
      return;
    }
    case "checkpoint":
      run.saved = report.saved;
      trainingsChanged.value++;
      return;
    case "paused":
      run.saved = report.saved;
      run.status.value = "paused";
      break;
    case "done":
      run.parts.value = report.parts;
      run.saved = undefined;
      run.status.value = "done";
      say(`${runTitle(run)} has finished training`);
      returnTrainer(workers.get(run.id)!);
      workers.delete(run.id);
      break;
    case "failed":
      say(`${runTitle(run)} has failed`);
      run.problem.value = report.message;
      run.status.value = "failed";
      notify(report.message);
  }
  end(run);
  findBaselines(run.study);
  startWaiting();
}

function end(run: Run): void {
  workers.get(run.id)?.terminate();
  workers.delete(run.id);
  launches.delete(run.id);
  paces.delete(run.id);
}
