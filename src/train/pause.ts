/** Lets the event loop breathe now and then, so that a page stays alive and an abort is heard. */
export function pause(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    const now = performance.now();
    if (now - last < 40) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
    signal?.throwIfAborted();
  };
}
