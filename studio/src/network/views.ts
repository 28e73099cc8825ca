import { signal } from "@preact/signals";

/** What stands beside the network. */
export type NetworkView = "inverse" | "claims" | "masks" | "text";

export const networkView = signal<NetworkView>("inverse");
