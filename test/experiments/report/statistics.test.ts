import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pairedTests } from "../../../src/experiments/report/pairedTests.ts";
import { twoSidedT } from "../../../src/experiments/report/studentT.ts";
import { Random } from "../../../src/internals.ts";

const close = (a: number, b: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} against ${b}`);

describe("paired tests", () => {
  test("Student's t has its closed forms for 1, 2 and 4 degrees of freedom", () => {
    for (const t of [-7, -0.3, 0, 0.5, 1, 2.776445105, 12, 400]) {
      const a = Math.abs(t);
      close(twoSidedT(t, 1), 1 - (2 / Math.PI) * Math.atan(a));
      close(twoSidedT(t, 2), 1 - a / Math.sqrt(2 + t * t));
      const u = a / Math.sqrt(4 + t * t);
      close(twoSidedT(t, 4), 1 - (3 * u - u ** 3) / 2);
    }
    // The tables' 5 % points.
    for (const [degrees, point] of [
      [3, 3.182446305],
      [4, 2.776445105],
      [30, 2.042272456],
      [1000, 1.962339081],
    ])
      close(twoSidedT(point, degrees), 0.05, 1e-8);
  });

  test("the Wilcoxon test counts all signs, as brute force does", () => {
    const random = new Random(4);
    for (let trial = 0; trial < 40; trial++) {
      const n = 2 + random.integer(7);
      // Coarse values make ties and zeros.
      const differences = Array.from({ length: n }, () => Math.round(4 * random.normal()) / 2);
      const left = differences.filter((value) => value !== 0);
      const rank = (value: number) => {
        const below = left.filter((other) => Math.abs(other) < Math.abs(value)).length;
        const same = left.filter((other) => Math.abs(other) === Math.abs(value)).length;
        return below + (same + 1) / 2;
      };
      const ranks = left.map(rank);
      const centre = ranks.reduce((sum, one) => sum + one, 0) / 2;
      const observed = ranks.reduce((sum, one, i) => sum + (left[i] > 0 ? one : 0), 0);
      let extreme = 0;
      for (let signs = 0; signs < 2 ** left.length; signs++) {
        const sum = ranks.reduce((total, one, i) => total + (signs & (1 << i) ? one : 0), 0);
        if (Math.abs(sum - centre) >= Math.abs(observed - centre) - 1e-9) extreme++;
      }
      close(pairedTests(differences)!.wilcoxon, extreme / 2 ** left.length);
    }
    close(pairedTests([-1, -2, -0.5, -3, -0.1])!.wilcoxon, 0.0625);
  });

  test("equal runs, equal differences and single runs make no nonsense", () => {
    assert.deepEqual(pairedTests([0, 0, 0]), { pairs: 3, difference: 0, t: 1, wilcoxon: 1 });
    assert.equal(pairedTests([1, 1, 1])!.t, 0);
    assert.equal(pairedTests([1]), null);
    close(pairedTests([1, 2, 3])!.t, twoSidedT(2 * Math.sqrt(3), 2));
  });
});
