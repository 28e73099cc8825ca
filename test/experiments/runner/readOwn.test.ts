import assert from "node:assert/strict";
import { test } from "node:test";
import { type ComparisonJob, comparisonId } from "../../../src/experiments/comparison/comparisonJob.ts";
import { comparisonJobs } from "../../../src/experiments/comparison/comparisonJobs.ts";
import { readResultOf } from "../../../src/experiments/runner/readOwn.ts";

const job: ComparisonJob = {
  material: "0123456789abcdef",
  network: "one",
  model: "true",
  fold: 1,
  folds: 2,
  seed: 1,
  importanceSamples: 10,
  group: null,
};
const fit = { id: comparisonId(job), rows: [0, 2], densities: { true: [-1, -2] }, seconds: 1, version: "1" };

test("a fit of another table is told although its name begins alike", () => {
  assert.ok("result" in readResultOf(comparisonJobs, job, "1", { ...job, ...fit }));
  const other = readResultOf(comparisonJobs, job, "1", { ...job, ...fit, material: "0123456789abffff" });
  assert.match("problem" in other ? other.problem : "", /'material' is not that of the run/);
});

test("a fit names a fold that there is", () => {
  for (const fold of [0, 3]) {
    const read = comparisonJobs.readJob({ ...job, fold });
    assert.match("problem" in read ? read.problem : "", /'fold'/);
  }
  const much = comparisonJobs.readJob({ ...job, fold: 1, folds: 1e12 });
  assert.match("problem" in much ? much.problem : "", /'folds'/);
});
