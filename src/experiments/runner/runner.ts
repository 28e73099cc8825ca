import type { Job, RunResult } from "../job.ts";

/** What runs jobs: threads here, or a queue. */
export interface Runner {
  /** Reports a job's result or failure once, in any order; resolves after the last, or soon after the signal. */
  run(jobs: readonly Job[], events: RunnerEvents, signal?: AbortSignal): Promise<void>;
}

export interface RunnerEvents {
  readonly onProgress: (job: Job, share: number, text: string) => void;
  /** Returns when the result is on the disk. */
  readonly onResult: (job: Job, result: RunResult) => void;
  readonly onFailure: (job: Job, problem: string) => void;
  /** Handed back: another worker takes it. */
  readonly onReturned: (job: Job) => void;
}
