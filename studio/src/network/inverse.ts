import { computed, signal } from "@preact/signals";
import { type FaithfulInverse, faithfulInverse, type InversionMode } from "../../../src/internals.ts";
import { dag } from "../app/state.ts";

/** `sparser` takes whichever mode has fewer arcs, as the models do. */
export const inversionMode = signal<InversionMode | "sparser">("sparser");

export const inverse = computed<{ found: FaithfulInverse; mode: InversionMode }>(() => {
  const wanted = inversionMode.value;
  const modes: readonly InversionMode[] = wanted === "sparser" ? ["topological", "reverse"] : [wanted];
  const candidates = modes.map((mode) => ({
    mode,
    found: faithfulInverse(dag.value, { mode, trace: true }),
  }));
  return candidates.reduce((best, one) => (arcCount(one.found) < arcCount(best.found) ? one : best));
});

/** Eliminations that are shown; undefined shows the whole inverse. */
export const shownSteps = signal<number | undefined>(undefined);

export function arcCount({ parents }: FaithfulInverse): number {
  return [...parents.values()].reduce((sum, list) => sum + list.length, 0);
}
