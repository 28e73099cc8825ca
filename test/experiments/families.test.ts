import assert from "node:assert/strict";
import { test } from "node:test";
import { packMaterial } from "../../src/experiments/comparison/index.ts";
import { jobId } from "../../src/experiments/job.ts";
import { comparedSystems, planned, tablePlan } from "../../src/experiments/plans.ts";
import { experimentReport } from "../../src/experiments/report/index.ts";
import { runJob } from "../../src/experiments/runJob.ts";
import { parseResult } from "../../src/experiments/runner/resultSchema.ts";
import { createDataset, Dag, Random } from "../../src/internals.ts";

const once = { runs: 1, presets: ["recommended"], quick: true } as const;
const report = (results: Parameters<typeof experimentReport>[0]["results"]) =>
  experimentReport({ results, command: "siren-vae reproduce", machine: "one", quick: true });

test("the experiment families trains every system and reports them side by side", async () => {
  const jobs = planned("families", once);
  assert.equal(new Set(jobs.map(jobId)).size, jobs.length);
  const full = planned("families", { ...once, quick: false });
  assert.equal(full.length, 5 * 3 * comparedSystems.length);
  const chosen = jobs
    .filter(({ network }) => network === "arithmetic-circuit")
    .slice(0, comparedSystems.length)
    .map((job) => ({ ...job, rows: 24, testRows: 20, importanceSamples: 10 }));
  const results = [];
  for (const job of chosen) results.push(await runJob(job));
  for (const result of results) {
    const read = parseResult(JSON.parse(JSON.stringify(result)));
    assert.ok("result" in read, JSON.stringify(read));
  }
  const { markdown, figures } = report(results);
  for (const name of ["SIReN-VAE, iwae", "plain VAE, dreg", "VAE, IAF encoder", "ladder VAE"])
    assert.ok(markdown.includes(`| ${name} |`), name);
  assert.ok("families" in figures);
});

test("a table of one's own is dealt into rows to train on and rows that are held out", async () => {
  const random = new Random(1);
  const data = createDataset(
    ["x", "y"],
    Array.from({ length: 100 }, () => {
      const x = random.normal();
      return [x, 0.8 * x + 0.3 * random.normal()];
    }),
  );
  const dag = Dag.create(
    [
      { name: "x", parents: [] },
      { name: "y", parents: ["x"] },
    ],
    ["x", "y"],
  );
  const { name, text } = packMaterial({ networks: [{ label: "two", dag }], data }, "1");
  const jobs = tablePlan({ name, network: "two", rows: 100, hidden: 0 }, once);
  assert.equal(new Set(jobs.map(jobId)).size, jobs.length);
  assert.ok(jobs.every(({ rows, testRows }) => rows === 80 && testRows === 20));
  const wanted = jobs.filter(({ flow, model }) => flow === "affine" || model === "map-em");
  const results = await Promise.all(wanted.map((job) => runJob(job, { material: text })));
  assert.equal(results.length, 2);
  for (const { nll, excess } of results) assert.ok(Number.isFinite(nll) && excess === null);
  const { markdown } = report(results);
  assert.match(markdown, /\| linear network, MAP-EM \|/);
  await assert.rejects(() => runJob(wanted[0]), /came without its table/);
});
