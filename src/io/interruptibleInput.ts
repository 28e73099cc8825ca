let givenUp = false;

/** Whether a read was left to itself, which keeps the process until it has its bytes, even one that is told to exit. */
export function inputGivenUp(): boolean {
  return givenUp;
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
      givenUp = true;
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
