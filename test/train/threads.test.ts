import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import {
  builtInNetwork,
  missingAtRandom,
  Random,
  type TrainedModel,
  type TrainingCheckpoint,
  type TrainOptions,
  train,
} from "../../src/internals.ts";
import { openThreads, openThreadsAndThis } from "../../src/io/threads.ts";
import { parseTyped, stringifyTyped } from "../../src/stored/typedJson.ts";

const pools = [
  ...[1, 2, 3].map((workers) => openThreads({ workers, worthwhile: 0 })),
  ...[1, 2].map((workers) => openThreadsAndThis({ workers, worthwhile: 0 })),
];
after(() => Promise.all(pools.map((pool) => pool.close())));

const network = builtInNetwork("ecoli70");
const { dag } = network;
const rows = network.sample(60, new Random(1));
const gaps = missingAtRandom(rows, 0.1, new Random(2));
const much = network.sample(650, new Random(3));
const architecture = { hidden: [24], blocks: 2 };
const quick = { seed: 3, architecture, tuning: { maximumEpochs: 40, folds: 3 } } as const;

const bits = (model: TrainedModel) => {
  const { training, parameters, ...rest } = model.toParts();
  const { seconds, ...told } = training;
  assert.ok(seconds >= 0);
  return { ...rest, told, values: parameters.map(({ values }) => values) };
};

describe("training in threads", () => {
  for (const [name, data, options] of [
    ["with cross-validation", rows, quick],
    ["with gaps, and a trust of its own", gaps, { ...quick, trust: 30 }],
    ["with a validation split", much, { ...quick, tuning: { maximumEpochs: 12 } }],
    ["of the plain VAE", rows, { ...quick, model: "vae", architecture: { hidden: [100] } }],
  ] as const satisfies readonly (readonly [string, typeof rows, TrainOptions])[]) {
    test(`gives the same bits for any number of them: ${name}`, async () => {
      const alone = bits(await train(dag, data, options));
      for (const executor of pools.slice(1))
        assert.deepEqual(bits(await train(dag, data, { ...options, executor })), alone);
    });
  }

  test("goes on bit for bit where it was interrupted, with another number of them", async () => {
    const whole = bits(await train(dag, rows, quick));
    let resume: TrainingCheckpoint | undefined;
    let finished: TrainedModel | undefined;
    let stops = 0;
    while (finished === undefined) {
      const controller = new AbortController();
      let begun: number | undefined;
      try {
        finished = await train(dag, rows, {
          ...quick,
          executor: pools[stops % pools.length],
          signal: controller.signal,
          onProgress: ({ done }) => {
            if (done === 0) return;
            begun ??= done;
            if (stops < 3 && done - begun > 20) controller.abort();
          },
          checkpoints: {
            resume,
            onCheckpoint: (given) => {
              resume = parseTyped(stringifyTyped(given), "test") as TrainingCheckpoint;
            },
          },
        });
      } catch (error) {
        if ((error as Error).name !== "AbortError") throw error;
        stops++;
      }
    }
    assert.deepEqual(bits(finished), whole);
    assert.ok(stops >= 2, `${stops} stops`);
  });

  test("tells of every epoch once, whoever does it", async () => {
    const epochs = async (options: TrainOptions) => {
      const seen: number[] = [];
      await train(dag, rows, { ...options, onProgress: ({ done, total }) => seen.push(done, total) });
      const done = seen.filter((_, i) => i % 2 === 0);
      assert.ok(done.every((value, i) => i === 0 || value >= done[i - 1]));
      assert.ok(done.every((value, i) => value <= seen[2 * i + 1]));
      return done.at(-1)!;
    };
    // Only folds that run side by side may go on a little longer.
    const one = {
      ...quick,
      tuning: { ...quick.tuning, start: "random", folds: 2, maximumEpochs: 60 },
    } as const;
    assert.equal(await epochs({ ...one, executor: pools[0] }), await epochs(one));
  });
});
