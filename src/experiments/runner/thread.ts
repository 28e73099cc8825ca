import type { MessagePort } from "node:worker_threads";
import type { RunningJob } from "./jobKind.ts";

/** What a worker thread is asked to do. */
export interface ThreadTask<J> extends RunningJob<J> {
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
export type ThreadAnswer<R> = { readonly result: R } | { readonly problem: string };

export interface ExecutorOptions {
  readonly onProgress?: (share: number, text: string) => void;
  readonly signal?: AbortSignal;
  /** What the job reads beside itself. */
  readonly material?: string;
}

export interface Executor<J, R> {
  runJob(job: J, options: ExecutorOptions): Promise<R>;
}

const MILLISECONDS_BETWEEN_REPORTS = 100;

/** Runs one job in this thread. */
export default async function thread<J, R>({
  job,
  material,
  executor,
  port,
}: ThreadTask<J>): Promise<ThreadAnswer<R>> {
  let posted = -Infinity;
  try {
    const { runJob }: Executor<J, R> = await import(executor);
    const result = await runJob(job, {
      material,
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
