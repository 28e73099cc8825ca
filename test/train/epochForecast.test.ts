import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EpochForecast } from "../../src/train/epochForecast.ts";

describe("the forecast of epochs", () => {
  test("is a bound until a trial has ended, and then within a factor of two of what trials take that end early", () => {
    // Two candidates on five folds, each ending after about 100 of at most 1,000 epochs, and 70 epochs on all rows.
    const lengths = [100, 104, 100, 110, 100, 100, 121, 100, 100, 105];
    const truth = lengths.reduce((sum, length) => sum + length, 0) + 70 * 1.25;
    const forecast = new EpochForecast(
      lengths.map((_, trial) => (trial < 5 ? 0 : 1)),
      lengths.map(() => 1000),
      1.25,
    );
    assert.ok(forecast.isBound);
    assert.ok(forecast.total >= truth);
    lengths.forEach((length, trial) => {
      forecast.begin(trial);
      for (let epoch = 0; epoch < length; epoch++) {
        if (!forecast.isBound)
          assert.ok(forecast.total > truth / 1.2 && forecast.total < truth * 1.2, `${forecast.total}`);
        forecast.advance(trial, 1);
      }
      forecast.end(trial);
    });
    assert.ok(!forecast.isBound);
  });

  test("counts the training on all rows more where trials ran side by side", () => {
    const alone = new EpochForecast([0, 1], [100, 100], 1);
    const beside = new EpochForecast([0, 1], [100, 100], 1);
    beside.begin(0);
    beside.begin(1);
    assert.equal(alone.total, 300);
    assert.equal(beside.total, 400);
  });

  test("takes out trials that will not be made", () => {
    const forecast = new EpochForecast([0, 0, 1], [200, 800, 800], 1);
    assert.equal(forecast.total, 2600);
    forecast.leaveOut(2);
    assert.equal(forecast.total, 1800);
  });
});
