import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pace } from "../../src/numeric/pace.ts";

/** Seconds said to be left each time, where the work is done at `doneAt(second)` of 1. */
function said(doneAt: (second: number) => number, seconds: number): (number | undefined)[] {
  const rate = pace();
  return Array.from({ length: seconds }, (_, second) => rate.left(doneAt(second), 1, 1000 * second));
}

describe("the time that is left", () => {
  test("does not count what an earlier run did", () => {
    const left = said((second) => 0.5 + 0.005 * second, 100);
    for (const second of [10, 50, 99]) {
      const truth = 100 - second;
      assert.ok(Math.abs(left[second]! - truth) < 1e-6, `${left[second]} in place of ${truth}`);
    }
  });

  test("does not count a start before the first work", () => {
    const left = said((second) => Math.max(0, (second - 50) / 100), 150);
    assert.equal(left[50], undefined);
    assert.ok(Math.abs(left[60]! - 90) < 2, `${left[60]}`);
  });

  test("is within a factor of two where the work becomes three times slower half way", () => {
    const doneAt = (second: number) => (second < 50 ? second / 100 : 0.5 + (second - 50) / 300);
    const left = said(doneAt, 199);
    for (let second = 100; second < 195; second++) {
      const truth = 200 - second;
      assert.ok(
        left[second]! < 2 * truth && left[second]! > truth / 2,
        `${left[second]} in place of ${truth}`,
      );
    }
  });

  test("is not guessed from nothing", () => {
    const rate = pace();
    assert.equal(rate.left(0, 1, 0), undefined);
    assert.equal(rate.left(0, 1, 5000), undefined);
    assert.equal(rate.left(1, 1, 9000), 0);
  });
});
