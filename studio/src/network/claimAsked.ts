import { signal } from "@preact/signals";

/** Nodes that a person has asked about what the network claims of them. */
export interface ClaimAsked {
  readonly exposure?: string;
  readonly outcome?: string;
  /** Held fixed where two nodes are checked for d-separation. */
  readonly given?: readonly string[];
}

export const claimAsked = signal<ClaimAsked>({});
