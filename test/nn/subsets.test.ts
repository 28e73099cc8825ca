import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { contains, hiddenSubsets, type Subset } from "../../src/nn/index.ts";
import { InputError } from "../../src/numeric/errors.ts";

/** Sets of inputs that outputs may read, some of them empty or equal. */
const outputSets = fc
  .integer({ min: 1, max: 9 })
  .chain((inputs) =>
    fc.array(fc.subarray(Array.from({ length: inputs }, (_, i) => i)), { minLength: 1, maxLength: 10 }),
  );

const key = (set: Subset) => set.join(",");
const distinct = (sets: readonly Subset[]) => new Set(sets.filter((set) => set.length > 0).map(key));

/** The fewest units with which every output that reads anything has one: sets that contain no other set. */
function needed(sets: readonly Subset[]): number {
  const all = [...distinct(sets)].map((text) => text.split(",").map(Number));
  return all.filter((set) => !all.some((other) => other !== set && contains(set, other))).length;
}

describe("hiddenSubsets", () => {
  test("the example of the documentation", () => {
    assert.deepEqual(hiddenSubsets([[0], [0, 1]], 4, "the prior"), [[0], [0, 1], [0, 1], [1]]);
  });

  test("every output that reads anything has a unit, and no unit reads what no output may", () => {
    fc.assert(
      fc.property(outputSets, fc.integer({ min: 0, max: 30 }), (sets, extra) => {
        const width = needed(sets) + extra;
        const units = hiddenSubsets(sets, width, "here");
        assert.equal(units.length, distinct(sets).size === 0 ? 0 : width);
        for (const set of sets) {
          if (set.length > 0) assert.ok(units.some((unit) => contains(set, unit)));
        }
        for (const unit of units) {
          assert.ok(unit.length > 0);
          assert.ok(sets.some((set) => contains(set, unit)));
        }
      }),
    );
  });

  test("with room for all of them every set has a unit of its own, larger sets at least as many", () => {
    fc.assert(
      fc.property(outputSets, fc.integer({ min: 0, max: 40 }), (sets, extra) => {
        const own = distinct(sets);
        const units = hiddenSubsets(sets, own.size + extra, "here");
        const counts = new Map<string, number>();
        for (const unit of units) counts.set(key(unit), (counts.get(key(unit)) ?? 0) + 1);
        for (const set of own) assert.ok(counts.has(set), set);
        const sized = [...own].map((set) => ({ size: set.split(",").length, count: counts.get(set)! }));
        for (const a of sized) {
          for (const b of sized) if (a.size > b.size) assert.ok(a.count >= b.count - 1);
        }
      }),
    );
  });

  test("units with equal subsets are neighbours", () => {
    fc.assert(
      fc.property(outputSets, fc.integer({ min: 0, max: 40 }), (sets, extra) => {
        const units = hiddenSubsets(sets, needed(sets) + extra, "here").map(key);
        const runs = units.filter((unit, i) => i === 0 || unit !== units[i - 1]);
        assert.equal(new Set(runs).size, runs.length);
      }),
    );
  });

  test("a width too small is an error that names the width needed, which then suffices", () => {
    fc.assert(
      fc.property(outputSets, (sets) => {
        const enough = needed(sets);
        fc.pre(enough > 1);
        assert.throws(
          () => hiddenSubsets(sets, enough - 1, "block 3 of the prior"),
          (error) =>
            error instanceof InputError &&
            error.message.includes(`at least ${enough} hidden units in block 3 of the prior`) &&
            error.message.includes(`got ${enough - 1}`),
        );
        assert.equal(hiddenSubsets(sets, enough, "here").length, enough);
      }),
    );
  });

  test("outputs that read nothing need no units", () => {
    assert.deepEqual(hiddenSubsets([[], []], 5, "here"), []);
  });

  test("single inputs get units where there is room", () => {
    const units = hiddenSubsets([[0, 1, 2]], 8, "here").map(key);
    for (const single of ["0", "1", "2"]) assert.ok(units.includes(single));
    assert.ok(units.filter((unit) => unit === "0,1,2").length >= 3);
  });
});

describe("contains", () => {
  test("agrees with sets", () => {
    const lists = fc.subarray([0, 1, 2, 3, 4, 5, 6]);
    fc.assert(
      fc.property(lists, lists, (whole, part) => {
        assert.equal(
          contains(whole, part),
          part.every((element) => whole.includes(element)),
        );
      }),
    );
  });
});
