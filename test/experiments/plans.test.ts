import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { experimentNames, type Job, jobId } from "../../src/experiments/job.ts";
import { planned, scaledArcs } from "../../src/experiments/plans.ts";
import { isGaussian } from "../../src/experiments/runJob.ts";

const full = { runs: 5, presets: ["recommended", "paper"], quick: false } as const;
const only = <K extends keyof Job>(jobs: readonly Job[], key: K) => [...new Set(jobs.map((job) => job[key]))];

describe("plans of the experiments", () => {
  test("no two jobs of a plan have the same name, quick or not", () => {
    for (const name of experimentNames) {
      for (const quick of [false, true]) {
        const ids = planned(name, { ...full, quick }).map(jobId);
        assert.equal(new Set(ids).size, ids.length);
      }
    }
  });

  test("table 1 has 120 trainings of each preset: 3 networks, 4 models, 2 sizes, 5 runs", () => {
    const jobs = planned("table1", full);
    for (const preset of full.presets) assert.equal(jobs.filter((job) => job.preset === preset).length, 120);
    assert.deepEqual(only(jobs, "seed").sort(), [1, 2, 3, 4, 5]);
    assert.deepEqual(only(jobs, "testRows"), [100]);
    assert.deepEqual(only(jobs, "importanceSamples"), [500]);
    const ecoli = jobs.filter((job) => job.network === "ecoli70");
    assert.deepEqual(only(ecoli, "rows").sort(), [4600, 92]);
    assert.equal(jobs.filter((job) => isGaussian(job.model)).length, 3 * 2 * 5 * 5);
  });

  test("figure 2 has four models at six sizes of ECOLI70's training set", () => {
    const jobs = planned("figure2", full);
    assert.equal(jobs.length, 6 * 4 * 5);
    assert.deepEqual(
      only(jobs, "rows").sort((a, b) => a - b),
      [46, 92, 200, 400, 800, 1400],
    );
  });

  test("robustness changes arcs in proportion to the network, and never more than half of them", () => {
    assert.deepEqual(scaledArcs(70, [1, 2, 4, 8, 16]), [1, 2, 4, 8, 16]);
    assert.deepEqual(scaledArcs(150, [1, 2, 4, 8, 16]), [2, 4, 9, 17, 34]);
    assert.deepEqual(scaledArcs(8, [1, 2, 4, 8, 16]), [1, 2, 4]);
    const jobs = planned("robustness", { ...full, runs: 1 });
    const right = jobs.filter(({ change, model }) => change === "none" && model === "true");
    assert.equal(right.filter(({ trust }) => trust === undefined).length, 5 * 3);
    // Every graph is believed in full, and not.
    const described = (job: Job) => jobId({ ...job, trust: undefined });
    const [believed, doubted] = [undefined, "auto"].map((wanted) =>
      jobs.filter(({ model, trust }) => model === "true" && trust === wanted).map(described),
    );
    assert.deepEqual(believed, doubted);
    assert.equal(new Set(jobs.map(jobId)).size, jobs.length);
    assert.ok(jobs.every((job) => job.change === "none" || job.model === "true"));
  });
});
