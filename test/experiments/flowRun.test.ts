import assert from "node:assert/strict";
import { test } from "node:test";
import { Matrix } from "ml-matrix";
import { growth } from "../../src/experiments/flowRun.ts";
import { jobId } from "../../src/experiments/job.ts";
import { planned } from "../../src/experiments/plans.ts";
import { experimentReport } from "../../src/experiments/report/index.ts";
import { runJob } from "../../src/experiments/runJob.ts";
import { parseResult } from "../../src/experiments/runner/resultSchema.ts";
import { offeredFlows } from "../../src/flow/index.ts";

test("the experiment flows trains, inverts and reports densities and models", async () => {
  const jobs = planned("flows", { runs: 1, presets: ["recommended"], quick: true });
  assert.equal(new Set(jobs.map(jobId)).size, jobs.length);
  assert.deepEqual([...new Set(jobs.map(({ flow }) => flow))], offeredFlows);
  const chosen = jobs
    .filter(({ flow }) => flow === "affine")
    .map((job) => ({ ...job, rows: 60, testRows: 50, importanceSamples: 20 }))
    .filter(({ network, family }) => family !== "posterior" || network === "gaussian-tree");
  const results = await Promise.all(chosen.map((job) => runJob(job)));
  for (const result of results) {
    const read = parseResult(JSON.parse(JSON.stringify(result)));
    assert.ok("result" in read, JSON.stringify(read));
    const { near, far, conditioning, parameters } = result.flowMeasures!;
    assert.equal(near.samples, 2000);
    assert.equal(near.reached, 2000);
    assert.equal(far.reached + far.nearest!, 2000);
    assert.ok(near.largestError < 1e-10 && far.samples === 2000 && parameters > 100);
    assert.ok(conditioning.forward > 1 && conditioning.inverse > 0);
  }
  const encoder = results.find(({ family }) => family === "posterior")!;
  assert.ok(encoder.posterior!.exact && encoder.posterior!.distance > 0 && encoder.re === null);
  const density = results.find(({ family }) => family === "flow")!;
  assert.ok(density.excess! > 0 && density.re === null);
  const { markdown } = experimentReport({
    results,
    command: "siren-vae reproduce flows",
    machine: "one",
    quick: true,
  });
  assert.match(markdown, /The flows side by side/);
  assert.match(markdown, /Encoder of the network itself/);
  assert.match(markdown, /!\[.*\]\(flow-densities\.svg\)/);
  assert.match(markdown, /\| affine \| 6000 of 6000/);
});

test("a point where numbers are lost counts as one where steps grow without bound", () => {
  const stretched = growth(
    new Matrix([
      [4, 0],
      [0, 0.5],
    ]),
  );
  assert.ok(Math.abs(stretched.forward - 4) < 1e-12 && Math.abs(stretched.inverse - 2) < 1e-12);
  const lost = growth(
    new Matrix([
      [4, Number.NaN],
      [0, 0.5],
    ]),
  );
  assert.deepEqual(lost, { forward: Number.MAX_VALUE, inverse: Number.MAX_VALUE });
  assert.equal(growth(Matrix.zeros(2, 2)).inverse, Number.MAX_VALUE);
});
