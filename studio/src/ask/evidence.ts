import { signal } from "@preact/signals";

/** What is known and what is done, for one model's network. */
export interface Evidence {
  /** Raw units of measured nodes; of hidden ones the units in which they are shown. */
  readonly values: ReadonlyMap<string, number>;
  /** Of those nodes, the ones that are set by an intervention instead of seen. */
  readonly done: ReadonlySet<string>;
}

export const NOTHING: Evidence = { values: new Map(), done: new Set() };

/** By study, so that another model of it is asked the same. */
const kept = signal<ReadonlyMap<string, Evidence>>(new Map());

/** Whether the next value is set instead of seen; Alt held with a click is the same for one. */
export const setting = signal(false);

export interface Case {
  readonly name: string;
  readonly study: string;
  readonly evidence: Evidence;
}

/** Evidence that a person has put aside under a name. */
export const cases = signal<readonly Case[]>([]);

export function evidenceOf(study: string): Evidence {
  return kept.value.get(study) ?? NOTHING;
}

export function setEvidence(study: string, evidence: Evidence): void {
  kept.value = new Map(kept.value).set(study, evidence);
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
