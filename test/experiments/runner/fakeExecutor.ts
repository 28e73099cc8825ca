import type { Job, RunResult } from "../../../src/experiments/job.ts";
import { InputError } from "../../../src/numeric/errors.ts";
import { sampleResult, VERSION } from "./samples.ts";

let ranHere = 0;

/** Runs nothing: what it does, the job's network says. */
export async function runJob(
  job: Job,
  { onProgress }: { onProgress?: (share: number, text: string) => void },
): Promise<RunResult> {
  ranHere++;
  onProgress?.(0.5, "epoch 3, loss 1.50");
  if (job.network === "fails") throw new InputError("Expected a network, got 'fails'. Choose another.");
  if (job.network === "not-finite") return sampleResult(job, { nll: Number.NaN });
  if (job.network === "dies") process.nextTick(() => Promise.reject(new Error("out of memory")));
  if (job.network === "endless" || job.network === "dies")
    await new Promise(() => setInterval(() => {}, 1000));
  return sampleResult(job, { arcs: ranHere, version: process.env.FAKE_VERSION ?? VERSION });
}
