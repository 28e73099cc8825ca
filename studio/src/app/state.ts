import { computed, effect, signal } from "@preact/signals";
import { type BayesianNetwork, builtInNetwork } from "../../../src/internals.ts";
import { documentOf, type NetworkDocument, networkOf } from "../document/document.ts";
import { CycleError, type Edit } from "../document/edits.ts";
import { History } from "../document/history.ts";
import { withNewPlaces } from "../network/placement.ts";
import { dismiss, notices, notify, say } from "./notices.ts";

export type Step = "network" | "train" | "ask";
export const step = signal<Step>("network");

export const history = new History<NetworkDocument>(documentOf(builtInNetwork("ecoli70")));
export const networkDocument = history.current;
/** Always a valid graph: an edit that would break it is refused before it gets here. */
export const network = computed<BayesianNetwork>(() => networkOf(networkDocument.value));
export const dag = computed(() => network.value.dag);
/** Rises whenever another network is opened, so that pictures fit themselves to it anew. */
export const opened = signal(0);

export type Selection =
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "arc"; readonly parent: string; readonly child: string }
  /** An arc that is not there, but that the rows ask for. */
  | { readonly kind: "doubt"; readonly parent: string; readonly child: string };
export const selection = signal<Selection | undefined>(undefined);
/** The nodes of a cycle that an edit would have closed, until the next edit. */
export const refusedCycle = signal<readonly string[]>([]);
/** The message about it: the picture shows the cycle for as long as it stands. */
let refusal = 0;
effect(() => {
  if (!notices.value.some(({ id }) => id === refusal)) refusedCycle.value = [];
});

/**
 * The lowest negative log-likelihood that any model can expect, nats a row; unknown where no density is exact. Of networks
 * with tables it takes a sum over all their states, which is no work for the page.
 */
export const floor = computed(() =>
  networkDocument.value.kind === "linear-gaussian" ? network.value.exact?.entropy() : undefined,
);

/** Applies an edit, or says why not; whether it was applied. */
export function edit(change: Edit, label: string, merge?: string): boolean {
  dismiss(refusal);
  try {
    const edited = change(networkDocument.value);
    networkOf(edited);
    const next = { ...edited, nodes: withNewPlaces(edited.nodes) };
    const { kind } = networkDocument.peek();
    history.change(next, label, merge);
    if (next.kind !== kind && next.kind === "structure")
      notify(
        "The tables of this network no longer fit, so it is a structure without numbers now: a table of rows trains it. Undo brings the numbers back.",
        "info",
      );
    say(label);
    return true;
  } catch (error) {
    const message = notify(error);
    if (error instanceof CycleError) {
      refusal = message;
      refusedCycle.value = error.cycle;
    }
    return false;
  } finally {
    dropStaleSelection();
  }
}

/** Opens another network; undo leads back to the one before. @throws InputError for what is no network: nothing is changed */
export function openDocument(document: NetworkDocument, label: string): void {
  networkOf(document);
  dismiss(refusal);
  selection.value = undefined;
  history.change(document, label);
  opened.value++;
}

/** Shows a network as the first thing of this page: undo does not lead to another one. */
export function beginWith(document: NetworkDocument): void {
  selection.value = undefined;
  history.reset(document);
  opened.value++;
}

export function undo(): void {
  const label = history.undo();
  if (label !== undefined) say(`Undone: ${label}`);
  dropStaleSelection();
}

export function redo(): void {
  const label = history.redo();
  if (label !== undefined) say(`Done again: ${label}`);
  dropStaleSelection();
}

function dropStaleSelection(): void {
  const chosen = selection.value;
  if (chosen === undefined) return;
  const { nodes } = networkDocument.value;
  const exists =
    chosen.kind === "node"
      ? nodes.some((node) => node.name === chosen.name)
      : nodes.some((node) => node.name === chosen.child) &&
        (chosen.kind === "doubt"
          ? nodes.some((node) => node.name === chosen.parent)
          : nodes.some((node) => node.name === chosen.child && node.parents.includes(chosen.parent)));
  if (!exists) selection.value = undefined;
}
