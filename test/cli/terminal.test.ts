import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { duration, table, wrapped } from "../../src/cli/terminal.ts";

describe("text for a terminal", () => {
  test("words stand to the left and numbers to the right", () => {
    const lines = table(
      ["network", "kind", "floor"],
      [
        ["a", "tree", "-"],
        ["long", "linear", "12.50"],
      ],
    ).split("\n");
    assert.deepEqual(lines, [
      "network  kind    floor",
      "-------  ------  -----",
      "a        tree        -",
      "long     linear  12.50",
    ]);
  });

  test("lines break between words, and a word longer than a line stays whole", () => {
    assert.equal(wrapped("one two three", 7), "one two\nthree");
    assert.equal(wrapped("a /very/long/path b", 6), "a\n/very/long/path\nb");
    assert.equal(wrapped("one two three"), "one two three");
  });

  test("times are rounded to what matters", () => {
    assert.deepEqual([0, 59.4, 75, 3700].map(duration), ["0 s", "59 s", "1 min 15 s", "1 h 1 min"]);
  });
});
