import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InputError, labelsOfText, levelsText } from "../../src/internals.ts";

describe("labels in one line", () => {
  for (const labels of [
    ["low", "mid", "high"],
    ["none", "1, 2 or 3", "more"],
    ['5" pipe', '"so-called"', 'a, "b"', ","],
    ["0;1", "'", "="],
  ]) {
    test(`${labels.join(" | ")} comes back`, () => {
      assert.deepEqual(labelsOfText(levelsText(labels)), labels);
      assert.deepEqual(labelsOfText(levelsText(labels, ", ")), labels);
    });
  }

  test("blanks around labels do not count, and empty ones stay to be named", () => {
    assert.deepEqual(labelsOfText(' a , "b" ,, c d '), ["a", "b", "", "c d"]);
    assert.deepEqual(labelsOfText("a,"), ["a", ""]);
  });

  for (const text of ['a,"b', 'a,"b"c,d', '"a""', 'a, " b']) {
    test(`${text} is refused`, () => {
      assert.throws(
        () => labelsOfText(text),
        (error) => error instanceof InputError && error.message.includes("quote"),
      );
    });
  }
});
