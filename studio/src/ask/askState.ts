import { computed, signal } from "@preact/signals";
import type { ModelParts } from "../../../src/internals.ts";
import { documentToJson } from "../document/document.ts";
import { currentStudy, type Run, runs } from "../train/study.ts";
import { isDrawn } from "../train/studyData.ts";
import { ask, type Following, type NamedModel } from "../worker/lab.ts";
import type { Question, Questions } from "../worker/messages.ts";
import { setting } from "./heldQuestion.ts";

/** Models that are ready to be asked. */
export const finished = computed(() =>
  runs.value.filter((run) => run.study === currentStudy.value && run.parts.value !== undefined),
);

const wanted = signal<string | undefined>(undefined);
/** The model that is asked. */
export const asked = computed<Run | undefined>(
  () => finished.value.find((run) => run.id === wanted.value) ?? finished.value[0],
);

export function chooseModel(id: string): void {
  wanted.value = id;
}

export type AskView =
  | "compare"
  | "beliefs"
  | "row"
  | "samples"
  | "intervene"
  | "anomalies"
  | "calibration"
  | "files";

export const askView = signal<AskView>("compare");

/** Which model is asked what kind of question, as plain data. */
export interface StoredAsking {
  readonly model?: string;
  readonly view: AskView;
  readonly setting: boolean;
}

export function storedAsking(): StoredAsking {
  return {
    ...(wanted.value !== undefined && { model: wanted.value }),
    view: askView.value,
    setting: setting.value,
  };
}

export function restoreAsking(stored: StoredAsking | undefined): void {
  if (stored === undefined) return;
  wanted.value = stored.model;
  askView.value = stored.view;
  setting.value = stored.setting;
}

/** Asks a run's model. */
export function askModel<Q extends Question>(
  run: Run,
  question: Q,
  input: Omit<Questions[Q]["input"], "model" | "network" | "drawn">,
  following?: Following,
): Promise<Questions[Q]["output"]> {
  const network = documentToJson(run.study.document);
  const drawn = isDrawn(run.study.data);
  const whole = { ...input, model: modelKey(run), network, drawn } as unknown as Questions[Q]["input"];
  return ask(question, whole, modelNamed(run), following);
}

export function modelNamed(run: Run): NamedModel {
  return { name: modelKey(run), parts: run.parts.value! };
}

const marks = new WeakMap<ModelParts, number>();
let marked = 0;

/** What a run's model is known by, another one once a sign in it has been turned. */
export function modelKey(run: Run): string {
  const parts = run.parts.value!;
  let mark = marks.get(parts);
  if (mark === undefined) {
    mark = ++marked;
    marks.set(parts, mark);
  }
  return `${run.id} ${mark}`;
}
