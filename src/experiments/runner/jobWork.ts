import { spacedNotes, type Work } from "../../numeric/work.ts";
import type { RunningJob } from "./jobKind.ts";

export interface JobProgress {
  readonly share: number;
  readonly text: string;
}

export interface ExecutorOptions {
  readonly onProgress?: (share: number, text: string) => void;
  readonly signal?: AbortSignal;
  /** What the job reads beside itself. */
  readonly material?: string;
}

export interface Executor<J, R> {
  runJob(job: J, options: ExecutorOptions): Promise<R>;
}

/** What a job is run by. */
export interface JobSetup {
  /** The address of a module that exports `runJob`. */
  readonly executor: string;
}

/** Jobs, each of which needs nothing of those beside it. */
export const jobWork: Work<JobSetup, RunningJob<unknown>, unknown, JobProgress> = {
  name: "job",
  prepare:
    ({ executor }) =>
    async ({ job, material }, context) => {
      const { runJob }: Executor<unknown, unknown> = await import(executor);
      const report = spacedNotes(context);
      return runJob(job, { material, onProgress: (share, text) => report({ share, text }) });
    },
};
