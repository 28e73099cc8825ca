import { notify } from "../app/notices.ts";
import { openDocument } from "../app/state.ts";
import type { NetworkDocument } from "../document/document.ts";
import { type ClaimAsked, claimAsked } from "./claimAsked.ts";

/** A network as it was read. */
export interface FoundNetwork {
  readonly document: NetworkDocument;
  /** What a person should know of the reading, a sentence each. */
  readonly notes: readonly string[];
  /** The question that the text asks of it. */
  readonly claim?: ClaimAsked;
}

/** Opens a network with the question that came with it. @throws InputError for what is no network: nothing is changed */
export function openFound({ document, notes, claim }: FoundNetwork, label: string): void {
  openDocument(document, label);
  if (claim) claimAsked.value = claim;
  for (const note of notes) notify(note, "info");
}
