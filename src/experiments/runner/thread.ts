import type { MessagePort } from "node:worker_threads";
import type { Job, RunResult } from "../job.ts";

/** What a worker thread is asked to do. */
export interface ThreadTask {
  readonly job: Job;
  /** The address of a module that exports `runJob`. */
  readonly executor: string;
  /** Where progress goes. */
  readonly port: MessagePort;
}

export interface ThreadProgress {
  readonly share: number;
  readonly text: string;
}

/** An error does not pass between threads whole: its message does. */
export type ThreadAnswer = { readonly result: RunResult } | { readonly problem: string };

export interface Executor {
  runJob(
    job: Job,
    options: { onProgress?: (share: number, text: string) => void; signal?: AbortSignal },
  ): Promise<RunResult>;
}

const MILLISECONDS_BETWEEN_REPORTS = 100;

/** Runs one job in this thread. */
export default async function thread({ job, executor, port }: ThreadTask): Promise<ThreadAnswer> {
  let posted = -Infinity;
  try {
    const { runJob }: Executor = await import(executor);
    const result = await runJob(job, {
      onProgress: (share, text) => {
        const now = performance.now();
        if (now - posted < MILLISECONDS_BETWEEN_REPORTS) return;
        posted = now;
        port.postMessage({ share, text } satisfies ThreadProgress);
      },
    });
    return { result };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    port.close();
  }
}
