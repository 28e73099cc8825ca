import { createHash } from "node:crypto";
import { type Job, jobId } from "../job.ts";

/** What a job in the queue carries. */
export interface QueuedJob {
  readonly job: Job;
  readonly version: string;
}

export interface QueuedProgress {
  readonly share: number;
  readonly text: string;
}

/** The Redis set of the versions that have a queue. */
export const VERSIONS_KEY = "siren-vae:versions";

/** Each version of the code has a queue of its own, so that no worker can make numbers of another version. */
export function queueName(version: string): string {
  return `siren-vae-${version.replaceAll(":", "-")}`;
}

/** The same job of the same version has the same name in the queue, and so is there once at most. */
export function queuedId(job: Job, version: string): string {
  return `run-${createHash("sha256")
    .update(`${version}\n${jobId(job)}`)
    .digest("hex")
    .slice(0, 32)}`;
}
