import { type Job, jobId, type RunResult } from "../../../src/experiments/job.ts";

const job: Job = {
  experiment: "robustness",
  network: "ecoli70",
  model: "true",
  preset: "recommended",
  rows: 92,
  seed: 1,
  testRows: 100,
  importanceSamples: 500,
  change: "none",
  changes: 0,
  factorisation: "paper",
};

/** A finished run that says what a test wants it to say. */
export function sampleResult(given: Partial<RunResult>): RunResult {
  const own = { ...job, ...given };
  return {
    nll: 32,
    nllStandardError: 0.1,
    exactNll: 31,
    excess: (given.nll ?? 32) - 31,
    re: 3.5,
    elbo: -32.1,
    effectiveSampleSize: 400,
    lipschitzBound: 0.9,
    start: "random",
    epochs: 100,
    gradientSteps: 5000,
    choices: [],
    distance: 0,
    arcs: 70,
    inversion: null,
    trainSeconds: 3,
    evaluateSeconds: 1,
    version: "0.1.0+abc",
    copyOf: null,
    ...own,
    id: jobId(own),
  };
}
