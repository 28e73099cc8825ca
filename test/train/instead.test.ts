import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  type TrainedModel,
  type TrainingCheckpoint,
  type TrainProgress,
  train,
} from "../../src/internals.ts";
import { openThreads } from "../../src/io/threads.ts";
import { bentPairs, pairsApart } from "../bentPairs.ts";

const data = bentPairs();
const options = {
  seed: 1,
  architecture: { hidden: [16], blocks: 1 },
  tuning: { start: "random", maximumEpochs: 150 },
} as const;
const PHASE = "trying the structure fc";
const weights = (model: TrainedModel) => model.toParts().parameters.map(({ values }) => values);

describe("a network that bent rows contradict", () => {
  let model: TrainedModel;
  const told: TrainProgress[] = [];
  before(async () => {
    model = await train(pairsApart, data, { ...options, onProgress: (progress) => void told.push(progress) });
  });

  test("gives way to the structure fc where held-out rows gain by it, and the model says so", () => {
    assert.equal(model.architecture.model, "fc");
    const { instead, precision } = model.training.trust!;
    assert.equal(precision, null);
    assert.equal(instead!.structure, "fc");
    assert.ok(instead!.gain > 0.2 && instead!.gain > 2 * instead!.standardError!, JSON.stringify(instead));
    const [taken, ...left] = model.training.choices;
    assert.match(taken.candidate, /^fc, random, \d+ epochs$/);
    assert.ok(left.every(({ candidate, score }) => /^random/.test(candidate) && score > taken.score));
    assert.deepEqual(model.latentNames, ["z", "w"]);
  });

  test("is kept where it is right, and wherever it is trusted in full", async () => {
    const right = await train(pairsApart, bentPairs({ related: false }), options);
    assert.equal(right.architecture.model, "true");
    assert.equal(right.training.trust?.instead, undefined);
    const full = await train(pairsApart, data, { ...options, trust: "full" });
    assert.equal(full.architecture.model, "true");
    assert.equal(full.training.trust, undefined);
    const firm = await train(pairsApart, data, { ...options, trust: 100 });
    assert.equal(firm.architecture.model, "true");
  });

  test("trials are told as such, done never falls and stays below the total", () => {
    assert.ok(told.some(({ phase }) => phase === PHASE));
    assert.ok(told.filter(({ phase }) => phase === PHASE).every(({ trial }) => trial === true));
    assert.ok(told.filter(({ phase }) => phase === "training on all rows").every(({ trial }) => !trial));
    told.reduce((last, { done, total }) => {
      assert.ok(done >= last && done <= total, `${done} of ${total} after ${last}`);
      return done;
    }, 0);
  });

  test("the same bits come of several threads, and after an interruption on the way", async () => {
    const executor = openThreads({ workers: 2, worthwhile: 0 });
    try {
      assert.deepEqual(weights(await train(pairsApart, data, { ...options, executor })), weights(model));
    } finally {
      await executor.close();
    }
    const abort = new AbortController();
    let saved: TrainingCheckpoint | undefined;
    await assert.rejects(
      train(pairsApart, data, {
        ...options,
        signal: abort.signal,
        onProgress: ({ phase }) => {
          if (phase === PHASE) abort.abort();
        },
        checkpoints: {
          onCheckpoint: (checkpoint) => {
            saved = checkpoint;
          },
        },
      }),
      { name: "AbortError" },
    );
    const resume = structuredClone(saved!);
    assert.ok(resume.runs.length > 5);
    const resumed = await train(pairsApart, data, { ...options, checkpoints: { resume } });
    assert.deepEqual(weights(resumed), weights(model));
    assert.deepEqual(resumed.training.trust, model.training.trust);
  });
});
