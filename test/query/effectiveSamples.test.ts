import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { poorRows } from "../../src/query/index.ts";
import { exactModel, toy } from "./exactModel.ts";

describe("effective samples of single rows", () => {
  test("an exact encoder makes every sample count in every row; a narrow one spares only the rows in its reach", () => {
    const rows = toy.sample(40, new Random(1));
    const exact = exactModel(toy).logLikelihood(rows, { samples: 200, seed: 1, exact: false });
    for (const size of exact.effectiveSampleSizePerRow) assert.ok(Math.abs(size - 200) < 1e-6, `${size}`);
    const shifted = exactModel(toy, {
      change: (name, values) => {
        if (name.endsWith("bias")) for (let i = 0; i < values.length; i++) values[i] += 1;
      },
    }).logLikelihood(rows, { samples: 200, seed: 1, exact: false });
    const sizes = Array.from(shifted.effectiveSampleSizePerRow);
    const { count, worst } = poorRows(shifted.effectiveSampleSizePerRow, 200);
    assert.equal(count, sizes.filter((size) => size < 10).length);
    assert.equal(worst?.effectiveSampleSize, Math.min(...sizes));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    assert.ok(Math.abs(shifted.effectiveSampleSize - mean) < 1e-9);
    assert.ok(mean < 190, `${mean}`);
  });

  test("rows without an estimate are passed over; the worst is named from 1", () => {
    assert.deepEqual(poorRows(Float64Array.of(100, 3, Number.NaN, 4.9, 5), 100), {
      count: 2,
      worst: { row: 2, effectiveSampleSize: 3 },
    });
    assert.deepEqual(poorRows(new Float64Array(0), 100), { count: 0, worst: undefined });
  });
});
