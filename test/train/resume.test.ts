import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtInNetwork,
  Random,
  type TrainedModel,
  type TrainingCheckpoint,
  type TrainOptions,
  train,
} from "../../src/internals.ts";
import { codeTable, codingOf } from "../../src/likelihood/index.ts";
import { createModel, defaultArchitecture } from "../../src/model/index.ts";
import { parseTyped, stringifyTyped } from "../../src/stored/typedJson.ts";
import { Trainer } from "../../src/train/index.ts";

const network = builtInNetwork("arithmetic-circuit");
const little = network.sample(60, new Random(1));
const much = network.sample(700, new Random(2));
const complete = network.withObserved(network.dag.names).sample(700, new Random(2));
const small = { hidden: [12], blocks: 1 };

/** Trains until `epochs` more are done, then stops; hands back the checkpoint as it would come from a file. */
async function interrupted(
  data: typeof little,
  options: TrainOptions,
  epochs: number,
  resume?: TrainingCheckpoint,
): Promise<{ checkpoint?: TrainingCheckpoint; model?: TrainedModel }> {
  const controller = new AbortController();
  let checkpoint: TrainingCheckpoint | undefined;
  let calls = 0;
  try {
    const { dag } = data === complete ? network.withObserved(network.dag.names) : network;
    const model = await train(dag, data, {
      ...options,
      signal: controller.signal,
      onProgress: () => {
        if (++calls === epochs) controller.abort();
      },
      checkpoints: {
        resume,
        onCheckpoint: (given) => {
          checkpoint = parseTyped(stringifyTyped(given), "test") as TrainingCheckpoint;
        },
      },
    });
    return { model };
  } catch (error) {
    assert.equal((error as Error).name, "AbortError");
    return { checkpoint };
  }
}

const weights = (model: TrainedModel) => model.toParts().parameters.map(({ values }) => values);
const told = (model: TrainedModel) => {
  const { seconds, ...rest } = model.training;
  assert.ok(seconds >= 0);
  return rest;
};

describe("a training that is interrupted", () => {
  test("does not go on from a checkpoint whose arrays have other lengths", async () => {
    const options: TrainOptions = { seed: 1, architecture: small, tuning: { epochs: 60 } };
    const { checkpoint } = await interrupted(little, options, 7);
    const first = checkpoint!.runs.find(({ state }) => state !== undefined)!;
    const { trainer } = first.state!;
    for (const cut of [
      { values: trainer.values.slice(1) },
      { buffers: new Float64Array(trainer.buffers.length + 1) },
      { optimizer: { ...trainer.optimizer, second: trainer.optimizer.second.slice(2) } },
      { noise: trainer.noise.slice(1) },
    ]) {
      const state = { ...first.state!, trainer: { ...trainer, ...cut } };
      const resume = { runs: [{ ...first, state }] };
      await assert.rejects(
        train(network.dag, little, { ...options, checkpoints: { resume } }),
        /Expected a checkpoint of this model with \d+ .*, got \d+/,
      );
    }
  });

  for (const [name, preset] of [
    ["with cross-validation", "recommended"],
    ["as published", "paper"],
  ] as const) {
    test(`does not go on from a record that lacks an epoch, a score or its end: ${name}`, async () => {
      const options: TrainOptions = { seed: 1, preset, architecture: small };
      const { checkpoint } = await interrupted(little, options, 150);
      const { runs } = checkpoint!;
      const place = runs.findIndex(({ epochs, state }) => epochs.length > 5 && state !== undefined);
      const run = runs[place];
      const { state, ...stateless } = run;
      for (const [torn, problem] of [
        [{ ...run, epochs: run.epochs.slice(1) }, /got epoch 2 after epoch 0/],
        [{ ...run, epochs: run.epochs.filter((_, i) => i !== 3) }, /got epoch 5 after epoch 3/],
        [{ ...run, epochs: run.epochs.slice(0, -1) }, /got weights after \d+ epochs and \d+ told ones/],
        [{ ...run, epochs: run.epochs.toSpliced(3, 0, run.epochs[2]) }, /got epoch 3 after epoch 3/],
        [{ ...run, scores: [...run.scores, 1] }, /got \d+ scores where its epochs have \d+/],
        [{ ...run, scores: run.scores.slice(1) }, run.scores.length > 0 ? /scores where/ : undefined],
        [stateless, /epochs without the weights after them/],
      ] as const) {
        if (problem === undefined) continue;
        const resume = { runs: runs.map((one, i) => (i === place ? torn : one)) };
        await assert.rejects(train(network.dag, little, { ...options, checkpoints: { resume } }), problem);
      }
    });
  }

  test("does not go on from the record of another fold", async () => {
    const options: TrainOptions = { seed: 1, architecture: small, tuning: { maximumEpochs: 40 } };
    const { checkpoint } = await interrupted(little, options, 100);
    const { runs } = checkpoint!;
    const places = runs.flatMap(({ epochs }, place) => (epochs.length > 0 ? [place] : []));
    assert.ok(places.length > 1, `${places.length} folds have begun`);
    const [one, other] = places;
    const exchanged = runs.with(one, runs[other]).with(other, runs[one]);
    await assert.rejects(
      train(network.dag, little, { ...options, checkpoints: { resume: { runs: exchanged } } }),
      /Expected a checkpoint that holds a training whole, got a run of other rows or settings/,
    );
  });

  for (const [name, data, options, epochs] of [
    ["with cross-validation", little, { seed: 3, architecture: small }, 400],
    ["with a validation split", much, { seed: 3, architecture: small }, 45],
    ["as published", little, { seed: 3, preset: "paper", architecture: small }, 150],
    ["of the plain VAE", little, { seed: 3, model: "vae", architecture: small }, 170],
    [
      "of a density whose priors move",
      complete,
      {
        seed: 3,
        architecture: { ...small, family: "flow", flow: "residual-exact" },
        tuning: { batch: 20, maximumEpochs: 200, start: "random" },
      },
      150,
    ],
  ] as const) {
    test(`goes on bit for bit, however often: ${name}`, async () => {
      const { dag } = data === complete ? network.withObserved(network.dag.names) : network;
      const whole = await train(dag, data, options);
      let checkpoint: TrainingCheckpoint | undefined;
      let model: TrainedModel | undefined;
      let stops = 0;
      while (model === undefined) {
        const result = await interrupted(data, options, epochs + 7 * stops, checkpoint);
        model = result.model;
        if (model === undefined) stops++;
        checkpoint = result.checkpoint ?? checkpoint;
        assert.ok(stops < 50);
      }
      assert.ok(stops >= 2, `${stops} stops`);
      assert.deepEqual(weights(model), weights(whole));
      assert.deepEqual(told(model), told(whole));
    });
  }

  test("checkpoints on the way are whole: going on from any of them gives the same model", async () => {
    const options: TrainOptions = { seed: 5, model: "vae", architecture: small };
    const seen: string[] = [];
    const whole = await train(network.dag, little, {
      ...options,
      checkpoints: { every: 0, onCheckpoint: (given) => seen.push(stringifyTyped(given)) },
    });
    assert.ok(seen.length > 100);
    for (const at of [0, 57, Math.floor(seen.length / 2), seen.length - 1]) {
      const resume = parseTyped(seen[at], "test") as TrainingCheckpoint;
      const model = await train(network.dag, little, { ...options, checkpoints: { resume } });
      assert.deepEqual(weights(model), weights(whole));
    }
  });

  test("a score or an epoch that is left in its midst leaves a state from which it comes out the same", async () => {
    const coding = codingOf(little);
    const model = createModel(network.dag, { ...defaultArchitecture, ...small }, new Random(1), coding);
    const table = codeTable(coding, little, little.values);
    const trainer = () => new Trainer(model, table, { batch: 20, seed: 2, path: true });
    const judged = { order: Int32Array.from({ length: 60 }, (_, i) => i), samples: 4, seed: 1 };
    const [whole, part] = [trainer(), trainer()];
    await whole.epoch(1e-2, 1);
    whole.settle();
    const score = await whole.score(judged);
    const stopAt = (count: number) => {
      let left = count;
      return async () => {
        if (--left === 0) throw new Error("stop");
      };
    };
    await assert.rejects(part.epoch(1e-2, 1, stopAt(2)), /stop/);
    const later = trainer();
    later.restore(part.state());
    await later.epoch(1e-2, 1);
    later.settle();
    await assert.rejects(later.score(judged, stopAt(3)), /stop/);
    assert.equal(await later.score(judged), score);
    assert.deepEqual(later.state(), whole.state());
  });

  test("typed arrays and infinities survive a file; a file that was cut short is refused", () => {
    const value = {
      a: Float64Array.of(1, Number.NaN, -0),
      b: [Uint32Array.of(7)],
      c: Number.POSITIVE_INFINITY,
      d: "x",
    };
    assert.deepEqual(parseTyped(stringifyTyped(value), "f"), value);
    assert.throws(() => parseTyped(stringifyTyped(value).slice(0, -5), "f.json"), /f\.json/);
  });
});
