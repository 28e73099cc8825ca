import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addMultiple, dot, dots, dotsOfEach, productOf, selected } from "../../src/data/kinds/longVectors.ts";

const vector = (length: number) =>
  fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: length, maxLength: length });

describe("long vectors", () => {
  test("many inner products at once are the single ones, bit for bit", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.infiniteStream(vector(20)), (length, count, stream) => {
        const take = () => Float64Array.from(stream.next().value!.slice(0, length));
        const own = take();
        const others = Array.from({ length: count }, take);
        const single = others.map((other) => dot(own, other));
        assert.deepEqual([...dots(own, others)], single);
        const several = others.slice(0, 5);
        dotsOfEach(several, others).forEach((found, k) => {
          assert.deepEqual(
            [...found],
            others.map((other) => dot(several[k], other)),
          );
        });
        single.forEach((value, c) => {
          assert.equal(
            value,
            productOf(own, others[c]).reduce((sum, one) => sum + one, 0),
          );
        });
      }),
    );
  });

  test("a multiple is added value by value", () => {
    const sum = Float64Array.of(1, 2);
    addMultiple(sum, Float64Array.of(3, -4), 0.5);
    assert.deepEqual([...sum], [2.5, 0]);
  });

  test("a value is found at its place of the order, whatever repeats", () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.nat(), (some, at) => {
        const place = at % some.length;
        assert.equal(selected(Float64Array.from(some), place) + 0, Float64Array.from(some).sort()[place] + 0);
      }),
    );
    assert.ok(Number.isNaN(selected(Float64Array.of(Number.NaN, Number.NaN, Number.NaN), 1)));
  });
});
