import { computed, signal } from "@preact/signals";
import { networkDocument } from "../app/state.ts";

export const query = signal("");

/** The nodes whose names hold the query; undefined while nothing is searched for. */
export const searched = computed(() => {
  const wanted = query.value.trim().toLowerCase();
  if (wanted === "") return undefined;
  const names = networkDocument.value.nodes.map((node) => node.name);
  return new Set(names.filter((name) => name.toLowerCase().includes(wanted)));
});
