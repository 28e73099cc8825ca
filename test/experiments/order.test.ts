import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { experimentNames, type Job, jobId, workId } from "../../src/experiments/job.ts";
import { byWorth, expectedSeconds } from "../../src/experiments/order.ts";
import { planned } from "../../src/experiments/plans.ts";

const jobs = experimentNames.flatMap((name) =>
  planned(name, { runs: 2, presets: ["recommended", "paper"], quick: false }),
);
const ordered = byWorth(jobs);
const last = (wanted: (job: Job) => boolean) => ordered.findLastIndex(wanted);
const first = (wanted: (job: Job) => boolean) => ordered.findIndex(wanted);

describe("the order of jobs", () => {
  test("keeps every job, whatever the order given", () => {
    assert.deepEqual(ordered.map(jobId).sort(), jobs.map(jobId).sort());
    assert.deepEqual(byWorth([...jobs].reverse()).map(expectedSeconds), ordered.map(expectedSeconds));
  });

  test("puts what the paper is about first, and the first run of every curve before the second of any", () => {
    const table = (job: Job) => job.experiment === "table1" && job.preset !== "paper";
    assert.equal(last(table), ordered.filter(table).length - 1);
    assert.ok(last((job) => job.experiment === "figure2") < first((job) => job.experiment === "inversion"));
    const wrong = (seed: number) => (job: Job) => job.experiment === "robustness" && job.seed === seed;
    assert.ok(last(wrong(1)) < first(wrong(2)));
    const published = (seed: number) => (job: Job) =>
      job.preset === "paper" && job.rows > 1000 && job.seed === seed;
    assert.ok(last(published(1)) < first(wrong(1)) && first(published(2)) > last(wrong(1)));
  });

  test("expects longer runs where more is to be done", () => {
    const job = jobs.find(
      (one) => one.experiment === "table1" && one.model === "true" && one.network === "ecoli70",
    )!;
    const seconds = expectedSeconds(job);
    assert.ok(expectedSeconds({ ...job, model: "fc" }) > seconds);
    assert.ok(expectedSeconds({ ...job, model: "vae" }) < seconds);
    assert.ok(expectedSeconds({ ...job, network: "arth150" }) > seconds);
    assert.ok(expectedSeconds({ ...job, network: "nonlinear:ecoli70:1" }) > seconds);
    assert.ok(expectedSeconds({ ...job, model: "em", preset: null }) < seconds);
  });

  test("expects of the flows together what was measured of them, within a factor of two", () => {
    const some = ["residual", "residual-exact", "affine", "autoregressive", "spline"];
    for (const [network, family, flows, seconds] of [
      ["nonlinear:ecoli70:1", "flow", some, 120],
      ["nonlinear:ecoli70:1", "siren", some, 39],
      ["nonlinear:ecoli70:1", "posterior", some, 437],
      ["gaussian-tree", "flow", some, 768],
      ["arithmetic-circuit", "flow", ["residual", "monotonic"], 1066],
    ] as const) {
      const cells = jobs.filter(
        (job) =>
          job.experiment === "flows" &&
          job.seed === 1 &&
          job.network === network &&
          job.family === family &&
          job.flow !== undefined &&
          (flows as readonly string[]).includes(job.flow),
      );
      assert.equal(cells.length, flows.length);
      const ratio = cells.reduce((sum, job) => sum + expectedSeconds(job), 0) / seconds;
      assert.ok(ratio > 0.5 && ratio < 2, `${network} ${family}: ${ratio}`);
    }
  });
});

test("experiments share what is the same work", () => {
  const shared = jobs.length - new Set(jobs.map(workId)).size;
  // Figure 2 at 92 rows, and true, fc, vae, shrunk and em of wrong graphs at both sizes of Table 1, and true and vae of the
  // families on all networks and sizes of wrong graphs; two runs each.
  assert.equal(shared, 2 * 4 + 2 * 3 * 2 * 5 + 2 * 5 * 3 * 2);
  const inversion = jobs.filter(({ experiment }) => experiment === "inversion").map(workId);
  assert.ok(inversion.every((id) => id.startsWith("inversion/")));
});
