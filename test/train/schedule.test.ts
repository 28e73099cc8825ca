import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { klWeight, ReduceOnPlateau } from "../../src/internals.ts";

describe("the learning rate on a plateau", () => {
  test("falls by the factor after patience, from 1e-2 to 1e-6, then ends", () => {
    const schedule = new ReduceOnPlateau(1e-2, { factor: 10, patience: 10, minimum: 1e-6 });
    assert.equal(schedule.rate, 0.01);
    const rates: number[] = [];
    schedule.observe(1);
    for (let epoch = 0; !schedule.finished; epoch++) {
      if (rates.at(-1) !== schedule.rate) rates.push(schedule.rate);
      schedule.observe(1);
      assert.ok(epoch < 100);
    }
    assert.deepEqual(
      rates.map((rate) => Math.round(Math.log10(rate))),
      [-2, -3, -4, -5, -6],
    );
  });

  test("stays while the loss improves", () => {
    const schedule = new ReduceOnPlateau(1e-1, { factor: 10, patience: 2, minimum: 1e-6 });
    for (let loss = 50; loss > 0; loss--) schedule.observe(loss);
    assert.equal(schedule.rate, 0.1);
  });
});

test("the KL weight rises in a straight line", () => {
  assert.deepEqual(
    [1, 5, 10, 20].map((epoch) => klWeight(epoch, 10)),
    [0.1, 0.5, 1, 1],
  );
  assert.equal(klWeight(1, 0), 1);
});
