import { computed, effect, signal } from "@preact/signals";
import type { Dag, FaithfulInverse, InversionMode } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { dag } from "../app/state.ts";
import { graphTask } from "./graphTasks.ts";
import { sparsestInverse } from "./sparsestInverse.ts";

/** `sparser` takes whichever mode has fewer arcs, as the models do. */
export const inversionMode = signal<InversionMode | "sparser">("sparser");

export interface InverseOf {
  readonly graph: Dag;
  readonly found: FaithfulInverse;
  readonly mode: InversionMode;
}

/** Larger networks are inverted in a worker. */
const MOST_AT_ONCE = 120;

const modes = computed<readonly InversionMode[]>(() =>
  inversionMode.value === "sparser" ? ["topological", "reverse"] : [inversionMode.value],
);
const atOnce = computed<InverseOf | undefined>(() =>
  dag.value.size > MOST_AT_ONCE
    ? undefined
    : { graph: dag.value, ...sparsestInverse(dag.value, modes.value) },
);
const later = signal<InverseOf | undefined>(undefined);

/** The inverse of the network, or of the one before while a large one is still inverted. */
export const inverse = computed(() => atOnce.value ?? later.value);

/** Inverts large networks for as long as somebody looks; the returned function ends that. */
export function followInverse(): () => void {
  let latest: Dag | undefined;
  return effect(() => {
    const graph = dag.value;
    const wanted = modes.value;
    if (graph.size <= MOST_AT_ONCE) return;
    latest = graph;
    const observed = graph.observed.map((node) => graph.names[node]);
    graphTask("invert", { graph: { nodes: graph.toSpecs() }, observed, modes: wanted })
      .then((answer) => {
        if (latest === graph) later.value = { graph, ...answer };
      })
      .catch(notify);
  });
}

/** Eliminations that are shown; undefined shows the whole inverse. */
export const shownSteps = signal<number | undefined>(undefined);

export function arcCount({ parents }: FaithfulInverse): number {
  return [...parents.values()].reduce((sum, list) => sum + list.length, 0);
}
