import { setImmediate } from "node:timers/promises";
import { note } from "./terminal.ts";

/** The exit code after Ctrl-C. */
export const INTERRUPTED = 130;

/** Work that Ctrl-C may stop between two of its steps. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Lets a pressed Ctrl-C in. @throws the signal's reason after one. */
  breathe(): Promise<void>;
}

/**
 * Runs work of many short steps; after Ctrl-C it ends by an exception, which becomes a sentence and exit code 130.
 *
 * @param told the sentence, where something was kept
 */
export async function interruptible(
  work: (run: Interruption) => Promise<void>,
  told: () => string = () => "Interrupted: nothing was written.",
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort();
  process.once("SIGINT", stop);
  const breathe = async () => {
    await setImmediate();
    signal.throwIfAborted();
  };
  try {
    await work({ signal, breathe });
  } catch (error) {
    if (!signal.aborted) throw error;
    note(told(), false);
    process.exitCode = INTERRUPTED;
  } finally {
    process.removeListener("SIGINT", stop);
  }
}
