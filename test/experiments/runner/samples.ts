import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, jobId, type RunResult } from "../../../src/experiments/job.ts";
import { Random } from "../../../src/numeric/random.ts";

export const VERSION = "0.1.0+abc";

/** The module that stands in for training: see fakeExecutor.ts. */
export const fakeExecutor = new URL("./fakeExecutor.js", import.meta.url).href;

export function sampleJob(changes: Partial<Job> = {}): Job {
  return {
    experiment: "table1",
    network: "ecoli70",
    model: "true",
    preset: "recommended",
    rows: 92,
    seed: 1,
    testRows: 100,
    importanceSamples: 10,
    change: "none",
    changes: 0,
    factorisation: "paper",
    ...changes,
  };
}

export const sampleJobs = (count: number, changes: Partial<Job> = {}): Job[] =>
  Array.from({ length: count }, (_, i) => sampleJob({ ...changes, seed: i + 1 }));

/** Numbers with all their digits that depend on the job alone. */
export function sampleResult(job: Job, changes: Partial<RunResult> = {}): RunResult {
  const random = new Random(job.seed);
  const nll = 40 + random.uniform();
  return {
    ...job,
    id: jobId(job),
    nll,
    nllStandardError: random.uniform() / 3,
    exactNll: null,
    excess: null,
    re: random.uniform(),
    elbo: -nll - 1e-300,
    effectiveSampleSize: null,
    lipschitzBound: 0.97,
    start: "random",
    epochs: 12,
    gradientSteps: 24,
    choices: [{ candidate: "rate 0.01", score: random.uniform() }],
    distance: 0,
    arcs: 70,
    inversion: null,
    trainSeconds: 0,
    evaluateSeconds: 0,
    version: VERSION,
    copyOf: null,
    ...changes,
  };
}

export async function inFolder(work: (folder: string) => unknown): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "siren-vae-runner-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
