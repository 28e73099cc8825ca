import { computed, signal } from "@preact/signals";
import { networkDocument, selection } from "../app/state.ts";

export const query = signal("");

/** The nodes whose names hold the query; undefined while nothing is searched for. */
export const searched = computed(() => {
  const wanted = query.value.trim().toLowerCase();
  if (wanted === "") return undefined;
  const names = networkDocument.value.nodes.map((node) => node.name);
  return new Set(names.filter((name) => name.toLowerCase().includes(wanted)));
});

/** The node that a search went to last, or that was made last: the picture shows it. */
export const sought = signal<{ readonly name: string } | undefined>(undefined);

/** The node that was made last, until its field has the focus to be given a name. */
export const unnamed = signal<string | undefined>(undefined);

/** Selects a node that was just made, to be named where a hand has keys beside it. */
export function selectMade(name: string): void {
  selection.value = { kind: "node", name };
  if (matchMedia("(pointer: fine)").matches) unnamed.value = name;
}

/** Selects the next of the nodes that were found, and asks the picture to show it. */
export function goToNextFound(): void {
  const found = [...(searched.value ?? [])];
  if (found.length === 0) return;
  const name = found[(found.indexOf(sought.value?.name ?? "") + 1) % found.length];
  selection.value = { kind: "node", name };
  sought.value = { name };
}
