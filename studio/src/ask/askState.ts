import { computed, signal } from "@preact/signals";
import { documentToJson } from "../document/document.ts";
import { currentStudy, type Run, runs } from "../train/study.ts";
import { isDrawn } from "../train/studyData.ts";
import { ask, hold } from "../worker/lab.ts";
import type { Question, Questions } from "../worker/messages.ts";

/** Models that are ready to be asked. */
export const finished = computed(() =>
  runs.value.filter((run) => run.study === currentStudy.value && run.parts.value !== undefined),
);

const wanted = signal<string | undefined>(undefined);
export const asked = computed<Run | undefined>(
  () => finished.value.find((run) => run.id === wanted.value) ?? finished.value[0],
);

export function chooseModel(id: string): void {
  wanted.value = id;
}

export const rowNumber = signal(0);

/** Asks a run's model; the model is handed to the worker with the first question. */
export async function askModel<Q extends Question>(
  run: Run,
  question: Q,
  input: Omit<Questions[Q]["input"], "model" | "network" | "drawn">,
): Promise<Questions[Q]["output"]> {
  await hold(run.id, run.parts.value!);
  const network = documentToJson(run.study.document);
  const drawn = isDrawn(run.study.data);
  return ask(question, { ...input, model: run.id, network, drawn } as unknown as Questions[Q]["input"]);
}
