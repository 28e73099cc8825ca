import { signal } from "@preact/signals";
import type { RowSource } from "./rowSources.ts";

/** What is known and what is done, for one model's network. */
export interface Evidence {
  /** Raw units of measured nodes; of hidden ones the units in which they are shown. */
  readonly values: ReadonlyMap<string, number>;
  /** Of those nodes, the ones that are set by an intervention instead of seen. */
  readonly done: ReadonlySet<string>;
}

export const NOTHING: Evidence = { values: new Map(), done: new Set() };

/** A row of a table, counted from 0, and what a person made of it. */
export interface HeldRow {
  readonly source: RowSource;
  readonly at: number;
  /** Where something was moved, typed or left out: of which table, the cells, and the columns that are left out. */
  readonly changed?: {
    readonly title: string;
    readonly cells: readonly number[];
    readonly omitted: readonly string[];
  };
}

/** All that a person has asked of the models of one study; plain data but for the evidence. */
export interface HeldQuestion {
  readonly evidence: Evidence;
  /** The node in view among the beliefs. */
  readonly target?: string;
  /** The node of which it was asked what would tell most of it. */
  readonly telling?: string;
  /** Whose values are the evidence. */
  readonly evidenceRow?: { readonly source: RowSource; readonly at?: number };
  readonly row: HeldRow;
  /** Without a value, one is chosen that is not the node's usual one. */
  readonly intervention?: { readonly node: string; readonly value?: number };
  readonly pair?: readonly [string, string];
  readonly against?: string;
}

const UNASKED: HeldQuestion = { evidence: NOTHING, row: { source: "test", at: 0 } };

/** By study, so that another model of it is asked the same. */
const held = signal<ReadonlyMap<string, HeldQuestion>>(new Map());

/** Whether the next value is set instead of seen; Alt held with a click is the same for one. */
export const setting = signal(false);

export function questionOf(study: string): HeldQuestion {
  return held.value.get(study) ?? UNASKED;
}

export function changeQuestion(study: string, change: Partial<HeldQuestion>): void {
  held.value = new Map(held.value).set(study, { ...questionOf(study), ...change });
}

export interface StoredQuestion extends Omit<HeldQuestion, "evidence"> {
  readonly study: string;
  readonly values: readonly (readonly [string, number])[];
  readonly done: readonly string[];
}

/** The questions to these studies, as plain data. */
export function storedQuestions(studies: ReadonlySet<string>): readonly StoredQuestion[] {
  return [...held.value].flatMap(([study, { evidence, ...rest }]) =>
    studies.has(study) ? [{ ...rest, study, values: [...evidence.values], done: [...evidence.done] }] : [],
  );
}

export function restoreQuestions(stored: readonly StoredQuestion[] | undefined): void {
  const all = new Map(held.value);
  for (const { study, values, done, ...rest } of stored ?? [])
    all.set(study, { ...UNASKED, ...rest, evidence: { values: new Map(values), done: new Set(done) } });
  held.value = all;
}
