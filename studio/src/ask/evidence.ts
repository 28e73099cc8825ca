import { signal } from "@preact/signals";

/** What is known or done, for one model's network. */
export interface Evidence {
  /** Raw units of measured nodes; of hidden ones the units in which they are shown. */
  readonly values: ReadonlyMap<string, number>;
  /** Whether the values are set by an intervention instead of seen. */
  readonly done: boolean;
}

export const NOTHING: Evidence = { values: new Map(), done: false };

/** By study, so that another model of it is asked the same. */
const kept = signal<ReadonlyMap<string, Evidence>>(new Map());

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

export function withValue(evidence: Evidence, name: string, value: number | undefined): Evidence {
  const values = new Map(evidence.values);
  if (value === undefined) values.delete(name);
  else values.set(name, value);
  return { ...evidence, values };
}
