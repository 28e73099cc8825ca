/** No piece of work between two breaths should be longer than this, so that fifty are kept in all, milliseconds. */
const MOST_WORK = 30;

/** Lets the event loop breathe now and then, so that a page stays alive and an abort is heard. */
export function pause(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    const now = performance.now();
    if (now - last < MOST_WORK) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
    signal?.throwIfAborted();
  };
}
