import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, InputError, Random, type Tuning, train } from "../../src/internals.ts";

const network = builtInNetwork("arithmetic-circuit");
const data = network.sample(60, new Random(1));
const base = { seed: 1, architecture: { hidden: [12], blocks: 1 } } as const;

describe("settings by hand", () => {
  test("a fixed number of epochs is trained without any choice", async () => {
    const tuning: Tuning = { epochs: 7, start: "random", rate: 0.02, warmUp: 3, batch: 20 };
    const { training } = await train(network.dag, data, { ...base, tuning });
    assert.equal(training.epochs, 7);
    assert.deepEqual(training.choices, []);
    assert.equal(training.start, "random");
    assert.deepEqual(
      training.history.map(({ rate, klWeight }) => [rate, klWeight]),
      [1, 2, 3, 3, 3, 3, 3].map((weight) => [0.02, weight / 3]),
    );
    const from = await train(network.dag, data, { ...base, tuning: { epochs: 0 } });
    assert.equal(from.training.start, "linear-gaussian");
  });

  test("one start leaves one candidate, and fewer folds are faster", async () => {
    const tuning: Tuning = { start: "linear-gaussian", folds: 2, maximumEpochs: 10, precision: 0 };
    const { training } = await train(network.dag, data, { ...base, tuning });
    assert.equal(training.choices.length, 1);
    assert.ok(training.epochs <= 10);
  });

  test("the published preset takes a rate, a batch and a limit", async () => {
    const tuning: Tuning = { rate: 0.01, batch: 30, maximumEpochs: 12 };
    const { training } = await train(network.dag, data, { ...base, preset: "paper", tuning });
    assert.equal(training.choices.length, 1);
    assert.equal(training.epochs, 12);
  });

  for (const [name, tuning, preset, pattern] of [
    ["a batch of none", { batch: 0 }, "recommended", /batch to be a whole number from 1/],
    ["half an epoch", { epochs: 0.5 }, "recommended", /epochs to be a whole number/],
    ["a negative rate", { rate: -1 }, "recommended", /rate to be a number from/],
    ["one fold", { folds: 1 }, "recommended", /folds/],
    ["an unknown start", { start: "zero" as "random" }, "recommended", /linear-gaussian, random, got "zero"/],
    ["a warm-up as published", { warmUp: 5 }, "paper", /preset paper .* has no warmUp/],
  ] as const) {
    test(`${name} is refused`, async () => {
      await assert.rejects(train(network.dag, data, { ...base, preset, tuning }), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, pattern);
        return true;
      });
    });
  }

  test("the plain VAE has no linear-Gaussian start", async () => {
    const tuning: Tuning = { start: "linear-gaussian" };
    await assert.rejects(train(network.dag, data, { ...base, model: "vae", tuning }), InputError);
  });
});
