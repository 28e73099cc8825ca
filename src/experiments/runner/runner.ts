import type { RunningJob } from "./jobKind.ts";

/** What runs jobs: threads here, or a queue. */
export interface Runner<J, R> {
  /** Reports a job's result or failure once, in any order; resolves after the last, or soon after the signal. */
  run(jobs: readonly RunningJob<J>[], events: RunnerEvents<J, R>, signal?: AbortSignal): Promise<void>;
}

export interface RunnerEvents<J, R> {
  readonly onProgress: (job: J, share: number, text: string) => void;
  /** Returns when the result is on the disk. */
  readonly onResult: (job: J, result: R) => void;
  readonly onFailure: (job: J, problem: string) => void;
  /** Handed back: another worker takes it. */
  readonly onReturned: (job: J) => void;
}
