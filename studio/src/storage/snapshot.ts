import { signal } from "@preact/signals";
import type { ModelParts } from "../../../src/internals.ts";
import { newRun, type Run, type RunSpec, type RunStatus, type Study } from "../train/study.ts";
import { isDrawn } from "../train/studyData.ts";
import type { Baselines, CurvePoint, SavedTraining, StudyData } from "../worker/messages.ts";
import { documentFrom, type StoredDocument, storedDocument } from "./storedDocument.ts";

/** A study as plain data. */
export interface StudySnapshot extends StoredDocument {
  readonly id: string;
  readonly data: StudyData;
  readonly origin?: string;
  readonly baselines?: Baselines;
}

/** A run as plain data. */
export interface RunSnapshot {
  readonly id: string;
  readonly study: string;
  readonly spec: RunSpec;
  readonly status: RunStatus;
  readonly points: readonly CurvePoint[];
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number };
  readonly parts?: ModelParts;
  readonly saved?: SavedTraining;
  readonly problem?: string;
}

export function studySnapshot({ id, document, data, origin, baselines }: Study): StudySnapshot {
  const known = baselines.peek();
  return {
    id,
    ...storedDocument(document),
    data,
    origin,
    ...(known && { baselines: known }),
  };
}

export function studyFrom(snapshot: StudySnapshot): Study {
  return {
    id: snapshot.id,
    document: documentFrom(snapshot),
    data: snapshot.data,
    origin: snapshot.origin ?? snapshot.id,
    baselines: signal(withoutForeignFloor(snapshot)),
  };
}

/** Older pages took any network's density for a floor, also where the rows came from elsewhere. */
function withoutForeignFloor({ data, baselines }: StudySnapshot): Baselines | undefined {
  return baselines && !isDrawn(data) ? { ...baselines, exact: undefined } : baselines;
}

export function runSnapshot(run: Run): RunSnapshot {
  const { phase, done, total } = run.progress.peek();
  const parts = run.parts.peek();
  const problem = run.problem.peek();
  return {
    id: run.id,
    study: run.study.id,
    spec: run.spec,
    status: run.status.peek(),
    points: run.points.peek(),
    progress: { phase, done, total },
    ...(parts && { parts }),
    ...(run.saved && { saved: run.saved }),
    ...(problem !== undefined && { problem }),
  };
}

/** A run that was on its way comes back paused. */
export function runFrom(snapshot: RunSnapshot, studies: readonly Study[]): Run | undefined {
  const study = studies.find(({ id }) => id === snapshot.study);
  if (study === undefined) return undefined;
  const run = newRun(study, snapshot.spec, snapshot.id);
  const onItsWay = snapshot.status === "running" || snapshot.status === "waiting";
  run.status.value = onItsWay ? "paused" : snapshot.status;
  run.points.value = snapshot.points;
  run.progress.value = { ...snapshot.progress, stepsPerSecond: 0 };
  run.parts.value = snapshot.parts;
  run.problem.value = snapshot.problem;
  run.saved = snapshot.saved;
  return run;
}
