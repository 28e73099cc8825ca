import { signal } from "@preact/signals";
import { changeQuestion, type Evidence, questionOf } from "./heldQuestion.ts";

export interface Case {
  readonly name: string;
  readonly study: string;
  readonly evidence: Evidence;
}

/** Evidence that a person has put aside under a name. */
export const cases = signal<readonly Case[]>([]);

export function evidenceOf(study: string): Evidence {
  return questionOf(study).evidence;
}

export function setEvidence(study: string, evidence: Evidence): void {
  changeQuestion(study, { evidence });
}

export function withValue(
  evidence: Evidence,
  name: string,
  value: number | undefined,
  isDone: boolean,
): Evidence {
  const values = new Map(evidence.values);
  const done = new Set(evidence.done);
  done.delete(name);
  if (value === undefined) values.delete(name);
  else {
    values.set(name, value);
    if (isDone) done.add(name);
  }
  return { values, done };
}

/** Cases as plain data. */
export type StoredCases = readonly {
  readonly name: string;
  readonly study: string;
  readonly values: readonly (readonly [string, number])[];
  readonly done: readonly string[];
}[];

export function storedCases(): StoredCases {
  return cases.peek().map(({ name, study, evidence }) => ({
    name,
    study,
    values: [...evidence.values],
    done: [...evidence.done],
  }));
}

export function restoreCases(stored: StoredCases | undefined): void {
  cases.value = (stored ?? []).map(({ name, study, values, done }) => ({
    name,
    study,
    evidence: { values: new Map(values), done: new Set(done) },
  }));
}
