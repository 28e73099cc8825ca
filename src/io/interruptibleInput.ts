import { setTimeout } from "node:timers/promises";

const leftToThemselves = new Set<Promise<unknown>>();

/**
 * Whether a read that Ctrl-C cut off still waits, which keeps the process until it has its bytes, even one that is told to
 * exit. The reads of a file are done within moments, and these are waited for; what a pipe or a terminal owes is not.
 *
 * @param patience how long to wait for them, in milliseconds
 */
export async function inputStillOwed(patience: number): Promise<boolean> {
  if (leftToThemselves.size === 0) return false;
  const ended = Promise.allSettled(leftToThemselves).then(() => false);
  return Promise.race([ended, setTimeout(patience, true)]);
}

/**
 * What comes from a pipe or a terminal may never come. Who listens for Ctrl-C asks for a clean end, which a read that waits
 * for bytes would put off until there are some: such a read ends with the first.
 */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T> {
  // Without a listener Ctrl-C ends the process by itself; one of ours would keep it from that.
  if (process.listenerCount("SIGINT") === 0) return work;
  let stop = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => {
      leftToThemselves.add(work);
      reject(new DOMException("Interrupted while it waited for input.", "AbortError"));
    };
    process.once("SIGINT", stop);
  });
  // What is left to itself must not end the process by failing.
  work.catch(() => {});
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

/** Blocks until its work is done; no listener could hear Ctrl-C meanwhile, so that it ends the process. */
export function endedByInterrupt<T>(work: () => T): T {
  const listeners = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  process.removeAllListeners("SIGINT");
  try {
    return work();
  } finally {
    for (const listener of listeners) process.on("SIGINT", listener);
  }
}
