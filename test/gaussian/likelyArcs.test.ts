import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  fitLinearGaussian,
  missingAtRandom,
  Random,
  withDoubtfulArcs,
  withLikelyArcs,
  withoutArcs,
} from "../../src/internals.ts";
import { sharedIndicator } from "../twoCauses.ts";

const { dag } = sharedIndicator;
const data = sharedIndicator.sample(400, new Random(3));

describe("the arcs that a fit asks for most", () => {
  test("are led by one that was taken out, with gaps as well, and stand behind a node's own parents", () => {
    const lacking = withoutArcs(dag, [{ parent: "a", child: "y3" }]);
    const allowed = withDoubtfulArcs(lacking);
    const fit = fitLinearGaussian(lacking, data, { kind: "map", history: false });
    for (const rows of [data, missingAtRandom(data, 0.05, new Random(1))]) {
      const more = withLikelyArcs(lacking, rows, fit, allowed, 1);
      const added = more.toSpecs().flatMap(({ name, parents }, node) => {
        const own = lacking.parents(node).map((parent) => lacking.names[parent]);
        assert.deepEqual(parents.slice(0, own.length), own);
        return parents.slice(own.length).map((parent) => `${parent} -> ${name}`);
      });
      assert.deepEqual(added, ["a -> y3"]);
    }
  });

  test("are none that are not allowed", () => {
    const fit = fitLinearGaussian(dag, data, { kind: "map", history: false });
    assert.deepEqual(withLikelyArcs(dag, data, fit, dag, 10).toSpecs(), dag.toSpecs());
  });
});
