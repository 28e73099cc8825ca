import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { selectColumns } from "../../src/data/index.ts";
import { DiscreteNetwork, Random, type TrainingCheckpoint, train } from "../../src/internals.ts";
import { openThreads } from "../../src/io/threads.ts";
import { LEARNING, mean, network, options, rows, weights } from "./moods.ts";

describe("what averaged tables teach", () => {
  test("the same bits come of several threads, and after an interruption on the way", async () => {
    const model = await train(network.dag, rows, options);
    const executor = openThreads({ workers: 2, worthwhile: 0 });
    try {
      assert.deepEqual(weights(await train(network.dag, rows, { ...options, executor })), weights(model));
    } finally {
      await executor.close();
    }
    const abort = new AbortController();
    let saved: TrainingCheckpoint | undefined;
    await assert.rejects(
      train(network.dag, rows, {
        ...options,
        signal: abort.signal,
        onProgress: ({ phase, epoch }) => {
          if (phase === LEARNING && epoch === 2) abort.abort();
        },
        checkpoints: {
          onCheckpoint: (checkpoint) => {
            saved = checkpoint;
          },
        },
      }),
      { name: "AbortError" },
    );
    const torn = {
      runs: saved!.runs.map((run) => ({
        ...run,
        epochs: run.epochs.filter(({ epoch }) => epoch !== run.state?.epoch),
      })),
    };
    await assert.rejects(
      train(network.dag, rows, { ...options, checkpoints: { resume: torn } }),
      /Expected a checkpoint that holds a training whole/,
    );
    const resumed = await train(network.dag, rows, { ...options, checkpoints: { resume: saved } });
    assert.deepEqual(weights(resumed), weights(model));
    assert.deepEqual(resumed.training.choices, model.training.choices);
  });

  test("hidden nodes without levels get as many states as held-out rows are for, if they are for any", async () => {
    // Each type of customer says yes to other things, in no order.
    const wants = [
      [0.95, 0.05, 0.05],
      [0.05, 0.95, 0.05],
      [0.05, 0.05, 0.95],
    ];
    const things = Array.from({ length: 9 }, (_, i) => `thing${i}`);
    const shop = new DiscreteNetwork({
      name: "shop",
      nodes: [
        { name: "type", states: ["a", "b", "c"], parents: [], table: [0.3, 0.3, 0.4] },
        ...things.map((name, i) => ({
          name,
          states: ["no", "yes"],
          parents: ["type"],
          table: wants[i % 3].flatMap((yes) => [1 - yes, yes]),
        })),
      ],
      observed: things,
    });
    const sold = selectColumns(shop.sample(100, new Random(1)), things);
    const model = await train(shop.dag, sold, { seed: 1, architecture: { hidden: [8], blocks: 1 } });
    const { distilled, choices } = model.training;
    assert.ok(distilled!.states === 3 || distilled!.states === 4, `${distilled?.states}`);
    assert.ok(choices[0].score < choices[1].score);
    const later = selectColumns(shop.sample(500, new Random(2)), things);
    const excess =
      mean(shop.exact.logLikelihood(later).perRow) -
      model.logLikelihood(later, { samples: 200, seed: 1 }).mean;
    // Its 29 free probabilities cost about 29 / (2 x 100) nats a row to whoever knows that there are three types.
    assert.ok(excess < 0.25, `${excess}`);
  });
});
