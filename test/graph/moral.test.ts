import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Dag, moralize } from "../../src/graph/index.ts";
import { arbitraryDag } from "./randomDag.ts";

test("moralize: the example of its docstring", () => {
  const dag = Dag.create([
    { name: "a", parents: [] },
    { name: "b", parents: [] },
    { name: "c", parents: ["a", "b"] },
  ]);
  assert.deepEqual(moralize(dag)[0], new Set([1, 2]));
});

test("moralize joins two nodes iff one is the parent of the other or they share a child", () => {
  fc.assert(
    fc.property(arbitraryDag(9), (dag) => {
      const neighbours = moralize(dag);
      for (let a = 0; a < dag.size; a++) {
        for (let b = 0; b < dag.size; b++) {
          const share = [...Array(dag.size).keys()].some(
            (child) => dag.hasArc(a, child) && dag.hasArc(b, child),
          );
          assert.equal(neighbours[a].has(b), a !== b && (dag.hasArc(a, b) || dag.hasArc(b, a) || share));
        }
      }
    }),
  );
});
