import { type Job, jobId, type RunResult, workId } from "./job.ts";
import type { JobKind } from "./runner/jobKind.ts";
import { parseJob, parseResult } from "./runner/resultSchema.ts";

/** The runs of the paper's experiments. */
export const experimentJobs: JobKind<Job, RunResult> = {
  name: "experiment",
  id: jobId,
  workId,
  materialOf: ({ table }) => table,
  read: parseResult,
  readJob: parseJob,
  copied: (result, job) => ({ ...result, ...job, id: jobId(job), copyOf: result.copyOf ?? result.id }),
  executor: new URL("./runJob.js", import.meta.url).href,
};
