import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type TrainedModel, type TrainingCheckpoint, train } from "../../src/internals.ts";
import { openThreads } from "../../src/io/threads.ts";
import { hiddenCause, labelsOfAHiddenCause } from "../labelsOfAHiddenCause.ts";

const options = {
  seed: 1,
  architecture: { hidden: [16], blocks: 1 },
  tuning: { maximumEpochs: 40 },
} as const;
const PHASE = "trying the added arcs";
const weights = (model: TrainedModel) => model.toParts().parameters.map(({ values }) => values);

describe("arcs that are tried in a table of labels", () => {
  test("are the same in several threads, and after an interruption while they are tried", async () => {
    const { table } = labelsOfAHiddenCause({ weakens: 9 });
    const model = await train(hiddenCause, table, options);
    const executor = openThreads({ workers: 2, worthwhile: 0 });
    try {
      assert.deepEqual(weights(await train(hiddenCause, table, { ...options, executor })), weights(model));
    } finally {
      await executor.close();
    }
    const abort = new AbortController();
    let saved: TrainingCheckpoint | undefined;
    await assert.rejects(
      train(hiddenCause, table, {
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
    const resumed = await train(hiddenCause, table, {
      ...options,
      checkpoints: { resume: structuredClone(saved!) },
    });
    assert.deepEqual(weights(resumed), weights(model));
  });
});
