import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Dag, withStructure } from "../../src/graph/index.ts";
import { arbitraryDag, parseDag } from "./randomDag.ts";

describe("withStructure", () => {
  test("the example of its docstring", () => {
    const dag = Dag.create([
      { name: "z1", parents: [] },
      { name: "z2", parents: ["z1"] },
      { name: "x", parents: ["z2"] },
    ]);
    assert.deepEqual(withStructure(dag, "ind").toSpecs()[2], { name: "x", parents: ["z1", "z2"] });
    assert.deepEqual(withStructure(dag, "ind").toSpecs()[1], { name: "z2", parents: [] });
  });

  test("every arc is as defined, and names, order and roles stay", () => {
    fc.assert(
      fc.property(arbitraryDag(8), (dag) => {
        const ind = withStructure(dag, "ind");
        const full = withStructure(dag, "fc");
        assert.equal(withStructure(dag, "true"), dag);
        const rank = (node: number) => dag.topologicalOrder.indexOf(node);
        for (const other of [ind, full]) {
          assert.deepEqual(other.names, dag.names);
          assert.deepEqual(other.roles, dag.roles);
          assert.deepEqual(other.observed, dag.observed);
        }
        assert.deepEqual(full.latent, dag.latent);
        for (let parent = 0; parent < dag.size; parent++) {
          for (let child = 0; child < dag.size; child++) {
            const kinds = `${dag.roles[parent]} to ${dag.roles[child]}`;
            const expected = {
              "latent to latent": { ind: false, fc: rank(parent) < rank(child) },
              "latent to observed": { ind: true, fc: true },
              "observed to latent": { ind: false, fc: false },
              "observed to observed": { ind: dag.hasArc(parent, child), fc: dag.hasArc(parent, child) },
            }[kinds]!;
            assert.equal(ind.hasArc(parent, child), expected.ind, kinds);
            assert.equal(full.hasArc(parent, child), expected.fc, kinds);
          }
        }
      }),
    );
  });

  test("without latents all three are the network", () => {
    const dag = parseDag("a; a -> b; a b -> c", ["a", "b", "c"]);
    for (const structure of ["true", "ind", "fc"] as const) {
      assert.deepEqual(withStructure(dag, structure).toSpecs(), dag.toSpecs());
    }
  });
});
