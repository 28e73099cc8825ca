import type { DistillationSummary } from "./modelParts.ts";

/** Why the averaged tables of a network were believed, as the beginning of a sentence. */
export function distillationReason({ states }: Pick<DistillationSummary, "states">): string {
  return states === undefined
    ? "The network says the levels of all its nodes, and the rows do not contradict them"
    : `Held-out rows are for ${states} states of hidden nodes whose levels the network does not say`;
}
