import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { IncreasingRoot } from "../../src/numeric/increasingRoot.ts";

/** The search to its end, and how often it asked. */
function search(f: (x: number) => number, start: number, tolerance: number) {
  const root = new IncreasingRoot(start, tolerance);
  let asked = 0;
  while (!root.ended && asked < 500) {
    asked++;
    root.tell(f(root.point));
  }
  return { root, asked };
}

describe("the root of an increasing function by its values", () => {
  test("nearby it takes a few, far away it finds a bracket first", () => {
    const near = search((x) => 100 * (x - 1) + (x - 1) ** 3, 1 + 1e-9, 1e-12);
    assert.ok(near.root.solved && near.asked <= 4, `${near.asked} values`);
    for (const start of [0, 1e8, -1e8, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { root, asked } = search((x) => Math.cbrt(x - 7), start, 1e-4);
      assert.ok(root.solved && asked < 120, `from ${start}: ${asked} values`);
      assert.ok(Math.abs(root.best - 7) < 1e-9);
    }
  });

  test("kinks, flat stretches and a leap end in the bracket's neighbours", () => {
    const cases: readonly ((x: number) => number)[] = [
      (x) => (x < 3 ? 1e-6 * (x - 3) : 1e6 * (x - 3)),
      (x) => Math.max(x - 5, 0) + Math.min(x + 5, 0) + 1e-9 * (x - 1),
      (x) => (x < Math.PI ? -1 : 1),
      (x) => 1e12 * (x - Math.SQRT2),
    ];
    for (const f of cases) {
      const { root, asked } = search(f, 0.5, 1e-14);
      assert.ok(root.solved && asked < 200, `${asked} values`);
      if (Math.abs(f(root.best)) <= 1e-14) continue;
      const neighbour = (side: number) => root.best + side * 2 ** -51 * Math.abs(root.best);
      assert.ok(f(neighbour(-1)) <= 0 && f(neighbour(1)) >= 0, `${root.best}`);
    }
  });

  test("without a root, and where numbers are lost, nothing is claimed", () => {
    assert.equal(search((x) => -1 - Math.exp(-x), 0, 1e-12).root.solved, false);
    assert.equal(search(() => Number.NaN, 0, 1e-12).root.solved, false);
  });
});
