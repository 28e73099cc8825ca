import { availableParallelism } from "node:os";
import { openThreads } from "../../io/threads.ts";
import { ComputationError, InputError } from "../../numeric/errors.ts";
import type { JobKind, RunningJob, StoredResult } from "./jobKind.ts";
import { type JobProgress, jobWork } from "./jobWork.ts";
import { requireWritable } from "./resultsFile.ts";

export interface PoolOptions {
  /** Jobs at a time. Default: one for each core. */
  readonly threads?: number;
  /** The address of the module whose `runJob` does the work. Default: that of the job's kind. */
  readonly executor?: string;
}

export interface RunOptions {
  readonly onProgress?: (share: number, text: string) => void;
  /** Kills the thread at once. */
  readonly signal?: AbortSignal;
}

export interface Pool {
  readonly threads: number;
  /**
   * Runs a job as soon as a thread is free.
   *
   * @throws ComputationError that names the job where it fails; an AbortError where the signal stops it.
   */
  run<J, R extends StoredResult>(kind: JobKind<J, R>, job: RunningJob<J>, options?: RunOptions): Promise<R>;
  close(): Promise<void>;
}

/**
 * Worker threads that run jobs. Each job has a fresh thread for itself, so its numbers depend on nothing that ran
 * before or beside it, and its memory is given back.
 *
 * @throws InputError where the number of threads is no positive whole number.
 */
export function openPool(options: PoolOptions = {}): Pool {
  const threads = options.threads ?? availableParallelism();
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new InputError(
      `Expected a whole number of at least 1 for the workers, got ${threads}. Leave it out for one a core.`,
    );
  }
  const module = new URL("./thread.js", import.meta.url);
  const running = new Set<() => Promise<void>>();
  const waiting: (() => void)[] = [];
  let free = threads;
  const turn = async () => {
    if (free > 0) free--;
    else await new Promise<void>((go) => waiting.push(go));
  };
  const handOn = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return {
    threads,
    run: async <J, R extends StoredResult>(
      kind: JobKind<J, R>,
      given: RunningJob<J>,
      { onProgress, signal }: RunOptions = {},
    ) => {
      await turn();
      const own = openThreads({ workers: 1, module });
      const end = () => own.close();
      running.add(end);
      signal?.addEventListener("abort", end, { once: true });
      try {
        signal?.throwIfAborted();
        const crew = own.open(jobWork, { executor: options.executor ?? kind.executor });
        const tell = ({ share, text }: JobProgress) => onProgress?.(share, text);
        const result = (await crew.run(given, { tell })) as R;
        requireWritable(kind, result);
        return result;
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw new ComputationError(`${kind.id(given.job)} failed: ${(error as Error).message}`);
      } finally {
        signal?.removeEventListener("abort", end);
        running.delete(end);
        await end();
        handOn();
      }
    },
    close: async () => {
      await Promise.all([...running].map((end) => end()));
    },
  };
}
