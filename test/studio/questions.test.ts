import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setImmediate, setTimeout } from "node:timers/promises";
import { signal } from "@preact/signals";
import { LinearGaussianNetwork, networkToJson, Random, selectColumns, train } from "../../src/internals.ts";
import { opensElsewhere } from "../../studio/src/storage/shareLink.ts";
import { describeCurves, keptValue } from "../../studio/src/train/curves.ts";
import { newRun, type RunSpec, type Study } from "../../studio/src/train/study.ts";
import { answerRow } from "../../studio/src/worker/answerRow.ts";
import { holdModel } from "../../studio/src/worker/heldModels.ts";
import { ask } from "../../studio/src/worker/lab.ts";

interface Posted {
  readonly id: number;
  readonly question: string;
  readonly input: unknown;
}

/** A worker that answers when it is told to. */
class SlowWorker {
  static all: SlowWorker[] = [];
  readonly posted: Posted[] = [];
  ended = false;
  onmessage: ((event: { data: unknown }) => void) | undefined;

  constructor() {
    SlowWorker.all.push(this);
  }

  postMessage(message: Posted): void {
    this.posted.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(data: object): void {
    this.onmessage?.({ data: { id: this.posted.at(-1)!.id, ...data } });
  }
}

describe("questions to models", () => {
  const globals = globalThis as { Worker?: unknown; sirenStudioWorkers?: unknown };
  beforeEach(() => {
    SlowWorker.all = [];
    globals.Worker = SlowWorker;
    globals.sirenStudioWorkers = { "worker.js": "" };
  });
  afterEach(() => {
    delete globals.Worker;
    delete globals.sirenStudioWorkers;
  });

  test("the newest is answered first; what nobody waits for is dropped, with the worker that stays busy on it", async () => {
    const given = (question: number) => ({ model: `m${question}`, data: undefined as never, samples: 1 });
    const done: number[] = [];
    const abort = new AbortController();
    const shares: number[] = [];
    const settle = async () => {
      for (let i = 0; i < 4; i++) await setImmediate();
    };
    const first = ask("likelihoods", given(1), undefined, { onProgress: (share) => shares.push(share) });
    void first.then(() => done.push(1));
    await settle();
    const dropped = ask("likelihoods", given(2), undefined, { signal: abort.signal });
    void ask("likelihoods", given(3)).then(() => done.push(3));
    const [worker] = SlowWorker.all;
    worker.answer({ progress: 0.5 });
    worker.answer({ output: new Float64Array() });
    await settle();
    assert.deepEqual(shares, [0.5]);
    assert.deepEqual(done, [1]);
    assert.equal((worker.posted.at(-1)!.input as { model: string }).model, "m3");
    worker.answer({ output: new Float64Array() });
    await settle();
    assert.deepEqual(done, [1, 3]);
    assert.equal((worker.posted.at(-1)!.input as { model: string }).model, "m2");
    void ask("likelihoods", given(4)).then(() => done.push(4));
    abort.abort();
    await assert.rejects(dropped);
    // One that ends soon keeps its worker, which has the model already.
    worker.answer({ progress: 0.9 });
    worker.answer({ output: new Float64Array() });
    await settle();
    assert.deepEqual(shares, [0.5]);
    assert.equal(worker.ended, false);
    assert.equal((worker.posted.at(-1)!.input as { model: string }).model, "m4");
    worker.answer({ output: new Float64Array() });
    await settle();
    assert.deepEqual(done, [1, 3, 4]);
    const long = new AbortController();
    const lengthy = ask("likelihoods", given(5), undefined, { signal: long.signal });
    await settle();
    void ask("likelihoods", given(6)).then(() => done.push(6));
    long.abort();
    await assert.rejects(lengthy);
    while (!worker.ended) await setTimeout(20);
    await settle();
    assert.equal(SlowWorker.all.length, 2);
    SlowWorker.all[1].answer({ output: new Float64Array() });
    await settle();
    assert.deepEqual(done, [1, 3, 4, 6]);
    // Quick questions have a worker of their own.
    void ask("sample", { model: "m", rows: 1, seed: 1 });
    await settle();
    assert.equal(SlowWorker.all.length, 3);
  });
});

describe("the belief about a latent", () => {
  test("is as wide as its prior where the rows say nothing of it, and the network's where they do", async () => {
    const network = new LinearGaussianNetwork({
      name: "weak",
      nodes: [
        { name: "strong", parents: {}, intercept: 5, variance: 4 },
        { name: "weak", parents: {}, intercept: 6, variance: 9 },
        { name: "x", parents: { strong: 1, weak: 0.003 }, intercept: 0, variance: 0.2 },
        { name: "y", parents: { strong: -1 }, intercept: 0, variance: 0.2 },
      ],
    });
    const data = network.sample(120, new Random(1));
    const truth = network.sample(200, new Random(2), { includeLatents: true });
    const test = selectColumns(truth, ["x", "y"]);
    const model = await train(network.dag, data, {
      seed: 1,
      tuning: { start: "linear-gaussian", epochs: 0 },
    });
    holdModel("weak", model.toParts());
    const row = { columns: ["x", "y"], rowCount: 1, values: test.values.slice(0, 2) };
    const question = { model: "weak", network: networkToJson(network), row, test, truth, samples: 400 };
    const { latents } = answerRow({ ...question, drawn: true });
    const of = (name: string) => latents.find((one) => one.name === name)!;
    const spread = (draws: Float64Array) => {
      const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
      return [mean, Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length)];
    };
    const [, weakSpread] = spread(of("weak").draws);
    assert.ok(weakSpread > 2.2, `${weakSpread} of 3`);
    const [strongMean, strongSpread] = spread(of("strong").draws);
    const exact = of("strong").exact!;
    assert.ok(Math.abs(strongMean - exact.mean) < 0.5, `${strongMean} ${exact.mean}`);
    assert.ok(strongSpread < 0.6);
    assert.ok(Math.abs(of("weak").prior.deviation - 3) < 0.4);
    holdModel("foreign", model.toParts());
    const foreign = answerRow({ ...question, model: "foreign", drawn: false, truth: undefined });
    assert.ok(
      foreign.latents.every(({ exact, agreement }) => exact === undefined && agreement === undefined),
    );
  });
});

describe("the numbers of a training chart", () => {
  const spec: RunSpec = {
    model: "true",
    method: "watch",
    hidden: 10,
    blocks: 1,
    seed: 1,
    epochs: 3,
    start: "random",
  };
  const study = { id: "s", origin: "", baselines: signal(undefined) } as unknown as Study;

  test("are the kept score, not the last, and never infinite", () => {
    const run = newRun(study, spec);
    assert.equal(keptValue(run, "validation"), undefined);
    assert.match(describeCurves([run], "validation", undefined), /No points yet/);
    run.points.value = [
      { epoch: 1, loss: Number.POSITIVE_INFINITY, validation: Number.POSITIVE_INFINITY },
      { epoch: 2, loss: 5, validation: 3 },
      { epoch: 3, loss: 4, validation: 6 },
    ];
    assert.equal(keptValue(run, "validation"), 3);
    assert.equal(keptValue(run, "loss"), 4);
    assert.match(describeCurves([run], "validation", undefined), /from 3\.00 to 3\.00/);
    run.parts.value = { training: { choices: [{ candidate: "random", score: 2.5 }] } } as never;
    assert.equal(keptValue(run, "validation"), 2.5);
  });
});

test("a link to this machine alone is told from one that opens elsewhere", () => {
  const opens = (address: string) => opensElsewhere(new URL(address));
  assert.deepEqual(
    [
      "https://example.org/studio/",
      "http://127.0.0.1:8080/",
      "http://localhost/",
      "http://[::1]:3/",
      "file:///studio/index.html",
    ].map(opens),
    [true, false, false, false, false],
  );
});
