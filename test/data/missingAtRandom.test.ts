import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, InputError, missingAtRandom, Random } from "../../src/internals.ts";

describe("values missing completely at random", () => {
  const data = builtInNetwork("ecoli70").sample(2000, new Random(1));

  test("are as many as asked for, the same for the same seed, and the others stay", () => {
    const gapped = missingAtRandom(data, 0.2, new Random(1));
    const missing = gapped.values.filter(Number.isNaN).length / gapped.values.length;
    assert.ok(Math.abs(missing - 0.2) < 0.01, `${missing}`);
    assert.deepEqual(gapped, missingAtRandom(data, 0.2, new Random(1)));
    assert.ok(gapped.values.every((value, i) => Number.isNaN(value) || value === data.values[i]));
    assert.deepEqual(missingAtRandom(data, 0, new Random(1)), data);
  });

  test("leave every row at least one value", () => {
    const pair = { columns: ["a", "b"], rowCount: 500, values: new Float64Array(1000) };
    const { values } = missingAtRandom(pair, 0.9, new Random(2));
    for (let row = 0; row < 500; row++)
      assert.ok(!Number.isNaN(values[2 * row]) || !Number.isNaN(values[2 * row + 1]));
  });

  test("a share of 1 or more is refused", () => {
    for (const share of [1, -0.1, Number.NaN])
      assert.throws(() => missingAtRandom(data, share, new Random(1)), InputError);
  });
});
