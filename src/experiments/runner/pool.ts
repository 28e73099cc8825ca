import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { Tinypool } from "tinypool";
import { ComputationError, InputError } from "../../numeric/errors.ts";
import type { JobKind, RunningJob, StoredResult } from "./jobKind.ts";
import { requireWritable } from "./resultsFile.ts";
import type { ThreadAnswer, ThreadProgress, ThreadTask } from "./thread.ts";

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
  const pool = new Tinypool({
    filename: new URL("./thread.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: true,
  });
  return {
    threads,
    run: async <J, R extends StoredResult>(
      kind: JobKind<J, R>,
      { job, material }: RunningJob<J>,
      { onProgress, signal }: RunOptions = {},
    ) => {
      const { port1, port2 } = new MessageChannel();
      port1.on("message", ({ share, text }: ThreadProgress) => onProgress?.(share, text));
      const executor = options.executor ?? kind.executor;
      const task: ThreadTask<J> = { job, material, executor, port: port2 };
      try {
        const answer: ThreadAnswer<R> = await pool.run(task, { transferList: [port2], signal });
        if ("problem" in answer) throw new ComputationError(answer.problem);
        requireWritable(kind, answer.result);
        return answer.result;
      } catch (error) {
        if (signal?.aborted) throw error;
        throw new ComputationError(`${kind.id(job)} failed: ${(error as Error).message}`);
      } finally {
        port1.close();
      }
    },
    close: () => pool.destroy(),
  };
}
