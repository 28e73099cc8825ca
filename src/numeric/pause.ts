import { eventTurn, MOST_WORK } from "./turns.ts";

/** Lets the event loop breathe now and then, so that a page stays alive and an abort is heard. */
export function pause(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    const now = performance.now();
    if (now - last < MOST_WORK) return;
    await eventTurn();
    last = performance.now();
    signal?.throwIfAborted();
  };
}
