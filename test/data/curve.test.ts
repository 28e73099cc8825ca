import assert from "node:assert/strict";
import { test } from "node:test";
import { likelihoodOf } from "../../src/likelihood/index.ts";

test("a curve is found of many values that are nearly all the same", () => {
  const values = new Float64Array(5000).fill(1);
  values[7] = 3;
  const skewed = likelihoodOf("skewed");
  const coding = skewed.code("dose", { kind: "skewed" }, values);
  const targets = [1, 3].map((value) => skewed.target(coding, value));
  assert.ok(targets.every(Number.isFinite) && targets[1] > targets[0], targets.join());
  assert.ok(Math.abs(skewed.fromTarget(coding, targets[1]) - 3) < 1e-6);
});
