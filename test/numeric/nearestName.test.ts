import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { didYouMean, nearestName } from "../../src/numeric/nearestName.ts";

describe("nearestName", () => {
  test("the example of its docstring", () => {
    assert.equal(nearestName("lacy", ["lacA", "lacY", "lacZ"]), "lacY");
  });

  test("a letter missing, added, swapped or changed", () => {
    const names = ["rain", "sprinkler", "grass"];
    assert.equal(nearestName("rian", names), "rain");
    assert.equal(nearestName("springkler", names), "sprinkler");
    assert.equal(nearestName("gras", names), "grass");
    assert.equal(nearestName("GRASS", names), "grass");
  });

  test("nothing when no name is near", () => {
    assert.equal(nearestName("x", ["y", "z"]), undefined);
    assert.equal(nearestName("temperature", ["rain", "grass"]), undefined);
    assert.equal(nearestName("anything", []), undefined);
  });

  test("the earlier of two equally near names", () => {
    assert.equal(nearestName("x3", ["x1", "x2"]), "x1");
  });

  test("words for a message", () => {
    assert.equal(didYouMean("rian", ["rain"]), ' Did you mean "rain"?');
    assert.equal(didYouMean("q", ["rain"]), "");
  });
});
