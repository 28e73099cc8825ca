import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError, Random } from "../../src/internals.ts";
import { exactModel, toy } from "./exactModel.ts";

const rows = toy.sample(30, new Random(4));

test("a hidden node whose sign is turned counts the other way round, and no density changes", () => {
  const model = exactModel(toy);
  const [first, other] = model.latentNames;
  assert.equal(model.turnsSigns, true);
  const turned = model.withTurned([first]);
  const likelihood = (one: typeof model) => one.logLikelihood(rows, { samples: 1 }).perRow;
  likelihood(model).forEach((value, row) => {
    assert.ok(Math.abs(value - likelihood(turned)[row]) < 1e-10);
  });
  const [before, after] = [model, turned].map((one) => one.gaussianBeliefs({ x1: 11, x3: -2 })!);
  assert.ok(Math.abs(before.get(first)!.mean) > 0.1);
  assert.ok(Math.abs(before.get(first)!.mean + after.get(first)!.mean) < 1e-10);
  assert.ok(Math.abs(before.get(other)!.mean - after.get(other)!.mean) < 1e-10);
  const posterior = (one: typeof model) => one.posterior(rows, { samples: 3000, seed: 1 }).mean;
  posterior(turned).forEach((value, i) => {
    const sign = i % 2 === 0 ? -1 : 1;
    assert.ok(Math.abs(value - sign * posterior(model)[i]) < 0.1);
  });
});

test("turned twice, a model has the weights that it had; what cannot be turned is refused by name", () => {
  const model = exactModel(toy);
  const [first] = model.latentNames;
  const back = model.withTurned([first]).withTurned([first]);
  const weights = (one: typeof model) =>
    one.toParts().parameters.map(({ values }) => [...values].map((v) => v + 0));
  assert.deepEqual(weights(back), weights(model));
  assert.equal(model.withTurned([]), model);
  assert.throws(
    () => model.withTurned(["x1"]),
    (error: Error) => error instanceof InputError && /hidden node.*"x1"/.test(error.message),
  );
  assert.throws(() => model.withTurned([first, first, "x1"]), /got "x1"/);
});
