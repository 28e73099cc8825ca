import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { experimentJobs } from "../../../src/experiments/experimentJobs.ts";
import { type Job, jobId } from "../../../src/experiments/job.ts";
import {
  type Failure,
  failureReport,
  openPool,
  openResults,
  type RunAllOptions,
  type RunSummary,
  type RunUpdate,
  runAll,
} from "../../../src/experiments/runner/index.ts";
import {
  fakeExecutor as executor,
  inFolder,
  sampleJob,
  sampleJobs,
  sampleResult,
  VERSION,
} from "./samples.ts";

/** Runs into a file of a folder and closes it. */
async function runInto(
  folder: string,
  jobs: readonly Job[],
  options: Partial<RunAllOptions> = {},
): Promise<RunSummary> {
  const results = openResults(experimentJobs, join(folder, "results.jsonl"));
  try {
    return await runAll(experimentJobs, jobs, { results, version: VERSION, executor, ...options });
  } finally {
    results.close();
  }
}

describe("runs in threads", () => {
  test("give the same numbers with one, two and three workers, each in a fresh thread", async () => {
    const jobs = sampleJobs(4);
    const expected = jobs.map((job) => sampleResult(job, { arcs: 1 }));
    for (const workers of [1, 2, 3]) {
      await inFolder(async (folder) => {
        const { results, failures } = await runInto(folder, jobs, { workers });
        assert.deepEqual(results, expected);
        assert.deepEqual(failures, []);
        const lines = readFileSync(join(folder, "results.jsonl"), "utf8").trimEnd().split("\n");
        assert.deepEqual(new Set(lines), new Set(expected.map((result) => JSON.stringify(result))));
      });
    }
  });

  test("count for nothing where the caller finds a problem, stored or new", () =>
    inFolder(async (folder) => {
      const jobs = sampleJobs(2);
      const problemOf = ({ seed }: { seed: number }) => (seed === 2 ? "it is of another table" : undefined);
      const { results, failures } = await runInto(folder, jobs, { problemOf });
      assert.deepEqual(results, [sampleResult(jobs[0], { arcs: 1 })]);
      assert.deepEqual(
        failures.map(({ problem }) => problem),
        ["another result came of it: it is of another table"],
      );
      await runInto(folder, jobs);
      await assert.rejects(
        runInto(folder, jobs, { problemOf }),
        /Expected the result of .*seed-2 in .*results\.jsonl, got another content: it is of another table\. Remove that line/,
      );
    }));

  test("go on where others fail, and name those", () =>
    inFolder(async (folder) => {
      const bad = [
        sampleJob({ network: "fails" }),
        sampleJob({ network: "not-finite" }),
        sampleJob({ network: "dies" }),
      ];
      const told: Failure[] = [];
      const { results, failures } = await runInto(folder, [...bad, ...sampleJobs(3)], {
        workers: 2,
        onFailure: (failure) => told.push(failure),
      });
      assert.equal(results.length, 3);
      assert.deepEqual(told, failures);
      assert.deepEqual(failures.map(({ id }) => id).sort(), bad.map(jobId).sort());
      const report = failureReport(failures);
      assert.match(report, /^3 runs failed/);
      assert.match(report, /table1\/fails\/[^:]*: Expected a network, got 'fails'/);
      assert.match(report, /table1\/not-finite\/.*nll = NaN/);
      assert.match(report, /table1\/dies\/.*out of memory/);
      assert.equal(failureReport([]), "");
      // The next time only the failed ones are tried.
      let first: RunUpdate | undefined;
      await runInto(folder, [...sampleJobs(3), bad[0]], {
        onUpdate: (update) => {
          first ??= update;
        },
      });
      assert.deepEqual([first!.total, first!.done, first!.kept], [4, 3, 3]);
    }));

  test("that have a result are not run again; those of another version are reported", () =>
    inFolder(async (folder) => {
      const jobs = sampleJobs(4);
      await runInto(folder, jobs.slice(0, 2), { workers: 1 });
      const before = readFileSync(join(folder, "results.jsonl"), "utf8");
      const others: string[] = [];
      const started = new Set<string>();
      await runInto(folder, jobs, {
        version: "0.2.0+def",
        onOtherVersion: (id, version) => others.push(`${id} ${version}`),
        onUpdate: ({ running }) => {
          for (const { id } of running) started.add(id);
        },
      });
      assert.deepEqual(
        others,
        jobs.slice(0, 2).map((job) => `${jobId(job)} ${VERSION}`),
      );
      assert.deepEqual([...started].sort(), jobs.slice(2).map(jobId).sort());
      assert.ok(readFileSync(join(folder, "results.jsonl"), "utf8").startsWith(before));
    }));

  test("share the same work between experiments, while running and later, but not over versions", () =>
    inFolder(async (folder) => {
      const [one, two] = sampleJobs(2);
      const same = (job: Job, experiment: Job["experiment"]) => ({ ...job, experiment });
      const started = new Set<string>();
      const onUpdate = ({ running }: RunUpdate) => {
        for (const { id } of running) started.add(id);
      };
      const jobs = [one, same(one, "figure2"), same(one, "inversion"), two];
      const first = await runInto(folder, jobs, { workers: 2, onUpdate });
      assert.deepEqual([...started].sort(), [one, same(one, "inversion"), two].map(jobId).sort());
      assert.deepEqual(
        first.results.map(({ id, copyOf }) => [id, copyOf]),
        [
          [jobId(one), null],
          [jobId(jobs[1]), jobId(one)],
          [jobId(jobs[2]), null],
          [jobId(two), null],
        ],
      );
      assert.equal(first.results[1].nll, first.results[0].nll);
      started.clear();
      const later = [same(one, "robustness"), same(two, "figure2")];
      const second = await runInto(folder, later, { onUpdate });
      assert.equal(started.size, 0);
      assert.deepEqual(
        second.results.map(({ copyOf }) => copyOf),
        [jobId(one), jobId(two)],
      );
      await runInto(folder, [same(two, "robustness")], { onUpdate, version: "0.2.0+def" });
      assert.deepEqual([...started], [jobId(same(two, "robustness"))]);
    }));

  test("that share work fail together", () =>
    inFolder(async (folder) => {
      const bad = sampleJob({ network: "fails" });
      const { failures } = await runInto(folder, [bad, { ...bad, experiment: "figure2" }]);
      assert.deepEqual(
        failures.map(({ id }) => id),
        [jobId(bad), jobId({ ...bad, experiment: "figure2" })],
      );
    }));

  test("tell how far they are, by cost", () =>
    inFolder(async (folder) => {
      const updates: RunUpdate[] = [];
      const jobs = sampleJobs(3);
      await runInto(folder, jobs, {
        workers: 1,
        cost: (job) => (job.seed === 1 ? 8 : 1),
        onUpdate: (update) => updates.push(update),
      });
      assert.deepEqual(updates[0], { total: 3, done: 0, kept: 0, failed: 0, share: 0, running: [] });
      assert.equal(updates.find(({ done }) => done === 1)!.share, 0.8);
      assert.ok(updates.some(({ running }) => running[0]?.text === "epoch 3, loss 1.50"));
      assert.equal(updates.at(-1)!.share, 1);
      assert.equal(updates.at(-1)!.done, 3);
    }));

  test("stop at once at the signal and leave the file whole", () =>
    inFolder(async (folder) => {
      const controller = new AbortController();
      const jobs = [
        sampleJob(),
        sampleJob({ network: "endless" }),
        ...sampleJobs(3, { network: "endless" }).slice(1),
      ];
      const { results, failures, interrupted } = await runInto(folder, jobs, {
        workers: 2,
        signal: controller.signal,
        onUpdate: ({ done, running }) => {
          if (done === 1 && running.some(({ share }) => share > 0)) controller.abort();
        },
      });
      assert.deepEqual([results.length, failures.length, interrupted], [1, 0, true]);
      const file = openResults(experimentJobs, join(folder, "results.jsonl"), {
        onDropped: () => assert.fail("a half line"),
      });
      assert.equal(file.all.length, 1);
      file.close();
    }));

  test("end all where a result cannot be written", () =>
    inFolder(async (folder) => {
      const results = openResults(experimentJobs, join(folder, "results.jsonl"));
      results.close();
      const jobs = [sampleJob(), sampleJob({ network: "endless" })];
      await assert.rejects(
        runAll(experimentJobs, jobs, { results, version: VERSION, executor, workers: 2 }),
        {
          name: "ComputationError",
          message: /Could not write a result to .*results.jsonl/,
        },
      );
    }));

  test("are refused where two are the same or the workers are none", () =>
    inFolder(async (folder) => {
      await assert.rejects(runInto(folder, [sampleJob(), sampleJob()]), {
        name: "InputError",
        message: /twice/,
      });
      for (const workers of [0, -1, 1.5, Number.NaN]) {
        await assert.rejects(runInto(folder, [sampleJob()], { workers }), { name: "InputError" });
      }
    }));
});

test("a pool names the job that fails", async () => {
  const pool = openPool({ threads: 1, executor });
  try {
    const job = sampleJob({ network: "fails" });
    await assert.rejects(pool.run(experimentJobs, { job }), {
      name: "ComputationError",
      message: new RegExp(`^${jobId(job)} failed: `),
    });
    assert.equal((await pool.run(experimentJobs, { job: sampleJob() })).nll, sampleResult(sampleJob()).nll);
  } finally {
    await pool.close();
  }
});
