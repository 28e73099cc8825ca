import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { whole } from "../../src/cli/options.ts";

describe("options", () => {
  test("whole numbers are digits, or digits with an exponent", () => {
    assert.equal(whole(1)("12"), 12);
    assert.equal(whole(1)("1e6"), 1_000_000);
    for (const text of ["", "-1", "1.5", "1e-3", "e3", "0", "ten"])
      assert.throws(() => whole(1)(text), /whole number of at least 1/, text);
    assert.throws(() => whole(1, 1e5)("1e6"), /from 1 to 100000/);
  });
});
