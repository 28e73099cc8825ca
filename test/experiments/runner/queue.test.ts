import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { comparisonJobs, comparisonPlan, packMaterial } from "../../../src/experiments/comparison/index.ts";
import { runJob as runComparison } from "../../../src/experiments/comparison/runComparison.ts";
import { experimentJobs } from "../../../src/experiments/experimentJobs.ts";
import { type Job, jobId, type RunResult } from "../../../src/experiments/job.ts";
import { programVersion } from "../../../src/experiments/programVersion.ts";
import { runJob } from "../../../src/experiments/runJob.ts";
import {
  openResults,
  type RunAllOptions,
  type RunSummary,
  runAll,
} from "../../../src/experiments/runner/index.ts";
import { queuedId, queueName } from "../../../src/experiments/runner/queueJobs.ts";
import { serveQueue } from "../../../src/experiments/runner/queueWorker.ts";
import { Dag } from "../../../src/internals.ts";
import { type RedisServer, skipWithoutRedis, startRedis } from "./redisServer.ts";
import { fakeExecutor, inFolder, sampleJob, sampleJobs, sampleResult, VERSION } from "./samples.ts";

const main = fileURLToPath(new URL("../../../program/main.js", import.meta.url));
const killer = new URL("./dieInTheMiddle.js", import.meta.url).href;

describe("a queue on a real Redis", { skip: skipWithoutRedis }, () => {
  let redis: RedisServer;
  let client: Redis;
  before(async () => {
    redis = await startRedis();
    client = new Redis(redis.address, { maxRetriesPerRequest: null });
  });
  after(async () => {
    client?.disconnect();
    await redis?.stop();
  });
  afterEach(() => client.flushall());

  const queueOf = (version: string) => new Queue(queueName(version), { connection: client });
  const entriesLeft = async (version: string) =>
    Object.values(await queueOf(version).getJobCounts()).reduce((sum, count) => sum + count, 0);

  /** A driver: runs into a file of a folder and closes it. */
  async function drive(
    folder: string,
    jobs: readonly Job[],
    options: Partial<RunAllOptions> = {},
  ): Promise<RunSummary> {
    const results = openResults(experimentJobs, join(folder, "results.jsonl"));
    try {
      return await runAll(experimentJobs, jobs, {
        results,
        version: VERSION,
        queue: redis.address,
        ...options,
      });
    } finally {
      results.close();
    }
  }

  /** A worker process as a person starts it; `said` waits for words on its standard error, or fails at its end. */
  function startWorker(words: string[], dieOnce?: string) {
    const child: ChildProcess = spawn(
      process.execPath,
      [
        ...(dieOnce ? ["--import", killer] : []),
        ...[main, "worker", "--queue", redis.address, "--concurrency", "1", ...words],
      ],
      { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...(dieOnce && { DIE_ONCE: dieOnce }) } },
    );
    let text = "";
    const listeners = new Set<() => void>();
    child.stderr!.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      for (const listener of listeners) listener();
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
    const said = (words: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (text.includes(words)) resolve();
        };
        listeners.add(look);
        look();
        ended.then((code) => reject(new Error(`The worker ended with ${code} and said: ${text}`)));
      });
    return { child, ended, said, text: () => text };
  }

  /** A worker in this process whose jobs are quick; it works until `stop`. */
  function fakeWorker(version = VERSION) {
    const controller = new AbortController();
    const notes: string[] = [];
    const outcomes: string[] = [];
    const served = serveQueue({
      address: redis.address,
      concurrency: 2,
      version,
      lockSeconds: 1,
      executor: fakeExecutor,
      signal: controller.signal,
      onNote: (text) => notes.push(text),
      onEnd: (_, outcome) => outcomes.push(outcome),
    });
    const stop = async () => {
      controller.abort();
      await served;
    };
    return { notes, outcomes, stop };
  }

  const until = async (condition: () => boolean | Promise<boolean>) => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 25));
  };
  const withoutSeconds = (result: RunResult) => ({ ...result, trainSeconds: 0, evaluateSeconds: 0 });

  test("gives every result once, although a worker is killed in the middle", () =>
    inFolder(async (folder) => {
      const first = sampleJob({ preset: "paper", rows: 20, testRows: 20 });
      const jobs = [first, ...sampleJobs(2, { ...first, model: "vae" })];
      const giveUp = new AbortController();
      const died = join(folder, "died");
      const workers = [startWorker(["--lock", "1"], died), startWorker(["--lock", "1"], died)];
      try {
        const driven = drive(folder, jobs, { version: programVersion(), signal: giveUp.signal });
        const victim = await Promise.race(
          workers.map(async (worker) => {
            await worker.ended;
            return worker;
          }),
        );
        assert.equal(victim.child.signalCode, "SIGKILL", victim.text());
        const begun = jobs.map(jobId).filter((id) => victim.text().includes(`started      ${id}`));
        const done = begun.filter((id) => victim.text().includes(`done         ${id}`));
        assert.deepEqual([begun.length, done.length], [1, 0], victim.text());
        const survivor = workers.find((worker) => worker !== victim)!;
        await Promise.race([driven, survivor.ended]);
        assert.equal(survivor.child.exitCode, null, survivor.text());
        const { results, failures } = await driven;
        assert.deepEqual(failures, []);
        assert.ok(survivor.text().includes(`done         ${begun[0]}`), survivor.text());
        const here = await Promise.all(jobs.map((job) => runJob(job)));
        assert.deepEqual(results.map(withoutSeconds), here.map(withoutSeconds));
        const lines = readFileSync(join(folder, "results.jsonl"), "utf8").trimEnd().split("\n");
        assert.deepEqual(lines.map((line) => JSON.parse(line).id).sort(), jobs.map(jobId).sort());
        assert.equal(await entriesLeft(programVersion()), 0);
        survivor.child.kill("SIGINT");
        assert.equal(await survivor.ended, 0);
      } finally {
        giveUp.abort();
        for (const { child } of workers) child.kill("SIGKILL");
      }
    }));

  test("hands out runs of flows, encoders, other families and objectives, whose numbers are those of here", () =>
    inFolder(async (folder) => {
      const network = "gaussian-tree";
      const few = sampleJob({ network, rows: 20, testRows: 20 });
      const jobs = [
        { ...few, experiment: "flows", family: "flow", flow: "affine" },
        { ...few, experiment: "flows", family: "posterior", flow: "sinh-arcsinh" },
        { ...few, experiment: "flows", family: "siren", flow: "autoregressive" },
        { ...few, experiment: "families", model: "vae", family: "iaf" },
        { ...few, experiment: "families", model: "vae", family: "ladder" },
        { ...few, experiment: "families", model: "vae", objective: "dreg" },
      ] as const satisfies Job[];
      const giveUp = new AbortController();
      const worker = startWorker([]);
      worker.ended.then(() => giveUp.abort());
      try {
        const options = { version: programVersion(), signal: giveUp.signal };
        const { results, failures } = await drive(folder, jobs, options);
        assert.deepEqual(failures, [], worker.text());
        const timeless = (one: RunResult) => {
          const { flowMeasures, ...rest } = withoutSeconds(one);
          return { ...rest, inverted: flowMeasures && [flowMeasures.near.reached, flowMeasures.far.reached] };
        };
        const here = await Promise.all(jobs.map((job) => runJob(job)));
        assert.deepEqual(results.map(timeless), here.map(timeless));
        for (const job of jobs)
          assert.ok(worker.text().includes(`done         ${jobId(job)}`), worker.text());
      } finally {
        giveUp.abort();
        worker.child.kill("SIGKILL");
      }
    }));

  test("takes back the job of a worker that is stopped by Ctrl-C", () =>
    inFolder(async (folder) => {
      const job = sampleJob({ rows: 92, preset: "recommended" });
      const version = programVersion();
      const giveUp = new AbortController();
      // A lock that outlasts the test: the job comes back because it is handed back.
      const worker = startWorker(["--lock", "600"]);
      try {
        const driven = drive(folder, [job], { version, signal: giveUp.signal });
        await worker.said(`started      ${jobId(job)}`);
        worker.child.kill("SIGINT");
        assert.equal(await worker.ended, 0);
        assert.ok(worker.text().includes(`handed back  ${jobId(job)}`), worker.text());
        assert.equal(await queueOf(version).getWaitingCount(), 1);
        process.env.FAKE_VERSION = version;
        const next = fakeWorker(version);
        const { results } = await driven;
        assert.deepEqual(results, [sampleResult(job, { arcs: 1, version })]);
        await next.stop();
      } finally {
        delete process.env.FAKE_VERSION;
        giveUp.abort();
        worker.child.kill("SIGKILL");
      }
    }));

  test("keeps what finishes while the driver is away, and gives it once", () =>
    inFolder(async (folder) => {
      const jobs = sampleJobs(3);
      const queue = queueOf(VERSION);
      const controller = new AbortController();
      const driven = drive(folder, jobs, { signal: controller.signal });
      await until(async () => (await queue.getWaitingCount()) === 3);
      controller.abort();
      const { results, interrupted } = await driven;
      assert.deepEqual([results.length, interrupted], [0, true]);
      const worker = fakeWorker();
      await until(async () => (await queue.getCompletedCount()) === 3);
      await worker.stop();
      // As if the driver had been killed after it wrote the first result and before it removed it from the queue.
      const file = openResults(experimentJobs, join(folder, "results.jsonl"));
      file.append(sampleResult(jobs[0], { arcs: 1 }));
      file.close();
      const again = await drive(folder, jobs);
      assert.deepEqual(
        again.results,
        jobs.map((job) => sampleResult(job, { arcs: 1 })),
      );
      assert.equal(await entriesLeft(VERSION), 0);
      assert.deepEqual(await client.smembers("siren-vae:versions"), []);
    }));

  test("lets two drivers want the same jobs", () =>
    inFolder((first) =>
      inFolder(async (second) => {
        const jobs = sampleJobs(3);
        const worker = fakeWorker();
        const both = await Promise.all([drive(first, jobs), drive(second, jobs)]);
        for (const { results } of both) assert.equal(results.length, 3);
        await worker.stop();
      }),
    ));

  test("names failed jobs, finishes the others and tries the failed ones again", () =>
    inFolder(async (folder) => {
      const jobs = [sampleJob({ network: "fails" }), sampleJob({ network: "not-finite" }), ...sampleJobs(2)];
      const worker = fakeWorker();
      for (const _ of [1, 2]) {
        const { results, failures } = await drive(folder, jobs);
        assert.equal(results.length, 2);
        assert.deepEqual(failures.map(({ id }) => id).sort(), jobs.slice(0, 2).map(jobId).sort());
        assert.match(failures.find(({ id }) => id.includes("fails"))!.problem, /Expected a network/);
        assert.match(failures.find(({ id }) => id.includes("not-finite"))!.problem, /nll = NaN/);
      }
      assert.deepEqual(worker.outcomes.sort(), ["done", "done", "failed", "failed", "failed", "failed"]);
      await worker.stop();
    }));

  test("gives jobs to workers of the same version only, and says so", () =>
    inFolder(async (folder) => {
      const controller = new AbortController();
      const driven = drive(folder, [sampleJob()], { signal: controller.signal });
      await until(async () => (await queueOf(VERSION).getWaitingCount()) === 1);
      const other = fakeWorker("0.2.0+def");
      await until(() => other.notes.length > 0);
      assert.match(
        other.notes[0],
        /1 job waits for a worker of version 0\.1\.0\+abc; this one runs 0\.2\.0\+def/,
      );
      // Should such a job reach the worker all the same, it is refused.
      const id = queuedId(experimentJobs, sampleJob(), "0.3.0");
      await queueOf("0.2.0+def").add(
        "table1",
        { kind: "experiment", job: sampleJob(), version: "0.3.0" },
        { jobId: id },
      );
      await until(async () => (await queueOf("0.2.0+def").getFailedCount()) === 1);
      const [refused] = await queueOf("0.2.0+def").getFailed();
      assert.match(refused.failedReason, /queued by version 0\.3\.0, but this worker runs 0\.2\.0\+def/);
      assert.equal(await queueOf(VERSION).getWaitingCount(), 1);
      controller.abort();
      await Promise.all([driven, other.stop()]);
    }));

  test("takes no result that is another's, whoever put it there, and says what it was", () =>
    inFolder(async (folder) => {
      const [job, other] = sampleJobs(2);
      for (const [value, problem] of [
        [sampleResult(other), /it is of another run, table1\/ecoli70\/.*\/seed-2/],
        [sampleResult(job, { version: "9.9.9" }), /it is of version 9\.9\.9, and this is 0\.1\.0\+abc/],
        [
          sampleResult(job, { id: jobId(other) }),
          /the field 'id': expected .*seed-1, as its other fields say/,
        ],
        [
          sampleResult(other, { id: jobId(job) }),
          /the field 'id': expected .*seed-2, as its other fields say/,
        ],
        [sampleResult(job, { trust: "auto", id: jobId({ ...job, trust: "auto" }) }), /it is of another run/],
        [sampleResult(job, { id: "x".repeat(1e7) }), /the field 'id': expected .{1,400}$/],
        [{ ...sampleResult(job), nll: "12" }, /the field 'nll'/],
        ["done", /a worker gave no result/],
      ] as const) {
        const queue = queueOf(VERSION);
        const entry = await queue.add(
          "experiment",
          { kind: "experiment", job, version: VERSION },
          { jobId: queuedId(experimentJobs, job, VERSION) },
        );
        const own = client.duplicate();
        const liar = new Worker(queueName(VERSION), async () => value, { connection: own });
        await until(async () => (await queue.getCompletedCount()) === 1);
        await liar.close();
        own.disconnect();
        const { failures, results } = await drive(folder, [job]);
        assert.equal(failures.length, 1);
        assert.match(failures[0].problem, problem);
        assert.deepEqual(results, []);
        await entry.remove().catch(() => {});
      }
    }));

  test("fetches no result, failure or progress that is larger than it says, and goes on with the others", () =>
    inFolder(async (folder) => {
      const [large, wordy, busy, fine] = sampleJobs(4);
      const queue = queueOf(VERSION);
      const much = "x".repeat(200_000);
      for (const job of [large, wordy, busy, fine]) {
        const data = { kind: "experiment", job, version: VERSION };
        await queue.add("experiment", data, { jobId: queuedId(experimentJobs, job, VERSION) });
      }
      const own = client.duplicate();
      const controller = new AbortController();
      let slow = true;
      const worker = new Worker(
        queueName(VERSION),
        async (entry) => {
          const job = entry.data.job as Job;
          if (job.seed === wordy.seed) {
            // What an earlier driver found failed is tried again.
            await until(() => !slow);
            throw new Error(much);
          }
          if (job.seed === busy.seed) {
            await entry.updateProgress({ share: 0.5, text: much });
            await until(() => !slow);
          }
          return { ...sampleResult(job), ...(job.seed === large.seed && { version: much }) };
        },
        { connection: own, concurrency: 4 },
      );
      await until(async () => (await queue.getCompletedCount()) === 2);
      const texts: string[] = [];
      const driven = drive(folder, [large, wordy, busy, fine], {
        mostQueueBytes: 100_000,
        signal: controller.signal,
        onUpdate: ({ running }) => {
          texts.push(...running.map(({ text }) => text));
          if (texts.length > 0) slow = false;
        },
      });
      const { failures, results } = await driven;
      await worker.close();
      own.disconnect();
      assert.ok(texts.every((text) => text.length < 1000));
      assert.deepEqual(results.map(({ id }) => id).sort(), [jobId(fine)]);
      assert.equal(failures.length, 3);
      for (const { problem } of failures) {
        assert.match(problem, /takes \d{6} bytes, more than the 100000 that are read/);
      }
      assert.equal(await entriesLeft(VERSION), 0);
    }));

  test("hands a worker no job that is none, is too large, or has another's name", () =>
    inFolder(async () => {
      const worker = fakeWorker(VERSION);
      const job = sampleJob();
      const own = queuedId(experimentJobs, job, VERSION);
      for (const [given, jobId, problem] of [
        [{ ...job, importanceSamples: 1e12 }, "run-1", /the field 'importanceSamples'/],
        [{ ...job, rows: -1 }, "run-2", /the field 'rows'/],
        [null, "run-3", /no job of this program/],
        [{ ...job, sampels: 3 }, "run-4", /sampels/],
        [{ ...job, seed: 2 }, own, /under the name of another job/],
      ] as const) {
        await queueOf(VERSION).add("x", { kind: "experiment", job: given, version: VERSION }, { jobId });
        await until(async () => (await queueOf(VERSION).getFailedCount()) === 1);
        const [refused] = await queueOf(VERSION).getFailed();
        assert.match(refused.failedReason, problem);
        await refused.remove();
      }
      await worker.stop();
    }));

  test("brings the table that a comparison is about, and says where it is gone", () =>
    inFolder(async (folder) => {
      const dag = Dag.create([
        { name: "z", parents: [] },
        { name: "a", parents: ["z"] },
        { name: "b", parents: ["z"] },
      ]);
      const values = Float64Array.from({ length: 40 }, (_, at) => Math.sin(at));
      const material = {
        networks: [{ label: "one", dag }],
        data: { columns: ["a", "b"], rowCount: 20, values },
      };
      const version = programVersion();
      const packed = packMaterial(material, version);
      const [job] = comparisonPlan(material, {
        material: packed.name,
        models: ["baselines"],
        folds: 2,
        seed: 1,
        seeds: 1,
        importanceSamples: 10,
      });
      const results = openResults(comparisonJobs, join(folder, "fits.jsonl"));
      const controller = new AbortController();
      const served = serveQueue({
        address: redis.address,
        concurrency: 1,
        version,
        signal: controller.signal,
      });
      const options = { results, version, queue: redis.address };
      const lost = await runAll(comparisonJobs, [job], options);
      assert.match(lost.failures[0].problem, /no longer holds the table/);
      const other = packMaterial(
        { ...material, data: { ...material.data, values: values.map(Math.abs) } },
        version,
      );
      const forged = await runAll(comparisonJobs, [job], {
        ...options,
        materials: new Map([[packed.name, other.text]]),
      });
      assert.match(forged.failures[0].problem, /is another than its name says/);
      await client.flushall();
      const materials = new Map([[packed.name, packed.text]]);
      const there = await runAll(comparisonJobs, [job], { ...options, materials });
      assert.deepEqual(there.failures, []);
      const here = await runComparison(job, { material: packed.text });
      assert.deepEqual(there.results, [{ ...here, seconds: there.results[0].seconds }]);
      controller.abort();
      await served;
      results.close();
    }));

  test("says where there is no worker", () =>
    inFolder(async (folder) => {
      const controller = new AbortController();
      const notes: string[] = [];
      await drive(folder, [sampleJob()], {
        signal: controller.signal,
        onNote: (text) => {
          notes.push(text);
          controller.abort();
        },
      });
      assert.match(notes[0], /No worker of version .* Start some: siren-vae worker --queue redis:/);
    }));
});

describe("a queue that cannot be reached", () => {
  test("is one sentence for the driver and the worker", () =>
    inFolder(async (folder) => {
      const results = openResults(experimentJobs, join(folder, "results.jsonl"));
      const options = { results, version: VERSION };
      await assert.rejects(
        runAll(experimentJobs, [sampleJob()], { ...options, queue: "redis://name:secret@127.0.0.1:1" }),
        {
          name: "ComputationError",
          message:
            "Could not reach a Redis at 127.0.0.1:1: ECONNREFUSED. Start redis-server there, or give another address with --queue.",
        },
      );
      await assert.rejects(runAll(experimentJobs, [sampleJob()], { ...options, queue: "localhost" }), {
        name: "InputError",
        message: /such as redis:\/\/127.0.0.1:6379, got 'localhost'/,
      });
      const signal = new AbortController().signal;
      await assert.rejects(serveQueue({ address: "redis://127.0.0.1:1", version: VERSION, signal }), {
        name: "ComputationError",
      });
      results.close();
    }));
});
