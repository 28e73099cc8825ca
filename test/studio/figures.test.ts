import assert from "node:assert/strict";
import { test } from "node:test";
import { inLines } from "../../studio/src/ask/beliefPlot.ts";
import { decimals } from "../../studio/src/ui/decimals.ts";
import { firstClause } from "../../studio/src/ui/firstClause.ts";
import { restOf } from "../../studio/src/ui/restOf.ts";

test("a chart that follows a training is never more than two seconds behind, however long a drawing took", () => {
  assert.equal(restOf(250, 5), 250);
  assert.equal(restOf(250, 100), 1200);
  assert.equal(restOf(250, 4000), 2000);
  assert.equal(restOf(0, 4000), 0);
});

test("a key has as many lines as it needs, none of them longer than there is room", () => {
  const parts = ["band: prior", "colour: model", "grey: exact", "×: truth"];
  assert.deepEqual(inLines(parts, 200), ["band: prior; colour: model; grey: exact; ×: truth"]);
  assert.deepEqual(inLines(parts, 26), ["band: prior; colour: model", "grey: exact; ×: truth"]);
  assert.deepEqual(inLines(parts, 5), parts);
});

test("a number that is rounded to zero has no sign", () => {
  assert.deepEqual(
    [-0.04, 0, -0.06, 2].map((value) => decimals(value, 1)),
    ["0.0", "0.0", "−0.1", "2.0"],
  );
});

test("a picture's file is named by what it shows, not by how it is used", () => {
  assert.equal(firstClause("Network ECOLI70: 46 nodes. Arrow keys move between nodes."), "Network ECOLI70");
  assert.equal(firstClause("Beliefs on v1.2. Arrow keys move between nodes."), "Beliefs on v1.2");
  assert.equal(firstClause("What it has learned"), "What it has learned");
});
