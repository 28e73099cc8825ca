import { computed, signal } from "@preact/signals";
import { edit, networkDocument, selection } from "../app/state.ts";
import { addArc, deleteArc } from "../document/edits.ts";
import { arcKey } from "../document/routes.ts";
import { table } from "../train/data.ts";
import type { ArcCritique } from "../worker/messages.ts";

interface Heard {
  readonly found: ArcCritique;
  /** The table that spoke. */
  readonly of: unknown;
  /** The network that it spoke about. */
  readonly about: string;
}

/** The last critique. */
export const critique = signal<Heard | undefined>(undefined);

/** What a critique depends on of the network: roles and arcs. */
export const criticised = computed(() => {
  const { nodes, observed } = networkDocument.value;
  return JSON.stringify([observed, nodes.map(({ name, parents }) => [name, parents])]);
});

/** Whether the last critique is about another network than the present one. */
export const outdated = computed(() => critique.value?.about !== criticised.value);

/** Doubts that a person has put aside. */
export const refused = signal<ReadonlySet<string>>(new Set());

export interface Doubt {
  /** Whether the rows ask for an arc that is not there, or could do without one that is. */
  readonly kind: "wanted" | "needless";
  readonly parent: string;
  readonly child: string;
  /** Of the change, in nats a row of rows held out. */
  readonly gain: { readonly mean: number; readonly standardError: number };
  /** Standardized coefficient. */
  readonly weight: number;
  /** Share of the resamplings that say the same. */
  readonly agreement: number;
}

/** What is still to be decided: accepted changes are in the network, refused ones are gone. */
export const doubts = computed<readonly Doubt[]>(() => {
  const known = critique.value;
  if (known === undefined || known.of !== table.value) return [];
  const parents = new Map(networkDocument.value.nodes.map((node) => [node.name, node.parents]));
  const all = [
    ...known.found.requested.map((verdict) => ({ kind: "wanted" as const, ...verdict })),
    ...known.found.needless.map((verdict) => ({ kind: "needless" as const, ...verdict })),
  ];
  return all.filter(({ kind, parent, child }) => {
    const present = parents.get(child)?.includes(parent);
    if (present === undefined || !parents.has(parent) || refused.value.has(arcKey(parent, child)))
      return false;
    return present === (kind === "needless");
  });
});

export function doubtOf(parent: string, child: string): Doubt | undefined {
  return doubts.value.find((doubt) => doubt.parent === parent && doubt.child === child);
}

/** Changes the network as the rows ask for. */
export function acceptDoubt({ kind, parent, child }: Doubt): void {
  if (kind === "wanted") {
    if (edit(addArc(parent, child), `Arc ${parent} → ${child} added, as the rows ask for`))
      selection.value = { kind: "arc", parent, child };
  } else if (edit(deleteArc(parent, child), `Arc ${parent} → ${child} deleted, as the rows do without it`)) {
    selection.value = undefined;
  }
}

export function refuseDoubt({ kind, parent, child }: Doubt): void {
  refused.value = new Set(refused.value).add(arcKey(parent, child));
  if (kind === "wanted") selection.value = undefined;
}

export function forgetRefusals(): void {
  refused.value = new Set();
}
