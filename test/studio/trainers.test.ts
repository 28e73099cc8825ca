import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { builtInNetwork, networkToJson, Random, train } from "../../src/internals.ts";
import { expectTraining, returnTrainer, takeTrainer } from "../../studio/src/train/trainers.ts";
import type { SavedTraining, TrainingReport, TrainingTask } from "../../studio/src/worker/messages.ts";
import { TrainingHost } from "../../studio/src/worker/trainingHost.ts";

/** A worker that does nothing but remember. */
class IdleWorker {
  static all: IdleWorker[] = [];
  readonly posted: string[] = [];
  ended = false;
  onmessage: unknown = null;
  onerror: unknown = null;

  constructor() {
    IdleWorker.all.push(this);
  }

  postMessage({ kind }: { kind: string }): void {
    this.posted.push(kind);
  }

  terminate(): void {
    this.ended = true;
  }
}

describe("workers that train", () => {
  const globals = globalThis as { Worker?: unknown; sirenStudioWorkers?: unknown };
  beforeEach(() => {
    IdleWorker.all = [];
    globals.Worker = IdleWorker;
    globals.sirenStudioWorkers = { "worker.js": "" };
  });
  afterEach(() => {
    delete globals.Worker;
    delete globals.sirenStudioWorkers;
  });

  test("one gets ready when a training is to be expected, and serves the next one, too", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    expectTraining();
    expectTraining();
    for (let i = 0; i < 4; i++) await setImmediate();
    assert.equal(IdleWorker.all.length, 1);
    const [ready] = IdleWorker.all;
    assert.deepEqual(ready.posted, ["warm"]);
    const first = await takeTrainer();
    const second = await takeTrainer();
    assert.equal(first as unknown, ready);
    assert.equal(IdleWorker.all.length, 2);
    first.onmessage = () => assert.fail("a training that has ended hears nothing more");
    returnTrainer(first);
    assert.equal(first.onmessage, null);
    returnTrainer(second);
    assert.deepEqual(
      IdleWorker.all.map(({ ended }) => ended),
      [false, true],
    );
    expectTraining();
    assert.equal((await takeTrainer()) as unknown, ready);
    assert.deepEqual(ready.posted, ["warm"]);
    returnTrainer(first);
    t.mock.timers.tick(3_600_000);
    await setImmediate();
    assert.equal(ready.ended, true);
  });
});

test("a training that is paused before anything of it was kept is paused, and goes on", async () => {
  const network = builtInNetwork("arithmetic-circuit");
  const task: TrainingTask = {
    network: networkToJson(network),
    data: network.sample(60, new Random(1)),
    model: "true",
    method: "recommended",
    trust: "auto",
    hidden: 8,
    blocks: 1,
    seed: 1,
    epochs: 1,
    start: "linear-gaussian",
  };
  let done: (report: TrainingReport) => void;
  const host = new TrainingHost(
    (report) => report.kind === "progress" || report.kind === "checkpoint" || done(report),
  );
  const after = (act: () => void) =>
    new Promise<TrainingReport>((take) => {
      done = take;
      act();
    });
  const paused = await after(() => {
    host.take({ kind: "train", task });
    host.take({ kind: "pause" });
  });
  assert.deepEqual(paused, { kind: "paused", saved: undefined });
  // What it went on from is not lost to one that is paused again at once.
  const saved = { journal: {} } as unknown as SavedTraining;
  const again = await after(() => {
    host.take({ kind: "train", task, resume: saved });
    host.take({ kind: "pause" });
  });
  assert.deepEqual(again, { kind: "paused", saved });
  const { kind } = await after(() => host.take({ kind: "train", task }));
  assert.equal(kind, "done");
});

test("a training that is asked for while its worker gets ready begins at once, with the same bits, and so does the next", async () => {
  const network = builtInNetwork("arithmetic-circuit");
  const data = network.sample(60, new Random(1));
  const expected = (
    await train(network.dag, data, { seed: 1, architecture: { hidden: [8], blocks: 1 } })
  ).toParts();
  let done: (report: TrainingReport) => void;
  const host = new TrainingHost(
    (report) => report.kind === "progress" || report.kind === "checkpoint" || done(report),
  );
  host.take({ kind: "warm" });
  for (let time = 0; time < 2; time++) {
    const report = await new Promise<TrainingReport>((take) => {
      done = take;
      host.take({
        kind: "train",
        task: {
          network: networkToJson(network),
          data,
          model: "true",
          method: "recommended",
          trust: "auto",
          hidden: 8,
          blocks: 1,
          seed: 1,
          epochs: 1,
          start: "linear-gaussian",
        },
      });
    });
    assert.ok(report.kind === "done");
    assert.deepEqual(report.parts.parameters, expected.parameters);
  }
});
